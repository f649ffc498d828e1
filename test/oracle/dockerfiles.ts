import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The paths of all Dockerfiles below a folder, in order. */
export function dockerfilesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /dockerfile|containerfile/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
