import { posix } from "node:path";
import { pipeline } from "node:stream";
import { applyLayers } from "./layers.ts";
import { type Listing, readListing } from "./listing.ts";
import { readTar, type TarBody } from "./tar.ts";

/** An image as it was built. */
export interface Image {
  readonly config: ImageConfig;
  /** In bytes, all layers unpacked. */
  readonly size: number;
  readonly files: Listing;
}

/** What an image tells about how it is started. */
export interface ImageConfig {
  readonly platform: string;
  readonly env: readonly string[];
  readonly cmd: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly shell: readonly string[] | null;
  readonly user: string;
  readonly workingDir: string;
  readonly stopSignal: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly onBuild: readonly string[];
  readonly healthcheck: unknown;
}

/** The parts of an image's own JSON that are of interest here (image-spec, config.md). */
interface ConfigFile {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  readonly config?: {
    readonly Env?: string[] | null;
    readonly Cmd?: string[] | null;
    readonly Entrypoint?: string[] | null;
    readonly Shell?: string[] | null;
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly StopSignal?: string;
    readonly Labels?: Record<string, string> | null;
    readonly ExposedPorts?: Record<string, unknown> | null;
    readonly Volumes?: Record<string, unknown> | null;
    readonly OnBuild?: string[] | null;
    readonly Healthcheck?: unknown;
  };
}

/** A layer, unpacked. */
interface Layer {
  readonly size: number;
  readonly files: Listing;
}

/**
 * Reads the archive that `docker save` and BuildKit's exporter `docker` write: `manifest.json` names
 * the config and the layers, which may stand before it, packed or not.
 *
 * @throws {Error} where it is none
 */
export async function readImageArchive(archive: AsyncIterable<Buffer>): Promise<Image> {
  const texts = new Map<string, string>();
  const layers = new Map<string, Layer>();
  const links = new Map<string, string>();
  for await (const { path, kind, link, body } of readTar(archive)) {
    // Older versions of Docker write a layer that occurs twice as a link.
    if (kind === "2") links.set(path, posix.join(posix.dirname(path), link));
    if (kind !== "0" || body.size === 0) continue;
    const content = await open(body);
    if ("text" in content) texts.set(path, content.text);
    else layers.set(path, content.layer);
  }
  const manifest = texts.get("manifest.json");
  if (manifest === undefined) throw new Error("the archive of the image has no manifest.json");
  const [{ Config, Layers }] = JSON.parse(manifest) as [{ Config: string; Layers: string[] }];
  const stack = Layers.map((path) => {
    const layer = layers.get(path) ?? layers.get(links.get(path) ?? "");
    if (layer === undefined) throw new Error(`the archive of the image lacks the layer ${path}`);
    return layer;
  });
  return {
    config: readConfig(JSON.parse(texts.get(Config)!) as ConfigFile),
    size: stack.reduce((sum, { size }) => sum + size, 0),
    files: applyLayers(stack.map(({ files }) => files)),
  };
}

/** Names say little of what a member is: its first bytes tell. */
async function open(body: TarBody): Promise<{ text: string } | { layer: Layer }> {
  const start = await body.peek(512);
  if (start[0] === 0x1f && start[1] === 0x8b) {
    const { createGunzip } = await import("node:zlib");
    return { layer: await readLayer(pipeline(body.chunks(), createGunzip(), () => {})) };
  }
  // A tar archive of nothing is zeros.
  const isTar = start.toString("latin1", 257, 262) === "ustar" || start[0] === 0;
  if (isTar) return { layer: await readLayer(body.chunks()) };
  return { text: (await body.read()).toString("utf8") };
}

async function readLayer(stream: AsyncIterable<Buffer>): Promise<Layer> {
  let size = 0;
  async function* counted() {
    for await (const chunk of stream) {
      size += chunk.length;
      yield chunk;
    }
  }
  const files = await readListing(counted());
  return { size, files };
}

function readConfig({ os, architecture, variant, config = {} }: ConfigFile): ImageConfig {
  return {
    platform: [os, architecture, ...(variant ? [variant] : [])].join("/"),
    env: config.Env ?? [],
    cmd: config.Cmd ?? null,
    entrypoint: config.Entrypoint ?? null,
    shell: config.Shell ?? null,
    user: config.User ?? "",
    workingDir: config.WorkingDir ?? "",
    stopSignal: config.StopSignal ?? "",
    labels: config.Labels ?? {},
    exposedPorts: Object.keys(config.ExposedPorts ?? {}),
    volumes: Object.keys(config.Volumes ?? {}),
    onBuild: config.OnBuild ?? [],
    healthcheck: config.Healthcheck ?? null,
  };
}
