/** The signatures of PKWARE's APPNOTE, sections 4.3.16 and 4.3.12. */
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/**
 * A zip archive as a sorted list of its files' names, checksums and sizes, that is, without times and
 * order. Undefined where it is none, or has what this does not read.
 */
export function summariseZip(content: Buffer): Uint8Array | undefined {
  const end = content.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > content.length) return undefined;
  if (content.readUInt32LE(end) !== END_OF_DIRECTORY) return undefined;
  const count = content.readUInt16LE(end + 10);
  const lines: string[] = [];
  let at = content.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (at + 46 > content.length || content.readUInt32LE(at) !== DIRECTORY_ENTRY) return undefined;
    const [checksum, size] = [content.readUInt32LE(at + 16), content.readUInt32LE(at + 24)];
    const [name, extra, comment] = [28, 30, 32].map((field) => content.readUInt16LE(at + field));
    const attributes = content.readUInt32LE(at + 38);
    lines.push(
      `${content.toString("utf8", at + 46, at + 46 + name!)} ${checksum} ${size} ${attributes}`,
    );
    at += 46 + name! + extra! + comment!;
  }
  return Buffer.from(lines.toSorted().join("\n"));
}
