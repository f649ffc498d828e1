import type { StepFacts } from "../../src/facts/analysis.ts";
import { fillIn } from "../../src/facts/invocation.ts";
import { scriptCommands, type ScriptCommand } from "../../src/facts/script-state.ts";
import { joinPath } from "../../src/graph/steps.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";

/*
 * Packages that are prepared for a step are there before its first command runs, earlier than they
 * would be otherwise. `pip freeze` and `find / -name '*.pyc' -delete` notice.
 */

/**
 * The first command of a step that would notice packages in these places.
 * @param places how paths begin: `/venv/`, `/usr/local/lib/python`; in a folder of programs (`/usr/local/bin/`) a
 *   single file is no package's
 * @param isOwn what an ecosystem says of its own commands; undefined for others
 * @param until the command from which on they may
 */
export function observerIn(
  { step }: StepFacts,
  places: readonly string[],
  isOwn: (command: ShellCommand) => boolean | undefined,
  until?: ShellCommand,
): ShellCommand | undefined {
  for (const each of scriptCommands(step)) {
    if (each.command === until) return undefined;
    if (isOwn(each.command) ?? looksAt(each, places)) return each.command;
  }
  return undefined;
}

/** What looks into files and folders, and what changes or removes whatever it finds there. */
const LOOKING = new Set(
  (
    "[ [[ awk bzip2 cat chgrp chmod chown cmp cp diff du find git grep gzip head install ln ls md5sum mv od readlink realpath " +
    "rm rmdir rsync sed sha1sum sha256sum sha512sum sort stat tail tar test touch wc xz zip"
  ).split(" "),
);

/** Those that look around where they are if they are told no path. */
const LOOKING_AROUND = new Set(["du", "find", "ls"]);

/** Those that write their last path: what they do depends on whether it is there. */
const WRITING_LAST = new Set(["cp", "git", "install", "ln", "mv", "rsync"]);

/** Folders that every image has: it makes no difference to find them. */
const COMMON = /^\/((etc|home|opt|root|srv|tmp)|(usr|usr\/local|var)(\/\w+)?)?$/;

/** Those that look into a folder only when they are told to. */
const OWNERS_AND_MODES = new Set(["chgrp", "chmod", "chown"]);

function looksAt({ command, name, state }: ScriptCommand, places: readonly string[]): boolean {
  if (!LOOKING.has(name)) return false;
  const args = command.words.slice(1).map((word) => fillIn(word, state.scope));
  if (name === "tar" && /^-?[a-z]*x|^--(extract|get)$/i.test(args[0] ?? "")) return false;
  const isRecursive = args.some((arg) => /^(-[a-zA-Z]*R|--recursive)/.test(arg));
  const goesDown = isRecursive || !OWNERS_AND_MODES.has(name);
  const isSent = command.wrappers.includes("xargs");
  const { workdir } = state;
  return (
    isSent ||
    pathsOf(name, args).some((path) => isAmong(path, workdir, places, goesDown)) ||
    destinationsOf(name, args).some((path) =>
      isAmong(path, workdir, places, !COMMON.test(joinPath(workdir ?? "/", path) ?? "")),
    )
  );
}

function destinationsOf(name: string, args: readonly string[]): readonly string[] {
  if (!WRITING_LAST.has(name) || (name === "git" && args[0] !== "clone")) return [];
  const operands = args.filter((arg) => !arg.startsWith("-"));
  return operands.length > (name === "git" ? 2 : 1) ? operands.slice(-1) : [];
}

function pathsOf(name: string, args: readonly string[]): readonly string[] {
  if (/^(\[\[?|test)$/.test(name))
    return args.filter((_, at) => /^-[a-zA-Z]$/.test(args[at - 1] ?? ""));
  const operands = args.filter((arg) => !arg.startsWith("-"));
  // git and ln read nothing of what stands there.
  if (/^(git|ln)$/.test(name)) return [];
  // What to look for stands first.
  if (/^(awk|grep|sed)$/.test(name)) return operands.slice(1);
  if (name === "find") operands.splice(startsOf(args));
  if (operands.length === 0 && LOOKING_AROUND.has(name)) return ["."];
  return WRITING_LAST.has(name) && operands.length > 1 ? operands.slice(0, -1) : operands;
}

/** How many folders `find -L /usr /opt -name x` starts at. */
function startsOf(args: readonly string[]): number {
  const folders = args.filter((arg) => !/^-[HLP]$/.test(arg));
  const end = folders.findIndex((arg) => /^[-(!\\]/.test(arg));
  return end < 0 ? folders.length : end;
}

/**
 * Whether a path leads to one of the places, as far as it is known.
 * @param goesDown whether a folder above them counts, too
 */
export function isAmong(
  path: string,
  workdir: string | undefined,
  places: readonly string[],
  goesDown: boolean,
): boolean {
  const plain = path.replace(/[*?[$`].*$/s, "");
  // Images that say nothing else work in `/`.
  const known = plain === "" ? undefined : joinPath(workdir ?? "/", plain);
  if (known === undefined) return true;
  if (plain !== path) {
    const beginning = plain.endsWith("/") && known !== "/" ? `${known}/` : known;
    return places.some((place) => place.startsWith(beginning) || beginning.startsWith(place));
  }
  return places.some((place) => {
    const isAbove = `${place}/`.startsWith(known === "/" ? known : `${known}/`);
    return isAbove ? goesDown : known.startsWith(place) && !place.endsWith("/bin/");
  });
}
