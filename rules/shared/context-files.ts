import type { BuildContext } from "../../src/facts/build-context.ts";
import type { SourceText } from "../../src/text/source.ts";

/** "package-lock.json:812" */
export function lineOf(source: SourceText, offset: number): string {
  return `${source.path}:${source.lineAt(offset)}`;
}

/** More files and folders than this are not looked at: what they hold stays unknown. */
const MAX_ENTRIES = 5_000;

/**
 * The files below a folder of the build context, each folder's own before those of its folders.
 * Nothing follows once there are too many.
 * @param enters whether to go into a folder of this name
 */
export function* filesBelow(
  context: BuildContext,
  folder: string,
  enters: (name: string) => boolean,
): Generator<string> {
  const folders = [folder];
  let seen = 0;
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    for (const name of context.namesIn(next) ?? []) {
      if (++seen > MAX_ENTRIES) return;
      const path = next === "" ? name : `${next}/${name}`;
      const kind = context.kindOf(path);
      if (kind === "file") yield path;
      else if (kind === "folder" && enters(name)) folders.push(path);
    }
  }
}
