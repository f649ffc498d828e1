import type { Watcher } from "./verify.ts";
import { isTerminal, printError } from "../output.ts";

/**
 * Tells on standard error how far a build is: on a terminal a line that shows the step and the time,
 * elsewhere a line when a build begins and one when it ends.
 */
export class BuildProgress implements Watcher {
  readonly #what: string;
  readonly #began = Date.now();
  readonly #running = new Map<string, string>();
  readonly #visible = isTerminal(2);
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(what: string) {
    this.#what = what;
    if (this.#visible) this.#timer = setInterval(() => this.#show(), 500);
    else printError(`${what}: building`);
  }

  follow(line: string): void {
    for (const { digest, name, started, completed } of vertexesOf(line)) {
      if (started !== undefined && completed === undefined) this.#running.set(digest, name);
      if (completed !== undefined) this.#running.delete(digest);
    }
  }

  end(): void {
    clearInterval(this.#timer);
    if (this.#visible) process.stderr.write("\r\u001b[K");
    printError(`${this.#what}: ${this.#seconds()} s`);
  }

  #show(): void {
    const step = [...this.#running.values()].at(-1) ?? "";
    const width = (process.stderr.columns ?? 80) - 1;
    const text = `${this.#what}: ${this.#seconds()} s ${step.replaceAll(/\s+/g, " ")}`;
    process.stderr.write(`\r\u001b[K${text.slice(0, width)}`);
  }

  #seconds(): string {
    return ((Date.now() - this.#began) / 1000).toFixed(0);
  }
}

interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: string;
  readonly completed?: string;
}

/** What a line says of steps; nothing where it is none of BuildKit's. */
function vertexesOf(line: string): readonly Vertex[] {
  if (!line.startsWith("{")) return [];
  try {
    return (JSON.parse(line) as { vertexes?: Vertex[] }).vertexes ?? [];
  } catch {
    return [];
  }
}
