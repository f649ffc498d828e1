import { type FileReader, folderOf, joinInside } from "../files.ts";
import { Makefile } from "../make/makefile.ts";
import { recipeScripts } from "../make/recipes.ts";
import { collect } from "../readings.ts";
import { buildsInScript } from "../scripts.ts";
import { MAX_SOURCE_BYTES, type Source } from "../source.ts";

/** Rules of make, for every value that a variable may have. */
export const makefile: Source = {
  id: "make",
  title: "Makefiles",
  claims: (path) => /(^|\/)(GNU)?[Mm]akefile([.-][\w.-]+)?$|\.mk$/.test(path),
  words: ["build", "bake", "include"],
  async read({ text, path }, files) {
    const folders = ["", folderOf(path)];
    const found = new Makefile(path, text, (name) => included(name, folders, files));
    return collect(
      recipeScripts(found).map(({ script, variables, placeOf }) =>
        buildsInScript(script, { folders, variables, machine: undefined, placeOf }, files),
      ),
    );
  },
};

function included(name: string, folders: readonly string[], files: FileReader) {
  for (const folder of new Set(folders)) {
    const path = joinInside(folder, name);
    if (path === undefined || files.kindOf(path) !== "file") continue;
    const answer = files.read(path, MAX_SOURCE_BYTES);
    if ("text" in answer) return { path, text: answer.text };
  }
  return undefined;
}
