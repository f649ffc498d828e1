import type { SourceText } from "../../text/source.ts";
import type { FileReader } from "../files.ts";
import { foldersAbove } from "../locate.ts";
import { buildsInScript } from "../scripts.ts";
import type { Source } from "../source.ts";

/** Scripts in a shell. They mostly run from the root, or go to a folder of their own. */
export const shell: Source = {
  id: "shell",
  title: "shell scripts",
  claims: (path) => /\.(sh|bash|zsh)$/.test(path),
  words: ["build ", "bake"],
  read({ text, path }: SourceText, files: FileReader) {
    const folders = ["", ...foldersAbove(path)];
    const placeOf = (line: number) => ({ path, line });
    const place = { folders, variables: new Map(), machine: undefined, placeOf };
    return buildsInScript(text, place, files);
  },
};
