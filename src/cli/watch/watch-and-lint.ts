import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { repositoryRoot } from "../../context/node/surroundings.ts";
import type { Colors } from "../../report/colors.ts";
import { count } from "../../report/text.ts";
import { mistakeIn, UsageError } from "../errors.ts";
import { isTerminal, print, printError } from "../output.ts";
import { deliver, errorLines, type ReportFlags, reportText } from "../print-report.ts";
import { LintRun, type RunFlags } from "./lint-run.ts";
import { TreeWatcher } from "./tree-watcher.ts";

type WatchFlags = RunFlags & ReportFlags;

/** What one look at the files brought. */
interface Look {
  readonly run: LintRun | undefined;
  readonly report: string;
  /** What is said besides. */
  readonly lines: readonly string[];
}

/**
 * Lints, and lints again whenever a file changes: that file alone where it is a Dockerfile, else
 * all, as configurations, build contexts and whatever builds images may say something new. Ends
 * with a mistake in the command line or the configuration; one that is made later is told until it
 * is repaired.
 */
export async function watchAndLint(
  args: readonly string[],
  flags: WatchFlags,
  colors: Colors,
): Promise<never> {
  if (args.includes("-")) throw new UsageError("--watch watches files, not standard input");
  const watcher = new TreeWatcher();
  for (const root of new Set(args.map(rootOf))) watcher.addTree(root);
  let look = await lookAt(args, flags, colors);
  show(look, flags);
  let isTold = false;
  for (;;) {
    for (const folder of foldersBeside(look, flags)) watcher.addFolder(folder);
    if (watcher.isIdle) throw new UsageError(`--watch cannot watch: ${watcher.refusal}`);
    if (watcher.refusal !== undefined && !isTold) {
      isTold = true;
      printError(`dockerlint-xarch: some folders are not watched: ${watcher.refusal}.`);
    }
    const changed = await watcher.next();
    const last = look;
    look = last.run?.knowsAll(changed)
      ? await lookAgain(last.run, changed, flags, colors)
      : await lookAtWhatever(args, flags, colors);
    // What changes nothing in the report is not worth a look, unless it is what is being repaired.
    const isRepair = look.run !== undefined && look.run === last.run;
    if (isRepair || !isSame(look, last)) show(look, flags);
  }
}

async function lookAt(args: readonly string[], flags: WatchFlags, colors: Colors): Promise<Look> {
  const lines: string[] = [];
  const run = await LintRun.of(args, flags, (line) => lines.push(line));
  return report(run, lines, flags, colors);
}

/** A mistake of the user's is what is seen then. */
async function lookAtWhatever(...parameters: Parameters<typeof lookAt>): Promise<Look> {
  try {
    return await lookAt(...parameters);
  } catch (error) {
    const mistake = mistakeIn(error);
    if (mistake === undefined) throw error;
    return { run: undefined, report: "", lines: [mistake] };
  }
}

async function lookAgain(
  run: LintRun,
  changed: ReadonlySet<string>,
  flags: WatchFlags,
  colors: Colors,
): Promise<Look> {
  const lines: string[] = [];
  await run.repeat(changed, (line) => lines.push(line));
  return report(run, lines, flags, colors);
}

async function report(
  run: LintRun,
  lines: readonly string[],
  flags: WatchFlags,
  colors: Colors,
): Promise<Look> {
  const outcome = run.outcome();
  const text = await reportText(outcome, flags, colors);
  return { run, report: text, lines: [...lines, ...errorLines(outcome)] };
}

function isSame(one: Look, other: Look): boolean {
  return one.report === other.report && one.lines.join("\n") === other.lines.join("\n");
}

/** The screen and what was scrolled out of it become empty. */
const CLEAR = "\u001b[2J\u001b[3J\u001b[H";

function show({ run, report: text, lines }: Look, flags: WatchFlags): void {
  if (isTerminal(1)) print(CLEAR);
  deliver(text, flags);
  for (const line of lines) printError(line);
  const linted = run === undefined ? "" : ` linted ${count(run.files.length, "file")},`;
  const time = new Date().toTimeString().slice(0, 8);
  printError(`dockerlint-xarch: ${time}${linted} waiting for changes. Ctrl-C ends.`);
}

/** The folder in which everything stands that may count for an argument of the command line. */
function rootOf(arg: string): string {
  const stats = statSync(arg, { throwIfNoEntry: false });
  if (stats === undefined) return repositoryRoot(resolve("."));
  return repositoryRoot(stats.isDirectory() ? resolve(arg) : dirname(resolve(arg)));
}

/** Where configurations and baselines stand, which may be anywhere. */
function foldersBeside({ run }: Look, { config, baseline }: WatchFlags): string[] {
  const named = [config, baseline].filter((each) => typeof each === "string");
  const settings = run?.files.map(({ options }) => options.settings) ?? [];
  const found = settings.flatMap((each) => [...each.sources, each.baseline ?? []].flat());
  return [...new Set([...named, ...found].map((file) => dirname(resolve(file))))];
}
