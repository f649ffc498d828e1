import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { folderWith } from "./cli.ts";

/** A layer's files; a file `.wh.NAME` takes NAME away. */
export type Layer = Readonly<Record<string, string | Uint8Array>>;

/** An archive of an image as `docker save` writes it, made by the real tar. */
export function imageArchive(
  layers: readonly Layer[],
  { config = {}, gzip = false, architecture = "arm64" } = {},
): Buffer {
  const blobs = layers.map((files, index) => {
    const layer = tarOf(folderWith(files));
    return [`blobs/layer-${index}`, gzip ? gzipSync(layer) : layer] as const;
  });
  const manifest = [{ Config: "blobs/config", Layers: blobs.map(([name]) => name) }];
  return tarOf(
    folderWith({
      ...Object.fromEntries(blobs),
      "blobs/config": JSON.stringify({ os: "linux", architecture, config }),
      "manifest.json": JSON.stringify(manifest),
    }),
  );
}

/** The archive of a folder, its names without `./`, as in layers. */
export function tarOf(folder: string, change: (folder: string) => void = () => {}): Buffer {
  change(folder);
  const owner = ["--owner=0", "--group=0", "--mtime=@1700000000"];
  const words = ["--format=pax", ...owner, "--transform=s,^\\./,,", "-cf", "-", "-C", folder, "."];
  const { stdout, status } = spawnSync("tar", words, { maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error("tar failed");
  return stdout;
}

/** Writes an archive to a file of its own. */
export function writeArchive(archive: Buffer): string {
  const path = join(folderWith({}), "image.tar");
  writeFileSync(path, archive);
  return path;
}
