import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Keeps other processes that ask for the same lock waiting, until the result is called or this process ends.
 *
 * A child holds the lock, and ends when its standard input does: the kernel closes that in whatever
 * way this process ends, so that no lock outlives its owner.
 *
 * @param path of a file that is made if it is not there
 * @param onWait is called once where another process has it
 * @throws {Error} where the lock cannot be asked for
 */
export async function lock(path: string, onWait: () => void): Promise<() => void> {
  const held = await hold(["--nonblock", "--conflict-exit-code", "75"], path);
  if (held !== undefined) return held;
  onWait();
  return (await hold([], path))!;
}

/** Undefined where it is another's and the options say not to wait. */
async function hold(options: readonly string[], path: string): Promise<(() => void) | undefined> {
  const holder = spawn("flock", [...options, path, "sh", "-c", "echo held && exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answer = await Promise.race([
    once(holder.stdout!, "data").then(() => "held" as const),
    once(holder, "exit").then(([status]) => status as number | null),
  ]);
  if (answer === 75) return undefined;
  if (answer !== "held") throw new Error(`flock ${path} ended with ${answer}`);
  letGo(holder);
  return () => holder.stdin!.end();
}

/** What waits for nothing else need not wait for the holder. */
function letGo(holder: ChildProcess): void {
  holder.unref();
  for (const stream of [holder.stdin, holder.stdout]) {
    (stream as unknown as { unref(): void }).unref();
  }
}
