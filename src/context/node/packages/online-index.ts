import { homedir } from "node:os";
import type { PackageIndex } from "../../../facts/package-index.ts";
import { filesOfRelease } from "../../python-releases.ts";
import { AnswerCache, cacheFolder } from "./cache.ts";
import { type Host, pipIndexes } from "./pip-configuration.ts";
import { askIndex, type IndexAnswer } from "./simple-api.ts";

/** What asking may cost. */
export interface Bounds {
  /** Questions in one run. */
  readonly requests: number;
  readonly concurrency: number;
  readonly bytesPerAnswer: number;
  readonly milliseconds: number;
  readonly millisecondsPerRequest: number;
}

const BOUNDS: Bounds = {
  requests: 500,
  concurrency: 4,
  bytesPerAnswer: 20_000_000,
  milliseconds: 60_000,
  millisecondsPerRequest: 15_000,
};

/** Names that PEP 503 knows: no other can become part of an address. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,100}[a-z0-9])?$/;

const NO_INDEX =
  "pip's configuration names none: set PIP_INDEX_URL, or index-url with `pip config set`";

/**
 * The index that pip is configured to use. What it does not know yet it keeps as a question, and
 * `answer` asks them together: rules are told what is known, and never wait.
 */
export class OnlineIndex implements PackageIndex {
  readonly #indexes: readonly string[];
  readonly #cache: AnswerCache;
  readonly #userAgent: string;
  readonly #bounds: Bounds;
  readonly #known = new Map<string, readonly string[]>();
  readonly #questions = new Set<string>();
  /** What could not be answered is not asked again. */
  readonly #failed = new Map<string, string>();
  #requests = 0;
  #spent = 0;

  /** @param version of the program, by which it introduces itself */
  constructor(version: string, host: Host = thisHost(), bounds: Partial<Bounds> = {}) {
    this.#indexes = pipIndexes(host).filter((url) => /^https?:\/\//.test(url));
    this.#cache = new AnswerCache(cacheFolder(host));
    this.#userAgent = `dockerlint-xarch/${version}`;
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  filesOf(name: string, version: string): readonly string[] | undefined {
    const files = this.#known.get(name);
    if (files === undefined) {
      if (!this.#failed.has(name) && NAME.test(name)) this.#questions.add(name);
      return undefined;
    }
    const release = filesOfRelease(files, name, version);
    return release.length > 0 ? release : undefined;
  }

  /** Whether something has been asked for that is not known. */
  get hasQuestions(): boolean {
    return this.#questions.size > 0;
  }

  /** Asks the index, a few questions at a time. Never throws. */
  async answer(): Promise<void> {
    const names = [...this.#questions];
    this.#questions.clear();
    const started = Date.now();
    const deadline = AbortSignal.timeout(Math.max(this.#bounds.milliseconds - this.#spent, 1));
    const worker = async () => {
      for (let name = names.shift(); name !== undefined; name = names.shift()) {
        await this.#find(name, deadline);
      }
    };
    await Promise.all(Array.from({ length: this.#bounds.concurrency }, worker));
    this.#spent += Date.now() - started;
  }

  /** What could not be found out since this was last asked, as sentences. */
  takeNotes(): string[] {
    const names = [...this.#failed].filter(([, reason]) => reason !== "");
    if (names.length === 0) return [];
    const [[first, reason]] = names as [[string, string]];
    for (const [name] of names) this.#failed.set(name, "");
    const which = names.length === 1 ? first : `${first} and ${names.length - 1} more`;
    return [`The package index could not tell about ${which}: ${reason}.`];
  }

  /** A package's files on all indexes; one that cannot tell leaves the package unknown. */
  async #find(name: string, deadline: AbortSignal): Promise<void> {
    const all: string[] = [];
    for (const index of this.#indexes) {
      const answer = await this.#ask(index, name, deadline);
      if ("problem" in answer) {
        this.#failed.set(name, answer.problem);
        return;
      }
      all.push(...answer.files);
    }
    if (this.#indexes.length === 0) this.#failed.set(name, NO_INDEX);
    else this.#known.set(name, all);
  }

  async #ask(index: string, name: string, deadline: AbortSignal): Promise<IndexAnswer> {
    const cached = this.#cache.get(index, name);
    if (cached !== undefined) return { files: cached };
    const { requests, bytesPerAnswer: maxBytes, millisecondsPerRequest } = this.#bounds;
    if (deadline.aborted) return { problem: "there is no more time" };
    if (++this.#requests > requests) return { problem: `${requests} questions are enough` };
    const signal = AbortSignal.any([deadline, AbortSignal.timeout(millisecondsPerRequest)]);
    const answer = await askIndex(index, name, { maxBytes, signal, userAgent: this.#userAgent });
    if ("problem" in answer) return { problem: `it ${answer.problem}` };
    this.#cache.set(index, name, answer.files);
    return answer;
  }
}

function thisHost(): Host {
  return { environment: process.env, home: homedir(), platform: process.platform };
}
