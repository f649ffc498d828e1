/** Hands out a stream's bytes in the portions that are asked for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer[] = [];
  #length = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** The next bytes, or undefined where fewer are left. */
  async take(count: number): Promise<Buffer | undefined> {
    const taken = await this.peek(count);
    if (taken === undefined) return undefined;
    this.#held = [this.#held[0]!.subarray(count)];
    this.#length -= count;
    return taken;
  }

  /** The same, and they are still the next. */
  async peek(count: number): Promise<Buffer | undefined> {
    while (this.#length < count) if (!(await this.#fetch())) return undefined;
    const all = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    this.#held = [all];
    return all.subarray(0, count);
  }

  /** What is there of the next bytes, at most so many and at least one; undefined at the end. */
  async some(atMost: number): Promise<Buffer | undefined> {
    while (this.#length === 0) if (!(await this.#fetch())) return undefined;
    const first = this.#held.find(({ length }) => length > 0)!;
    return this.take(Math.min(atMost, first.length));
  }

  /** Reads all that is left, so that the writer is not cut off. */
  async drain(): Promise<void> {
    while (!(await this.#chunks.next()).done);
  }

  async #fetch(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    this.#held.push(value);
    this.#length += value.length;
    return true;
  }
}
