/** In milliseconds: work that took no longer is done at once. Keys follow each other more slowly. */
const QUICK = 50;
/** In milliseconds: who types without a pause sees something this often all the same. */
const LONGEST_WAIT = 2_000;

interface Waiting {
  readonly cancel: () => void;
  readonly since: number;
}

/**
 * Does work for keys, such as documents, when their edits pause: at once where it is quick, and
 * after a pause that grows with how long it took last time where it is not. What became stale
 * before it began is never done.
 */
export class Schedule {
  readonly #work: (key: string) => Promise<void> | undefined;
  readonly #waiting = new Map<string, Waiting>();
  readonly #durations = new Map<string, number>();

  /** @param work must not fail */
  constructor(work: (key: string) => Promise<void> | undefined) {
    this.#work = work;
  }

  /** Has the work of a key done, once, after what is asked for now. */
  request(key: string): void {
    const now = performance.now();
    const waiting = this.#waiting.get(key);
    waiting?.cancel();
    const since = waiting?.since ?? now;
    const last = this.#durations.get(key) ?? 0;
    const pause = last <= QUICK ? 0 : last;
    const delay = Math.max(0, Math.min(pause, since + LONGEST_WAIT - now));
    this.#waiting.set(key, { cancel: after(delay, () => void this.#run(key)), since });
  }

  /** Forgets a key and what was to be done for it. */
  drop(key: string): void {
    this.#waiting.get(key)?.cancel();
    this.#waiting.delete(key);
    this.#durations.delete(key);
  }

  async #run(key: string): Promise<void> {
    this.#waiting.delete(key);
    const start = performance.now();
    await this.#work(key);
    this.#durations.set(key, performance.now() - start);
  }
}

/**
 * Does something after some milliseconds, or without delay as soon as the messages that have come
 * are handled: each of them takes a turn (`vscode-jsonrpc: connection.js:triggerMessageQueue`), and
 * a timer would wait for a whole millisecond. Returns what prevents it.
 */
function after(delay: number, work: () => void): () => void {
  if (delay > 0) {
    const timer = setTimeout(work, delay);
    return () => clearTimeout(timer);
  }
  let turn = setImmediate(() => {
    turn = setImmediate(work);
  });
  return () => clearImmediate(turn);
}
