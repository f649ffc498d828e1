import { type ChildProcess, spawn } from "node:child_process";

/** A docker command line with buildx, wherever it is. */
export class Docker {
  /** The words before the arguments: `docker`, or a way into the chroot that holds it. */
  private readonly command: readonly [string, ...string[]];
  /** Where contexts and results lie, under the same path for Docker and for us. */
  readonly work: string;

  constructor(command: readonly [string, ...string[]], work: string) {
    this.command = command;
    this.work = work;
  }

  /** Starts docker; standard output is a pipe, standard error too. */
  start(args: readonly string[]): ChildProcess {
    const [program, ...words] = this.command;
    return spawn(program, [...words, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  }

  /** Runs docker and gives its standard output; throws with its standard error where it fails. */
  async run(args: readonly string[]): Promise<string> {
    const child = this.start(args);
    const [stdout, stderr, status] = await Promise.all([
      textOf(child.stdout!),
      textOf(child.stderr!),
      exitOf(child),
    ]);
    if (status !== 0) throw new Error(`docker ${args.join(" ")}\n${stderr.trimEnd()}`);
    return stdout;
  }
}

export async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** A process's exit status; null where a signal ended it. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status));
  });
}
