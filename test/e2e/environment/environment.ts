import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parsePlatform, formatPlatform } from "../../../src/index.ts";
import { Docker } from "./docker.ts";
import { OwnDocker } from "./own-docker.ts";

/** Where images are really built. */
export interface Environment {
  readonly docker: Docker;
  /**
   * Sees to it that a base image is there for these platforms; the result changes when the image does.
   */
  provide(image: string, platforms: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** The folder for all that is kept between runs. */
export const FOLDER = process.env.DOCKERLINT_XARCH_E2E ?? "/var/tmp/dockerlint-xarch-e2e";

/** The platform of this machine, as Docker calls it. */
export const MACHINE = `linux/${process.arch === "x64" ? "amd64" : process.arch}`;

/**
 * Takes the machine's own Docker where it can build for the targets from public images, and else makes
 * one. Where neither is possible, the result is the reason.
 */
export async function openEnvironment(
  targets: readonly string[],
  say: (line: string) => void,
): Promise<Environment | { readonly unavailable: string }> {
  const missing = await lackOfDocker(targets);
  if (missing === undefined) {
    say("using this machine's docker and the public images");
    return new MachineDocker();
  }
  const reason = lackOfDebian();
  if (reason !== undefined) return { unavailable: `${missing}, and ${reason}` };
  try {
    return OwnDocker.start(FOLDER, say);
  } catch (error) {
    return { unavailable: `${missing}, and ${(error as Error).message}` };
  }
}

const machineDocker = new Docker(["docker"], join(FOLDER, "work"));

/** The machine's Docker with the images of Docker Hub. */
class MachineDocker implements Environment {
  readonly docker = machineDocker;

  constructor() {
    mkdirSync(this.docker.work, { recursive: true });
  }

  provide(image: string): Promise<string> {
    const inspect = ["buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}"];
    return this.docker.run([...inspect, image]);
  }

  async stop(): Promise<void> {}
}

/** Why the machine's Docker will not do. */
async function lackOfDocker(targets: readonly string[]): Promise<string | undefined> {
  const answer = (args: readonly string[]) => machineDocker.run(args).catch(() => undefined);
  const builder = await answer(["buildx", "inspect", "--bootstrap"]);
  if (builder === undefined) return "no docker buildx answers";
  const platforms = /^Platforms:\s*(.*)$/m.exec(builder)?.[1] ?? "";
  const able = new Set(platforms.split(/[\s,*]+/).map(normalize));
  const foreign = targets.find((target) => !able.has(target));
  if (foreign !== undefined) return `docker buildx does not build for ${foreign}`;
  const image = await answer(["buildx", "imagetools", "inspect", "debian:bookworm"]);
  return image === undefined ? "public images cannot be reached" : undefined;
}

function normalize(platform: string): string {
  const parsed = parsePlatform(platform);
  return parsed === undefined ? platform : formatPlatform(parsed);
}

/** Why nothing can be made from Debian's packages here. */
function lackOfDebian(): string | undefined {
  if (process.platform !== "linux" || !existsSync("/etc/debian_version"))
    return "this is no Debian";
  if (process.getuid?.() !== 0) return "making one from Debian's packages needs root";
  const { status } = spawnSync("unshare", ["--mount", "true"]);
  return status === 0 ? undefined : "nothing can be mounted here";
}
