/**
 * Asks BuildKit itself: builds and calls the Go program in this folder, which contains BuildKit's
 * own Dockerfile parser, variable expansion and converter. Needs Go on the PATH; the first build
 * fetches the Go modules, everything after that is offline.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Everything that BuildKit says about one Dockerfile. */
export interface OracleAnswer {
  readonly path: string;
  readonly parse: OracleParse | OracleParseError;
  /** Why BuildKit rejects the parsed file as typed instructions; absent if it accepts it. */
  readonly instructionsError?: string;
  /** One entry for each pair of a build and a target platform; absent if the file does not parse. */
  readonly llb?: readonly OracleSolve[];
  /** What `docker build --check` warns of, `Rule: detail` each; absent if BuildKit refuses the file. */
  readonly lint?: readonly string[];
}

/** BuildKit's syntax tree of a Dockerfile. */
export interface OracleParse {
  readonly error?: undefined;
  readonly escape: "\\" | "`";
  readonly instructions: readonly OracleInstruction[];
}

/** Why BuildKit has no syntax tree of a file, or why the file could not be read. */
export interface OracleParseError {
  readonly error: string;
  /**
   * The line that BuildKit reports, if it reports one. For an error in a parser directive it is one
   * too small (and absent for the first line).
   */
  readonly errorLine?: number;
  readonly instructions: readonly [];
}

/** What an instruction and the instruction behind ONBUILD have in common. */
export interface OracleCommand {
  /** As written, in the author's case. */
  readonly name: string;
  readonly flags: readonly string[];
  /** Whether the arguments are in exec form. */
  readonly json: boolean;
  /**
   * The values of BuildKit's node chain: one string for a shell-form RUN, the words for COPY, and
   * key, value and separator ("=" or "") in turn for ENV and LABEL. Empty for ONBUILD. Bytes that
   * are not UTF-8 have become U+FFFD, one each.
   */
  readonly args: readonly string[];
  /** The instruction behind ONBUILD. */
  readonly child?: OracleCommand;
}

/** One top-level instruction; lines count from 1. */
export interface OracleInstruction extends OracleCommand {
  readonly line: number;
  /** The last line, which is the terminator if the instruction has heredocs. */
  readonly endLine: number;
  /** Those of an ONBUILD are here too, not on its child. */
  readonly heredocs: readonly OracleHeredoc[];
}

/** A heredoc of RUN, COPY or ADD. */
export interface OracleHeredoc {
  readonly name: string;
  /** False if its name is quoted. */
  readonly expand: boolean;
  /** Whether it is a `<<-`; its tabs are still in the content. */
  readonly chomp: boolean;
  /** The number before `<<`; 0 if there is none. */
  readonly fd: number;
  readonly content: string;
}

/** What BuildKit does with a Dockerfile on one build platform for one target platform. */
export interface OracleSolve {
  readonly build: string;
  readonly target: string;
  /**
   * Why BuildKit cannot convert the file; runs and images are empty then. Where several images are
   * at fault, it names one of them at random.
   */
  readonly error?: string;
  /** The RUNs that the final image needs, by line and platform, each pair once. */
  readonly runs: readonly OracleRun[];
  /** The images that BuildKit asks for, by reference and platform, each pair once. */
  readonly images: readonly OracleImage[];
}

/** A RUN and the platform it runs on. */
export interface OracleRun {
  /** The first line of the RUN; for an ONBUILD RUN that of the FROM that triggers it. */
  readonly line: number;
  /** Normalised: never `linux/arm` without a variant, never `linux/arm64/v8`. */
  readonly platform: string;
}

/** A base image, or an image that COPY or RUN --mount takes files from. */
export interface OracleImage {
  /** In full, such as `docker.io/library/golang:1.24`. */
  readonly ref: string;
  readonly platform: string;
}

/** A word of a Dockerfile to expand. */
export interface ExpandCase {
  readonly word: string;
  readonly env: Readonly<Record<string, string>>;
  readonly escape: "\\" | "`";
  /** `word` for a value that stays one word (FROM, ARG, ENV), `words` for one split at spaces. */
  readonly mode: "word" | "words";
}

/** BuildKit's expansion of a word. */
export interface ExpandAnswer {
  /** Present in mode `word`, unless there is an error. */
  readonly result?: string;
  /** Present in mode `words`, unless there is an error. */
  readonly words?: readonly string[];
  /** The variables without a value, sorted. Always empty in mode `words`. */
  readonly unmatched: readonly string[];
  readonly error?: string;
}

/** Whether the oracle can be built here, that is, whether Go is on the PATH. */
export function oracleAvailable(): boolean {
  return spawnSync("go", ["version"], { stdio: "ignore" }).status === 0;
}

/** Builds the oracle if its sources are newer than the last build; returns the program's path. */
export function buildOracle(): string {
  const root = projectRoot();
  const sources = join(root, "test", "oracle");
  const folder = join(root, "node_modules", ".cache", "dockerlint-xarch", "oracle");
  const program = join(folder, process.platform === "win32" ? "oracle.exe" : "oracle");
  if (existsSync(program) && statSync(program).mtimeMs >= newestSource(sources)) return program;

  mkdirSync(folder, { recursive: true });
  // Test files run in processes of their own: none may see, or run, a half-written program.
  const fresh = `${program}.${process.pid}`;
  const { status, error, stderr } = spawnSync("go", ["build", "-o", fresh, "."], {
    cwd: sources,
    encoding: "utf8",
    env: { ...process.env, CGO_ENABLED: "0" }, // no C compiler needed
  });
  if (status !== 0) throw new Error(`go build of the oracle failed: ${error?.message ?? stderr}`);
  renameSync(fresh, program);
  return program;
}

/** What BuildKit says about each of the Dockerfiles, in the order of the paths. */
export function askOracle(paths: readonly string[]): OracleAnswer[] {
  const unusable = paths.find((path) => path === "" || path.includes("\n"));
  if (unusable !== undefined) {
    throw new Error(`the oracle cannot be asked for the path ${JSON.stringify(unusable)}`);
  }
  return ask("file", paths) as OracleAnswer[];
}

/** How BuildKit expands each of the words, in their order. */
export function askExpand(cases: readonly ExpandCase[]): ExpandAnswer[] {
  return ask(
    "expand",
    cases.map((request) => JSON.stringify(request)),
  ) as ExpandAnswer[];
}

/** Calls the oracle in one of its modes; it answers each line with a line of JSON. */
function ask(mode: "file" | "expand", lines: readonly string[]): unknown[] {
  if (lines.length === 0) return [];
  // BuildKit complains about stray bytes on stderr; that matters only if the oracle fails.
  const { status, error, stdout, stderr } = spawnSync(buildOracle(), [mode], {
    input: lines.join("\n"),
    encoding: "utf8",
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (status !== 0) throw new Error(`the oracle failed: ${error?.message ?? stderr}`);
  const answers = stdout.trimEnd().split("\n");
  if (answers.length !== lines.length) {
    throw new Error(`the oracle gave ${answers.length} answers to ${lines.length} questions`);
  }
  return answers.map((answer): unknown => JSON.parse(answer));
}

/** When the oracle's sources were last changed, in milliseconds. */
function newestSource(folder: string): number {
  const files = readdirSync(folder).filter((name) => /\.go$|^go\.(mod|sum)$/.test(name));
  return Math.max(...files.map((name) => statSync(join(folder, name)).mtimeMs));
}

/** The project's folder, found from this module (which may be bundled elsewhere) or from the cwd. */
function projectRoot(): string {
  for (const start of [dirname(fileURLToPath(import.meta.url)), process.cwd()]) {
    for (let folder = start; ; folder = dirname(folder)) {
      if (existsSync(join(folder, "test", "oracle", "go.mod"))) return folder;
      if (folder === dirname(folder)) break;
    }
  }
  throw new Error("the oracle's Go module test/oracle is not above this module or the cwd");
}
