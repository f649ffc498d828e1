import type { YamlValue } from "../yaml.ts";
import { evaluate } from "./expression.ts";
import type { Contexts, ExpressionValue } from "./values.ts";

/** One combination of a matrix. */
export type MatrixRow = Readonly<Record<string, ExpressionValue>>;

/** GitHub's own limit. */
const MAX_ROWS = 256;

/**
 * The combinations of a job's matrix.
 * @returns one empty row where there is none, or only a run can tell
 */
export function matrixRows(matrix: YamlValue | undefined, contexts: Contexts): MatrixRow[] {
  if (matrix === undefined) return [{}];
  const whole = matrix.text === undefined ? undefined : fromExpression(matrix.text, contexts);
  const value = whole ?? valueOf(matrix, contexts);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [{}];
  const { include, exclude, ...axes } = value as Record<string, ExpressionValue>;
  let rows: MatrixRow[] = [{}];
  for (const [name, values] of Object.entries(axes)) {
    if (!Array.isArray(values)) continue;
    rows = rows.flatMap((row) => values.map((each) => ({ ...row, [name]: each })));
    if (rows.length > MAX_ROWS) return [{}];
  }
  rows = rows.filter((row) => !rowsIn(exclude).some((each) => isPartOf(each, row)));
  const axisNames = Object.keys(axes);
  // Without axes the included rows are all there is.
  if (axisNames.length === 0) rows = [];
  const added: MatrixRow[] = [];
  for (const extra of rowsIn(include)) {
    const shared = Object.fromEntries(
      Object.entries(extra).filter(([name]) => axisNames.includes(name)),
    );
    const fitting = rows.filter((row) => isPartOf(shared, row));
    if (fitting.length === 0) added.push(extra);
    else rows = rows.map((row) => (fitting.includes(row) ? { ...row, ...extra } : row));
  }
  const all = [...rows, ...added];
  return all.length === 0 ? [{}] : all;
}

function rowsIn(value: ExpressionValue): MatrixRow[] {
  if (!Array.isArray(value)) return [];
  return value.filter((each) => typeof each === "object" && each !== null) as MatrixRow[];
}

function isPartOf(part: MatrixRow, row: MatrixRow): boolean {
  return Object.entries(part).every(
    ([name, value]) => JSON.stringify(row[name]) === JSON.stringify(value),
  );
}

/** Aliases of aliases can stand for any number of values. */
const MAX_VALUES = 10_000;

/** A value of the file with its expressions worked out. */
function valueOf(
  node: YamlValue,
  contexts: Contexts,
  budget = { left: MAX_VALUES },
): ExpressionValue {
  if (--budget.left < 0) return undefined;
  const { text } = node;
  if (text !== undefined) return text.includes("${{") ? fromExpression(text, contexts) : text;
  if (!node.isMap) return node.items.map((each) => valueOf(each, contexts, budget));
  return Object.fromEntries(
    node.entries.map(([name, each]) => [name, valueOf(each, contexts, budget)]),
  );
}

/** `${{ fromJSON('[...]') }}` as a whole */
function fromExpression(text: string, contexts: Contexts): ExpressionValue {
  const source = /^\s*\$\{\{([^]*)\}\}\s*$/.exec(text)?.[1];
  return source === undefined ? undefined : evaluate(source, contexts);
}
