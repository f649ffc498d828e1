import { type Docker, exitOf, textOf } from "../environment/docker.ts";
import { type Listing, readListing } from "../../../src/cli/verify/listing.ts";

/** What an image tells about how it is started. */
export interface ImageConfig {
  readonly platform: string;
  readonly env: readonly string[];
  readonly cmd: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly user: string;
  readonly workingDir: string;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly exposedPorts: Readonly<Record<string, unknown>> | null;
}

interface Inspected {
  readonly Os: string;
  readonly Architecture: string;
  readonly Variant?: string;
  readonly Size: number;
  readonly Config: {
    readonly Env?: string[];
    readonly Cmd?: string[];
    readonly Entrypoint?: string[];
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly Labels?: Record<string, string>;
    readonly ExposedPorts?: Record<string, unknown>;
  };
}

/** An image's config, and the bytes of all its layers. */
export async function inspectImage(docker: Docker, tag: string) {
  const [image] = JSON.parse(await docker.run(["image", "inspect", tag])) as [Inspected];
  const { Os, Architecture, Variant, Size, Config } = image;
  const config: ImageConfig = {
    platform: [Os, Architecture, ...(Variant ? [Variant] : [])].join("/"),
    env: Config.Env ?? [],
    cmd: Config.Cmd ?? null,
    entrypoint: Config.Entrypoint ?? null,
    user: Config.User ?? "",
    workingDir: Config.WorkingDir ?? "",
    labels: Config.Labels ?? null,
    exposedPorts: Config.ExposedPorts ?? null,
  };
  return { config, size: Size };
}

/**
 * An image's file system. A container that is created and never started has exactly that; exporting
 * it takes seconds, where `--output type=local` writes every file to the disk.
 */
export async function listImage(docker: Docker, tag: string, platform: string): Promise<Listing> {
  const create = ["create", "--platform", platform, "--network=none", tag, "none"];
  const container = (await docker.run(create)).trim();
  try {
    const exporting = docker.start(["export", container]);
    const [listing, stderr, status] = await Promise.all([
      readListing(exporting.stdout!),
      textOf(exporting.stderr!),
      exitOf(exporting),
    ]);
    if (status !== 0) throw new Error(`docker export: ${stderr.trimEnd()}`);
    return listing;
  } finally {
    await docker.run(["rm", container]);
  }
}
