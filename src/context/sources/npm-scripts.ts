import { NOTHING } from "../build.ts";
import { folderOf } from "../files.ts";
import { collect } from "../readings.ts";
import { buildsInScript, mayBuild } from "../scripts.ts";
import type { Source } from "../source.ts";

/** The scripts of a package.json; they run in its folder. */
export const npmScripts: Source = {
  id: "npm-scripts",
  title: "scripts of package.json",
  claims: (path) => /(^|\/)package\.json$/.test(path),
  words: ["docker ", "podman ", "buildx "],
  async read(file, files) {
    const { scripts } = JSON.parse(file.text) as { scripts?: unknown };
    if (typeof scripts !== "object" || scripts === null) return NOTHING;
    return collect(
      Object.entries(scripts).flatMap(([name, script]: [string, unknown]) => {
        if (typeof script !== "string" || !mayBuild(script)) return [];
        const at = file.text.indexOf(`${JSON.stringify(name)}:`);
        const placeOf = () => ({ path: file.path, line: file.lineAt(Math.max(0, at)) });
        const folders = [folderOf(file.path)];
        const place = { folders, variables: new Map(), machine: undefined, placeOf };
        return [buildsInScript(script, place, files)];
      }),
    );
  },
};
