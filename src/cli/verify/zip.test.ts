import { expect, test } from "vitest";
import { summariseZip } from "./zip.ts";

/** Writes an archive of empty files, without compression (APPNOTE, section 4.3). */
function zip(files: readonly { name: string; checksum: number; time: number }[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, checksum, time } of files) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(time, 10);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(time, 12);
    entry.writeUInt32LE(checksum, 16);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    locals.push(local, Buffer.from(name));
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

const a = { name: "a", checksum: 1, time: 7 };
const b = { name: "b", checksum: 2, time: 7 };

test("the time of a file and the order mean nothing", () => {
  const later = zip([b, { ...a, time: 9 }]);
  expect(later).not.toEqual(zip([a, b]));
  expect(summariseZip(later)).toEqual(summariseZip(zip([a, b])));
});

test("names and contents do", () => {
  const summary = summariseZip(zip([a, b]));
  expect(summariseZip(zip([a, { ...b, checksum: 3 }]))).not.toEqual(summary);
  expect(summariseZip(zip([a, { ...b, name: "c" }]))).not.toEqual(summary);
  expect(summariseZip(zip([a]))).not.toEqual(summary);
});

test.each([
  ["something else", Buffer.from("PK, but no archive")],
  ["an archive that is cut off", zip([a, b]).subarray(0, -8)],
  [
    "an archive whose directory is not where it says",
    Buffer.concat([zip([a]).subarray(0, -6), Buffer.from([9, 9, 9, 0, 0, 0])]),
  ],
])("%s is compared as it is", (_, content) => {
  expect(summariseZip(content)).toBeUndefined();
});
