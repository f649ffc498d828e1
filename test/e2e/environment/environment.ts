import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Builder, inspectBuilder } from "../../../src/cli/verify/builder.ts";
import { Docker } from "../../../src/cli/verify/docker.ts";
import { OwnDocker } from "./own-docker.ts";

/** Where images are really built. */
export interface Environment {
  readonly docker: Docker;
  readonly builder: Pick<Builder, "name" | "driver">;
  /** The folder of the command `docker`; undefined where it is on the PATH. */
  readonly commandFolder?: string;
  /** Where contexts lie, under the same path for Docker and for us. */
  readonly work: string;
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
  const builder = await machineBuilder(targets);
  if ("lack" in builder) return openOwnDocker(builder.lack, say);
  say("using this machine's docker and the public images");
  return new MachineDocker(builder);
}

async function openOwnDocker(missing: string, say: (line: string) => void) {
  const reason = lackOfDebian();
  if (reason !== undefined) return { unavailable: `${missing}, and ${reason}` };
  try {
    return await OwnDocker.start(FOLDER, say);
  } catch (error) {
    return { unavailable: `${missing}, and ${(error as Error).message}` };
  }
}

const machineDocker = new Docker(["docker"]);

/** The machine's Docker with the images of Docker Hub. */
class MachineDocker implements Environment {
  readonly docker = machineDocker;
  readonly work = join(FOLDER, "work");
  readonly builder: Builder;

  constructor(builder: Builder) {
    this.builder = builder;
    mkdirSync(this.work, { recursive: true });
  }

  provide(image: string): Promise<string> {
    const inspect = ["buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}"];
    return this.docker.run([...inspect, image]);
  }

  async stop(): Promise<void> {}
}

/** What the machine's own Docker builds with, or why that will not do. */
async function machineBuilder(
  targets: readonly string[],
): Promise<Builder | { readonly lack: string }> {
  const builder = await inspectBuilder(machineDocker).catch(() => undefined);
  if (builder === undefined) return { lack: "no docker buildx answers" };
  const foreign = targets.find((target) => !builder.platforms.includes(target));
  if (foreign !== undefined) return { lack: `docker buildx does not build for ${foreign}` };
  const reached = machineDocker.run(["buildx", "imagetools", "inspect", "debian:bookworm"]);
  return reached.then(
    () => builder,
    () => ({ lack: "public images cannot be reached" }),
  );
}

/** Why nothing can be made from Debian's packages here. */
function lackOfDebian(): string | undefined {
  if (process.platform !== "linux" || !existsSync("/etc/debian_version"))
    return "this is no Debian";
  if (process.getuid?.() !== 0) return "making one from Debian's packages needs root";
  const { status } = spawnSync("unshare", ["--mount", "true"]);
  return status === 0 ? undefined : "nothing can be mounted here";
}
