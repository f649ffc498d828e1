import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { imageArchive, type Layer } from "../../../test/support/image-archive.ts";
import { type Image, readImageArchive } from "./image-archive.ts";

function read(archive: Buffer): Promise<Image> {
  // In pieces, none of which ends where a member does.
  const pieces = Array.from({ length: Math.ceil(archive.length / 700) }, (_, index) =>
    archive.subarray(index * 700, (index + 1) * 700),
  );
  return readImageArchive(Readable.from(pieces));
}

async function pathsOf(layers: readonly Layer[], gzip = false): Promise<string[]> {
  const { files } = await read(imageArchive(layers, { gzip }));
  return [...files].filter(([, { type }]) => type === "file").map(([path]) => path);
}

describe("an image's files are its layers over each other", () => {
  test.each([false, true])("packed: %s", async (gzip) => {
    expect(await pathsOf([{ "a/b": "1" }, { "a/c": "2" }], gzip)).toEqual(["a/b", "a/c"]);
  });

  test("the upper one counts", async () => {
    const { files } = await read(imageArchive([{ a: "1" }, { a: "22" }]));
    expect(files.get("a")).toMatchObject({ type: "file", size: 2 });
  });

  test("a whiteout takes a file or a whole folder away", async () => {
    const lower = { "a/b/c": "", "a/bc": "", d: "" };
    expect(await pathsOf([lower, { "a/.wh.b": "", ".wh.d": "" }])).toEqual(["a/bc"]);
  });

  test("a folder made anew hides what was in it, not what comes with it", async () => {
    const upper = { "a/.wh..wh..opq": "", "a/new": "" };
    expect(await pathsOf([{ "a/old": "", "ab/old": "" }, upper])).toEqual(["a/new", "ab/old"]);
  });

  test("a file in the place of a folder", async () => {
    expect(await pathsOf([{ "a/b": "" }, { a: "" }])).toEqual(["a"]);
  });
});

test("how it is started", async () => {
  const config = { Env: ["A=1"], Cmd: ["run"], ExposedPorts: { "80/tcp": {} }, User: "app" };
  const image = await read(imageArchive([{ a: "1" }], { config }));
  expect(image.config).toMatchObject({
    platform: "linux/arm64",
    env: ["A=1"],
    cmd: ["run"],
    entrypoint: null,
    exposedPorts: ["80/tcp"],
    user: "app",
  });
});

test("an archive that is cut off is no image", async () => {
  const whole = imageArchive([{ a: "x".repeat(5000) }], { gzip: true });
  const part = whole.subarray(0, 2500);
  await expect(read(part)).rejects.toThrow("ends in the middle of a file");
  await expect(read(Buffer.alloc(1024))).rejects.toThrow("no manifest.json");
});
