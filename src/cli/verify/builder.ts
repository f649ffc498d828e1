import { formatPlatform, parsePlatform } from "../../platform/platform.ts";
import { UsageError } from "../errors.ts";
import { type Docker, DockerError } from "./docker.ts";

/** What builds images, as `docker buildx inspect` describes it. */
export interface Builder {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`, ... */
  readonly driver: string;
  /** The platforms that steps can run on; the machine's own is the first. */
  readonly platforms: readonly string[];
}

/**
 * @param chosen the builder's name; undefined: the one in use
 * @throws {UsageError} where there is none, with the way to one
 */
export async function inspectBuilder(docker: Docker, chosen?: string): Promise<Builder> {
  const version = await askFor(
    docker,
    ["buildx", "version"],
    "docker has no buildx: install the package docker-buildx-plugin (https://docs.docker.com/go/buildx/)",
  );
  checkVersion(version);
  const inspect = ["buildx", "inspect", "--bootstrap", ...(chosen === undefined ? [] : [chosen])];
  const text = await askFor(docker, inspect, "no builder answers; is the docker daemon running?");
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, "m").exec(text)?.[1]?.trim();
  // A platform that the user has chosen for the node has an asterisk.
  const platforms = [...text.matchAll(/^Platforms:[ \t]*(.*)$/gm)].flatMap(([, list]) =>
    list!.split(/[\s,*]+/).filter((platform) => platform !== ""),
  );
  return {
    name: field("Name") ?? "default",
    driver: field("Driver") ?? "docker",
    platforms: platforms.map(normalise),
  };
}

/** Progress as JSON came with 0.12. */
function checkVersion(text: string): void {
  const [version, major, minor] = /(\d+)\.(\d+)\.\d+/.exec(text) ?? [];
  if (version === undefined || Number(major) > 0 || Number(minor) >= 12) return;
  throw new UsageError(`docker buildx ${version} is too old: verify needs 0.12 or later`);
}

async function askFor(docker: Docker, args: readonly string[], otherwise: string): Promise<string> {
  try {
    return await docker.run(args);
  } catch (error) {
    if (!(error instanceof DockerError)) throw error;
    throw new UsageError(`${otherwise}\n${error.output}`.trimEnd());
  }
}

function normalise(text: string): string {
  const platform = parsePlatform(text);
  return platform === undefined ? text : formatPlatform(platform);
}

/** @throws {UsageError} where steps for the target cannot run, with the way to an emulator */
export function checkTarget({ name, platforms }: Builder, target: string): void {
  if (platforms.includes(target)) return;
  const [, architecture] = target.split("/");
  throw new UsageError(
    `the builder ${name} cannot run programs for ${target}: there is no emulator for it. Install one with
  docker run --privileged --rm tonistiigi/binfmt --install ${architecture}
or with the package qemu-user-static of Debian and Ubuntu. The builder has: ${platforms.join(", ")}.
"dockerlint-xarch doctor" tells more.`,
  );
}
