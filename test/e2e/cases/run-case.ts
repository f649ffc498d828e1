import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Build, build } from "../build/build.ts";
import { runTime } from "../../../src/cli/progress/run-time.ts";
import type { Entry } from "../../../src/cli/verify/listing.ts";
import { type Environment, FOLDER, MACHINE } from "../environment/environment.ts";
import { baseImages, type Case, hashFolder } from "./case.ts";

const LISTING = ["listing.ts", "allowances.ts"].map((file) => `src/cli/verify/${file}`);

/** Builds the Dockerfiles of cases; remembers the builds of originals. */
export class CaseRunner {
  private readonly environment: () => Environment;
  private readonly say: (line: string) => void;
  private count = 0;

  constructor(environment: () => Environment, say: (line: string) => void) {
    this.environment = environment;
    this.say = say;
  }

  /** The case as its author wrote it: what the rewritten file is held against, and the slow part. */
  async original(test: Case, target: string): Promise<Build> {
    const images = await this.provide(test.original, target);
    // What a listing holds depends on the code that makes it.
    const code = LISTING.map((file) => readFileSync(file, "utf8"));
    const all = [test.original, hashFolder(test.context), target, ...images, ...code];
    const key = createHash("sha256").update(all.join("\n")).digest("hex").slice(0, 16);
    const file = join(FOLDER, "results", `${test.name}-${key}.json`);
    const known = recall(file, test.original, target);
    if (known !== undefined) {
      this.say(`${test.name}, original for ${target}: known from an earlier run`);
      return known;
    }
    const result = await this.build(test, "original", test.original, target);
    remember(file, result);
    return result;
  }

  /** The case with another Dockerfile. */
  async rewritten(test: Case, what: string, dockerfile: string, target: string): Promise<Build> {
    await this.provide(dockerfile, target);
    return this.build(test, what, dockerfile, target);
  }

  private async build(test: Case, what: string, text: string, target: string): Promise<Build> {
    const { docker } = this.environment();
    const folder = join(docker.work, `build-${process.pid}-${this.count++}`);
    const dockerfile = join(folder, "Dockerfile");
    const context = join(folder, "context");
    cpSync(test.context, context, { recursive: true });
    writeFileSync(dockerfile, text);
    this.say(`${test.name}, ${what} for ${target}: building`);
    const tag = `dockerlint-xarch-e2e:${test.name}-${this.count}`;
    try {
      const result = await build(docker, { context, dockerfile, target, machine: MACHINE, tag });
      this.say(`${test.name}, ${what} for ${target}: ${result.seconds.toFixed(1)} s`);
      return result;
    } finally {
      rmSync(folder, { recursive: true });
      await docker.run(["image", "rm", "--force", tag]).catch(() => {});
    }
  }

  private async provide(dockerfile: string, target: string): Promise<string[]> {
    const keys: string[] = [];
    for (const image of baseImages(dockerfile)) {
      keys.push(await this.environment().provide(image, [...new Set([MACHINE, target])]));
    }
    return keys;
  }
}

/** Packages that a Dockerfile does not pin move on, so that what was built earlier is soon out of date. */
const KEEP_HOURS = 24;

/** All of a build but what the project says of it, which may change. */
function remember(file: string, build: Build): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    JSON.stringify({ ...build, run: undefined, files: [...build.files], built: Date.now() }),
  );
}

function recall(file: string, dockerfile: string, target: string): Build | undefined {
  if (process.env.DOCKERLINT_XARCH_E2E_FRESH || !existsSync(file)) return undefined;
  const { built, files, ...rest } = JSON.parse(readFileSync(file, "utf8")) as Remembered;
  if (Date.now() - built > KEEP_HOURS * 3_600_000) return undefined;
  const run = runTime(rest.steps, dockerfile, { target, machine: MACHINE });
  return { ...rest, run, files: new Map(files) };
}

type Remembered = Omit<Build, "files" | "run"> & {
  readonly built: number;
  readonly files: [string, Entry][];
};
