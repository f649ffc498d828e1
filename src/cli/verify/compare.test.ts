import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { folderWith } from "../../../test/support/cli.ts";
import { spawnSync } from "node:child_process";
import { chmodSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { compare } from "./compare.ts";
import { type Listing, readListing } from "./listing.ts";

/** The listing of a folder with these files, by way of a real archive. */
async function listingOf(
  files: Readonly<Record<string, string | Uint8Array>>,
  change: (folder: string) => void = () => {},
): Promise<Listing> {
  const folder = folderWith(files);
  for (const name of Object.keys(files)) utimesSync(join(folder, name), TIME, TIME);
  change(folder);
  const { stdout } = spawnSync("tar", ["--format=pax", "-cf", "-", "-C", folder, "."], {
    maxBuffer: 1 << 26,
  });
  return readListing(Readable.from([stdout.subarray(0, 700), stdout.subarray(700)]));
}

const TIME = 1_700_000_000;

/** Byte code whose header tells of a source changed at that time. */
function byteCode(time: number, code: string): Uint8Array {
  const header = Buffer.alloc(16);
  header.writeUInt32LE(time, 8);
  return Buffer.concat([header, Buffer.from(code)]);
}

describe("equal", () => {
  test("the same files, whenever they were changed", async () => {
    const files = { "etc/motd": "hello\n", [`a/${"long/".repeat(40)}name`]: "x" };
    const later = (folder: string) => utimesSync(join(folder, "etc/motd"), TIME + 9, TIME + 9);
    expect(compare(await listingOf(files), await listingOf(files, later))).toEqual([]);
  });

  test("byte code but for the time in its header", async () => {
    const at = (time: number) =>
      listingOf({ "m.py": "", "__pycache__/m.cpython-311.pyc": byteCode(time, "code") }, (folder) =>
        utimesSync(join(folder, "m.py"), time, time),
      );
    expect(compare(await at(TIME), await at(TIME + 60))).toEqual([]);
  });

  test("a RECORD in another order", async () => {
    const path = "lib/site-packages/a-1.dist-info/RECORD";
    const one = await listingOf({ [path]: "a.py,,\nb.py,,\n" });
    const other = await listingOf({ [path]: "b.py,,\na.py,,\n" });
    expect(compare(one, other)).toEqual([]);
  });

  test("an image without the byte code that an import left behind", async () => {
    const source = { "lib/os.py": "" };
    const imported = { ...source, "lib/__pycache__/os.cpython-311.pyc": byteCode(TIME, "") };
    expect(compare(await listingOf(imported), await listingOf(source))).toEqual([]);
  });
});

describe("different", () => {
  test("content, mode, type, a link's goal, a file too many and one too few", async () => {
    const one = await listingOf({ a: "1", b: "1", c: "1", only: "" }, (folder) =>
      symlinkSync("a", join(folder, "link")),
    );
    const other = await listingOf({ a: "2", b: "1", "c/d": "1" }, (folder) => {
      chmodSync(join(folder, "b"), 0o755);
      symlinkSync("b", join(folder, "link"));
    });
    expect(compare(one, other)).toEqual([
      { path: "/a", what: "content of 1 bytes, then of 1" },
      { path: "/b", what: "mode 0644, then 0755" },
      { path: "/c", what: "file, then folder" },
      { path: "/c/d", what: "only in the other" },
      { path: "/link", what: "link to a, then to b" },
      { path: "/only", what: "only in the original" },
    ]);
  });

  test("the code in byte code", async () => {
    const of = (code: string) => listingOf({ "__pycache__/m.pyc": byteCode(TIME, code) });
    expect(compare(await of("one"), await of("two"))).toHaveLength(1);
  });

  test("byte code that a package lists and that is not there", async () => {
    const record = { "lib/a-1.dist-info/RECORD": "__pycache__/a.cpython-311.pyc,,\n" };
    const pyc = { "lib/__pycache__/a.cpython-311.pyc": byteCode(TIME, "") };
    const differences = compare(await listingOf({ ...record, ...pyc }), await listingOf(record));
    expect(differences.map(({ path }) => path)).toContain("/lib/__pycache__/a.cpython-311.pyc");
  });

  test("byte code that Python will not use, as its source has another time", async () => {
    const files = (time: number) => ({
      "m.py": "",
      "__pycache__/m.cpython-311.pyc": byteCode(time, ""),
    });
    const [fresh, stale] = [await listingOf(files(TIME)), await listingOf(files(TIME + 1))];
    expect(compare(fresh, stale)).toEqual([
      {
        path: "/__pycache__/m.cpython-311.pyc",
        what: "byte code older or newer than its source",
      },
    ]);
  });
});
