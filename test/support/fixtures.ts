import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { FolderContext } from "../../src/context/build-context.ts";
import { MemoryFiles } from "../../src/context/memory.ts";
import type { RecipeOptions } from "../../src/rule/recipe.ts";
import type { Diagnostic } from "../../src/rule/diagnostic.ts";
import type { LintOptions } from "../../src/engine/lint.ts";
import { engine } from "../../src/index.ts";
import { normalizePlatform, parsePlatform } from "../../src/platform/platform.ts";
import { SourceText } from "../../src/text/source.ts";

/** npm starts everything from the root of the repository. */
const root = process.cwd();

/** A folder below `fixtures/` with a Dockerfile, and what is expected of it beside it. */
export interface Fixture {
  /** `emulated-step/go-build` */
  readonly name: string;
  readonly folder: string;
  readonly source: SourceText;
  readonly options: LintOptions;
}

/** What an `options.json` may hold; the names are the command line's. */
interface OptionsFile {
  readonly targetPlatform?: readonly string[];
  readonly buildPlatform?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly select?: readonly string[];
  readonly targetPlatformStyle?: "implicit" | "explicit";
  readonly ecosystems?: Readonly<Record<string, RecipeOptions>>;
}

/** The paths of all Dockerfiles below `fixtures/`, from the repository's root, in order. */
export function fixturePaths(): string[] {
  return readdirSync(join(root, "fixtures"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(^|\.)Dockerfile$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** What fixes make of a fixture: the path of the expected text, and of the Dockerfile it was. */
export interface FixedFixture {
  readonly path: string;
  readonly original: string;
}

/** Every `fixed.txt` and `fixed-unsafe.txt`, in order of its path. */
export function fixedFixtures(): FixedFixture[] {
  return readdirSync(join(root, "fixtures"), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /^(.*\.)?fixed(-unsafe)?\.txt$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted()
    .map((path) => ({ path, original: path.replace(/fixed(-unsafe)?\.txt$/, "Dockerfile") }));
}

/** Every fixture, in order of its path. */
export function fixtures(): Fixture[] {
  return fixturePaths().map((path) => {
    const folder = join(root, dirname(path));
    const name = path.replace(/^fixtures\//, "").replace(/\/Dockerfile$/, "");
    return { name, folder, source: readText(path), options: readOptions(folder) };
  });
}

/** A fixture's text, a BOM included. */
export function readText(path: string): SourceText {
  const bytes = readFileSync(join(root, path));
  return new SourceText(path, new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}

function readOptions(folder: string): LintOptions {
  const context = contextOf(folder);
  const path = join(folder, "options.json");
  if (!existsSync(path)) return { context };
  const file = JSON.parse(readFileSync(path, "utf8")) as OptionsFile;
  const platform = (text: string) => normalizePlatform(parsePlatform(text)!);
  return {
    targets: file.targetPlatform?.map(platform),
    buildPlatform: file.buildPlatform === undefined ? undefined : platform(file.buildPlatform),
    stage: file.target,
    buildArgs: new Map(Object.entries(file.buildArgs ?? {})),
    ...(file.select ? { rules: new Set(file.select) } : {}),
    targetPlatform: file.targetPlatformStyle ?? "implicit",
    ecosystems: new Map(Object.entries(file.ecosystems ?? {})),
    context,
  };
}

/** The build context of a fixture that has a folder of this name. */
function contextOf(fixture: string): FolderContext | undefined {
  const folder = join(fixture, "context");
  if (!existsSync(folder)) return undefined;
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(folder, path), readFileSync(path, "utf8")] as const);
  return new FolderContext(new MemoryFiles(files), "", "Dockerfile");
}

/**
 * A file's findings, a line each, and below it what can be done:
 * `7:5 warning emulated-step [stage] message`.
 */
export function findingsOf(source: SourceText, options: LintOptions): string {
  const { diagnostics, failures } = engine.lint(source, options);
  if (failures.length > 0) throw failures[0]!.error;
  const lines = diagnostics.map((diagnostic) => {
    const { span, severity, rule, stage, message } = diagnostic;
    const { line, column } = source.position(span.start);
    const where = stage === undefined ? "" : ` [${stage}]`;
    return `${line}:${column} ${severity} ${rule}${where} ${message}\n${remedyOf(diagnostic)}`;
  });
  return lines.join("") || "nothing\n";
}

function remedyOf({ remedy }: Diagnostic): string {
  const answer = remedy?.();
  if (answer === undefined) return "";
  if ("refusal" in answer) return `    no fix: ${answer.refusal}\n`;
  const { title, applicability, assumptions } = answer.fix;
  const given = assumptions.map((assumption) => `        assuming that ${assumption}\n`);
  return [`    ${applicability} fix: ${title}\n`, ...given].join("");
}
