import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type RunTime, runTime } from "../../../src/cli/progress/run-time.ts";
import { type Build, build } from "../../../src/cli/verify/build.ts";
import type { Entry } from "../../../src/cli/verify/listing.ts";
import { type Environment, FOLDER, MACHINE } from "../environment/environment.ts";
import { baseImages, type Case, hashFolder } from "./case.ts";

const LISTING = ["listing", "allowances", "layers"].map((file) => `src/cli/verify/${file}.ts`);

/** Variables that every build has without declaring them, and that leave no trace in the image. */
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

/** Our own Docker has no bridge, and a machine's proxy may listen on the machine only. */
export const BUILD_OPTIONS = [
  "--network=host",
  ...PROXIES.flatMap((name) => (process.env[name] ? ["--build-arg", name] : [])),
];

interface Checks {
  readonly warnings: readonly { readonly ruleName: string; readonly detail: string }[] | null;
}

/** A case's build, and how long its RUN steps took. */
export interface CaseBuild extends Build {
  readonly run: RunTime;
}

/** Builds the Dockerfiles of cases; remembers the builds of originals. */
export class CaseRunner {
  private readonly environment: () => Environment;
  private readonly say: (line: string) => void;
  private count = 0;
  /** Base images that Docker has unpacked, each for a platform. */
  private readonly unpacked = new Set<string>();

  constructor(environment: () => Environment, say: (line: string) => void) {
    this.environment = environment;
    this.say = say;
  }

  /** The case as its author wrote it: what the rewritten file is held against, and the slow part. */
  async original(test: Case, target: string): Promise<CaseBuild> {
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
  async rewritten(
    test: Case,
    what: string,
    dockerfile: string,
    target: string,
  ): Promise<CaseBuild> {
    await this.provide(dockerfile, target);
    return this.build(test, what, dockerfile, target);
  }

  /** What BuildKit's own checks say of a Dockerfile of the case, `Rule: detail` each. */
  async check(test: Case, dockerfile: string, target: string): Promise<string[]> {
    await this.provide(dockerfile, target);
    const { docker } = this.environment();
    return this.withContext(test, dockerfile, async (context, file) => {
      const command = ["buildx", "build", "--call=check,format=json", "--platform", target];
      const answer = JSON.parse(await docker.run([...command, "--file", file, context])) as Checks;
      return (answer.warnings ?? []).map(({ ruleName, detail }) => `${ruleName}: ${detail}`);
    });
  }

  private async build(test: Case, what: string, text: string, target: string): Promise<CaseBuild> {
    const { docker, builder } = this.environment();
    this.say(`${test.name}, ${what} for ${target}: building`);
    const tag = `dockerlint-xarch-e2e:${test.name}-${process.pid}`;
    const built = await this.withContext(test, text, (context, dockerfile) =>
      build(docker, builder, { context, dockerfile, target, options: BUILD_OPTIONS, tag }),
    );
    const run = runTime(built.steps, text, { target, machine: MACHINE });
    this.say(`${test.name}, ${what} for ${target}: ${built.seconds.toFixed(1)} s`);
    return { ...built, run };
  }

  /** Puts a case's context and a Dockerfile where Docker sees them. */
  private async withContext<T>(
    test: Case,
    text: string,
    work: (context: string, dockerfile: string) => Promise<T>,
  ): Promise<T> {
    const folder = join(this.environment().work, `build-${process.pid}-${this.count++}`);
    const [context, dockerfile] = [join(folder, "context"), join(folder, "Dockerfile")];
    try {
      cpSync(test.context, context, { recursive: true });
      writeFileSync(dockerfile, text);
      return await work(context, dockerfile);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  private async provide(dockerfile: string, target: string): Promise<string[]> {
    const keys: string[] = [];
    const platforms = [...new Set([MACHINE, target])];
    for (const image of baseImages(dockerfile)) {
      keys.push(await this.environment().provide(image, platforms));
      for (const platform of platforms) await this.unpack(image, platform);
    }
    return keys;
  }

  /**
   * Has Docker fetch and unpack an image: that takes 10 to 20 seconds, and whichever build came first
   * would pay for it.
   */
  private async unpack(image: string, platform: string): Promise<void> {
    const name = `${image} ${platform}`;
    if (this.unpacked.has(name)) return;
    this.unpacked.add(name);
    const { docker, work } = this.environment();
    const folder = join(work, `unpack-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    try {
      const dockerfile = join(folder, "Dockerfile");
      // Layers are unpacked where something is done with them.
      writeFileSync(dockerfile, `FROM ${image}\nWORKDIR /unpacked\n`);
      await docker.run(["buildx", "build", "--platform", platform, "--file", dockerfile, folder]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
}

/** Packages that a Dockerfile does not pin move on, so that what was built earlier is soon out of date. */
const KEEP_HOURS = 24;

/** All of a build but what the project says of it, which may change. */
function remember(file: string, build: CaseBuild): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    JSON.stringify({ ...build, run: undefined, files: [...build.files], built: Date.now() }),
  );
}

function recall(file: string, dockerfile: string, target: string): CaseBuild | undefined {
  if (process.env.DOCKERLINT_XARCH_E2E_FRESH || !existsSync(file)) return undefined;
  const { built, files, ...rest } = JSON.parse(readFileSync(file, "utf8")) as Remembered;
  if (Date.now() - built > KEEP_HOURS * 3_600_000) return undefined;
  const run = runTime(rest.steps, dockerfile, { target, machine: MACHINE });
  return { ...rest, run, files: new Map(files) };
}

type Remembered = Omit<Build, "files"> & {
  readonly built: number;
  readonly files: [string, Entry][];
};
