import { Transform, type TransformCallback } from "node:stream";

const END_OF_HEADER = "\r\n\r\n";
/** Far more than a header has; who sends more without its end speaks another protocol. */
const MAX_HEADER = 64 * 1024;
/** No message of an editor is as large as a gigabyte. */
const MAX_BODY = 1 << 30;

/**
 * Hands on the messages of a stream that are framed as the protocol says (LSP, "Base Protocol"),
 * and drops what is not. One message whose length is wrong would otherwise make the rest of the
 * conversation unreadable: bodies would be taken for headers.
 */
export class Framing extends Transform {
  /** What has arrived and was not handed on; joined only when there is enough of it. */
  #chunks: Buffer[] = [];
  #size = 0;
  /** The length of the body that is awaited. */
  #awaited: number | undefined;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#awaited === undefined ? this.#readHeader() : this.#readBody(this.#awaited));
    done();
  }

  /** Whether there may be more to read. */
  #readHeader(): boolean {
    const bytes = this.#joined();
    const end = bytes.indexOf(END_OF_HEADER);
    if (end < 0) {
      if (bytes.length > MAX_HEADER) this.#keep(bytes.subarray(-END_OF_HEADER.length));
      return false;
    }
    // The rest of a body that was too long can stand before the header.
    const lengths = [...bytes.toString("latin1", 0, end).matchAll(/content-length: *(\d+)/gi)];
    const length = Number(lengths.at(-1)?.[1] ?? Number.NaN);
    if (length <= MAX_BODY) this.#awaited = length;
    this.#keep(bytes.subarray(end + END_OF_HEADER.length));
    return true;
  }

  #readBody(length: number): boolean {
    if (this.#size < length) return false;
    const bytes = this.#joined();
    this.push(`Content-Length: ${length}${END_OF_HEADER}`);
    if (length > 0) this.push(bytes.subarray(0, length));
    this.#awaited = undefined;
    this.#keep(bytes.subarray(length));
    return true;
  }

  #joined(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }

  #keep(rest: Buffer): void {
    this.#chunks = [rest];
    this.#size = rest.length;
  }
}
