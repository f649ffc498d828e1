import * as v from "valibot";
import { type Document, LineCounter, parseDocument } from "yaml";
import { describeIssue, pathOf } from "./issues.ts";
import { type Path, Places } from "./places.ts";
import type { ConfigProblem } from "./problem.ts";
import { configSchema, type ConfigValues, type Vocabulary } from "./schema.ts";

/** The key in package.json below which a configuration may stand. */
export const PACKAGE_KEY = "dockerlint-xarch";

/** A configuration file that was read and found right, and the places of what it says. */
export interface ConfigDocument {
  readonly path: string;
  readonly values: ConfigValues;
  /** A problem with one of the values. */
  problemAt(at: Path, message: string): ConfigProblem;
}

/**
 * Reads a configuration: YAML, of which JSON is a part. Of a package.json, what stands below its
 * key.
 * @param path as problems name it
 */
export function readConfig(
  path: string,
  text: string,
  vocabulary: Vocabulary,
): ConfigDocument | readonly ConfigProblem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const places = new Places(path, document, lines);
  if (document.errors.length > 0) {
    return document.errors.map(({ pos, message }) => places.problem(pos[0], message));
  }
  const root: Path = /(^|[\\/])package\.json$/.test(path) ? [PACKAGE_KEY] : [];
  const data = dataOf(document, root);
  // A file with nothing but comments says nothing, which is no mistake.
  const schema = configSchema(vocabulary);
  const result = v.safeParse(schema, data ?? {});
  if (result.success) {
    const { output } = result;
    return { path, values: output, problemAt: (at, text) => places.at([...root, ...at], text) };
  }
  return result.issues
    .map((issue) => places.at([...root, ...pathOf(issue)], describeIssue(issue, schema)))
    .toSorted((a, b) => a.line! - b.line! || a.column! - b.column!);
}

function dataOf(document: Document, root: Path): unknown {
  const data: unknown = document.toJS();
  return root.reduce((value, key) => (value as Record<string, unknown> | null)?.[key], data);
}
