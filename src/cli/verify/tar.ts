import { ByteReader } from "./byte-reader.ts";

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
  /** To be read before the next member is asked for, or not at all. */
  readonly body: TarBody;
}

const BLOCK = 512;

/**
 * Reads an archive as Docker and BuildKit write it: ustar with PAX headers. Own code, as it is short
 * and as images are compared while they stream by, without a copy on disk.
 *
 * @throws {Error} where the archive is cut off
 */
export async function* readTar(stream: AsyncIterable<Buffer>): AsyncGenerator<TarMember> {
  const bytes = new ByteReader(stream);
  let pax = new Map<string, string>();
  for (;;) {
    const header = await bytes.take(BLOCK);
    if (header === undefined || header[0] === 0) break;
    const kind = String.fromCodePoint(header[156]!);
    const size = pax.has("size") ? Number(pax.get("size")) : octal(header, 124, 12);
    const body = new TarBody(bytes, size);
    if (kind === "x") {
      pax = readPax(await body.read());
      continue;
    }
    if (kind !== "g") yield memberOf(header, kind, body, pax);
    await body.skip();
    pax = new Map();
  }
  await bytes.drain();
}

/** A member's content, read at once or piece by piece. */
export class TarBody {
  readonly size: number;
  readonly #bytes: ByteReader;
  /** With what fills the last block. */
  #left: number;

  constructor(bytes: ByteReader, size: number) {
    this.size = size;
    this.#bytes = bytes;
    this.#left = Math.ceil(size / BLOCK) * BLOCK;
  }

  async read(): Promise<Buffer> {
    const content = await this.#bytes.take(this.#left);
    if (content === undefined) throw cutOff();
    this.#left = 0;
    return content.subarray(0, this.size);
  }

  /** The first bytes, which are still to be read; fewer where it has no more. */
  async peek(count: number): Promise<Buffer> {
    const first = await this.#bytes.peek(Math.min(count, this.size));
    if (first === undefined) throw cutOff();
    return first;
  }

  async *chunks(): AsyncGenerator<Buffer> {
    for (let left = this.size; left > 0;) {
      const chunk = await this.#bytes.some(left);
      if (chunk === undefined) throw cutOff();
      left -= chunk.length;
      this.#left -= chunk.length;
      yield chunk;
    }
  }

  async skip(): Promise<void> {
    while (this.#left > 0) {
      const chunk = await this.#bytes.some(this.#left);
      if (chunk === undefined) throw cutOff();
      this.#left -= chunk.length;
    }
  }
}

function cutOff(): Error {
  return new Error("the archive ends in the middle of a file");
}

function memberOf(header: Buffer, kind: string, body: TarBody, pax: Map<string, string>) {
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
    body,
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
