// scratch: compare images by tag
import { Docker } from "./environment/docker.ts";
import { listImage } from "./build/image.ts";
import { compare, formatDifferences } from "./compare/compare.ts";
const root = "/var/tmp/dockerlint-xarch-e2e";
const docker = new Docker(
  ["chroot", `${root}/docker`, "docker", "-H", "unix:///data/docker.sock"],
  `${root}/work`,
);
const [platform, a, b] = process.argv.slice(2) as [string, string, string];
console.time("list");
const [x, y] = [await listImage(docker, a, platform), await listImage(docker, b, platform)];
console.timeEnd("list");
console.log(x.size, y.size);
console.log(formatDifferences(compare(x, y)));
