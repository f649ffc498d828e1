import { type ChildProcess, spawn } from "node:child_process";
import { UsageError, errorCode } from "../errors.ts";

/** A docker command line with buildx, wherever it is. */
export class Docker {
  /** The words before the arguments: `docker`, or a way into the chroot that holds it. */
  readonly #command: readonly [string, ...string[]];

  constructor(command: readonly [string, ...string[]]) {
    this.#command = command;
  }

  /** Starts docker; standard output is a pipe, standard error too. */
  start(args: readonly string[]): ChildProcess {
    const [program, ...words] = this.#command;
    return spawn(program, [...words, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  }

  /**
   * Runs docker and gives its standard output.
   *
   * @throws {DockerError} with its standard error where it fails, or is not there
   */
  async run(args: readonly string[]): Promise<string> {
    const child = this.start(args);
    const [status, stdout, stderr] = await Promise.all([
      exitOf(child),
      textOf(child.stdout!),
      textOf(child.stderr!),
    ]);
    if (status !== 0) throw new DockerError(`docker ${args.join(" ")}`, stderr.trimEnd());
    return stdout;
  }
}

/** Docker did not do what it was asked to. */
export class DockerError extends UsageError {
  /** What it said. */
  readonly output: string;

  constructor(command: string, output: string) {
    super(`${command}\n${output}`);
    this.output = output;
  }
}

export async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * A process's exit status; null where a signal ended it.
 *
 * @throws {UsageError} where it could not be started
 */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) => {
      const missing = errorCode(error) === "ENOENT";
      const reason = missing ? `${child.spawnfile} is not installed` : error.message;
      reject(new UsageError(`${reason}: images are built by docker with buildx`));
    });
    child.once("close", (status) => resolve(status));
  });
}
