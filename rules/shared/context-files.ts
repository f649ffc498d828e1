import type { BuildContext } from "../../src/facts/build-context.ts";
import { scriptCommands } from "../../src/facts/script-state.ts";
import { joinPath, type RunStep } from "../../src/graph/steps.ts";
import type { SourceText } from "../../src/text/source.ts";

/** "package-lock.json:812" */
export function lineOf(source: SourceText, offset: number): string {
  return `${source.path}:${source.lineAt(offset)}`;
}

/**
 * The path of a file that a command names. Without any WORKDIR the folder is the image's own, and
 * stands for `/`, as for every COPY; after a `cd` in it there is no telling.
 * @param workdir where the command runs
 */
export function pathIn(
  workdir: string | undefined,
  name: string,
  step: RunStep,
): string | undefined {
  if (workdir !== undefined) return joinPath(workdir, name);
  const moves = [...scriptCommands(step)].some(({ command }) => /^(cd|pushd)$/.test(command.name));
  return moves ? undefined : joinPath("/", name);
}

/** More files and folders than this are not looked at: what they hold stays unknown. */
const MAX_ENTRIES = 5_000;

/** In the place of files that were not looked at: there are too many, or a folder cannot be listed. */
export const NOT_LISTED = Symbol("not listed");

/**
 * The files below a folder of the build context, each folder's own before those of its folders.
 * @param enters whether to go into a folder of this name
 */
export function* filesBelow(
  context: BuildContext,
  folder: string,
  enters: (name: string) => boolean,
): Generator<string | typeof NOT_LISTED> {
  const folders = [folder];
  let seen = 0;
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    const names = context.namesIn(next);
    if (names === undefined) yield NOT_LISTED;
    for (const name of names ?? []) {
      if (++seen > MAX_ENTRIES) {
        yield NOT_LISTED;
        return;
      }
      const path = next === "" ? name : `${next}/${name}`;
      const kind = context.kindOf(path);
      if (kind === "file") yield path;
      else if (kind === "folder" && enters(name)) folders.push(path);
    }
  }
}
