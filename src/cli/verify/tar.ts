import type { Readable } from "node:stream";

/** One member of a tar archive. Times of day and owners' names are of no interest here. */
export interface TarMember {
  readonly path: string;
  /** The letter or digit of the format: `0` a file, `1` a hard link, `2` a symbolic link, `5` a folder. */
  readonly kind: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In seconds. */
  readonly mtime: number;
  readonly link: string;
  readonly content: Buffer;
}

const BLOCK = 512;

/**
 * Reads an archive as `docker export` writes it: ustar with PAX headers. Own code, as it is short and
 * as the file systems are compared while they stream by, without a copy on disk.
 */
export async function* readTar(stream: Readable): AsyncGenerator<TarMember> {
  const bytes = new ByteReader(stream);
  let pax = new Map<string, string>();
  for (;;) {
    const header = await bytes.take(BLOCK);
    if (header === undefined || header[0] === 0) break;
    const kind = String.fromCodePoint(header[156]!);
    const size = pax.has("size") ? Number(pax.get("size")) : octal(header, 124, 12);
    const content = (await bytes.take(Math.ceil(size / BLOCK) * BLOCK))?.subarray(0, size);
    if (content === undefined) throw new Error("the archive ends in the middle of a file");
    if (kind === "x") {
      pax = readPax(content);
      continue;
    }
    if (kind !== "g") yield memberOf(header, kind, content, pax);
    pax = new Map();
  }
  await bytes.drain();
}

function memberOf(header: Buffer, kind: string, content: Buffer, pax: Map<string, string>) {
  const prefix = text(header, 345, 155);
  const name = text(header, 0, 100);
  return {
    path: trim(pax.get("path") ?? (prefix === "" ? name : `${prefix}/${name}`)),
    kind: kind === "\0" ? "0" : kind,
    mode: octal(header, 100, 8) & 0o7777,
    uid: Number(pax.get("uid") ?? octal(header, 108, 8)),
    gid: Number(pax.get("gid") ?? octal(header, 116, 8)),
    mtime: Math.floor(Number(pax.get("mtime") ?? octal(header, 136, 12))),
    link: pax.get("linkpath") ?? text(header, 157, 100),
    content,
  };
}

/** Lines of `LENGTH KEY=VALUE`. */
function readPax(content: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  for (let start = 0; start < content.length;) {
    const space = content.indexOf(" ", start);
    const end = start + Number(content.toString("latin1", start, space));
    const field = content.toString("utf8", space + 1, end - 1);
    fields.set(field.slice(0, field.indexOf("=")), field.slice(field.indexOf("=") + 1));
    start = end;
  }
  return fields;
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end < 0 ? length : end);
}

function octal(header: Buffer, start: number, length: number): number {
  return Number.parseInt(text(header, start, length).trim() || "0", 8);
}

/** `./usr/bin/` as `usr/bin`. */
function trim(path: string): string {
  return path.replace(/^\.?\//, "").replace(/\/$/, "");
}

/** Hands out a stream's bytes in the portions that are asked for. */
class ByteReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private held: Buffer[] = [];
  private length = 0;

  constructor(stream: Readable) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** The next bytes, or undefined where fewer are left. */
  async take(count: number): Promise<Buffer | undefined> {
    while (this.length < count) {
      const { done, value } = await this.chunks.next();
      if (done) return undefined;
      this.held.push(value);
      this.length += value.length;
    }
    const all = this.held.length === 1 ? this.held[0]! : Buffer.concat(this.held);
    this.held = [all.subarray(count)];
    this.length -= count;
    return all.subarray(0, count);
  }

  /** Reads what padding is left, so that the writer is not cut off. */
  async drain(): Promise<void> {
    while (!(await this.chunks.next()).done);
  }
}
