import { relative } from "node:path";

/** A path as messages name it: from the current folder, where it is below that. */
export function shownPath(path: string): string {
  const name = relative(process.cwd(), path);
  return name === "" || name.startsWith("..") ? path : name;
}
