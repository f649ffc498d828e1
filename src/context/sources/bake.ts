import { bakeBuilds } from "../bake/builds.ts";
import { folderOf } from "../files.ts";
import type { Source } from "../source.ts";

/** Files of `docker buildx bake`, in HCL or JSON. */
export const bake: Source = {
  id: "bake",
  title: "docker-bake files",
  claims: (path) => /(^|\/)[\w.-]*bake[\w.-]*\.(hcl|json)$/.test(path),
  words: ["target"],
  read({ path }, files) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    // What overrides another file is read with it; alone it would say half of what is built.
    if (/^docker-bake\.override\.(hcl|json)$/.test(name)) {
      return Promise.resolve({ builds: [], notes: [] });
    }
    const folder = folderOf(path);
    const beside = (each: string) => (folder === "" ? each : `${folder}/${each}`);
    const overrides = /^docker-bake\.(hcl|json)$/.test(name)
      ? ["docker-bake.override.json", "docker-bake.override.hcl"]
          .map(beside)
          .filter((each) => files.kindOf(each) === "file")
      : [];
    return bakeBuilds([path, ...overrides], files);
  },
};
