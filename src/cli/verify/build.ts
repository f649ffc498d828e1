import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { readProgress, type StepRecord } from "../progress/rawjson.ts";
import { UsageError } from "../errors.ts";
import type { Builder } from "./builder.ts";
import { type Docker, DockerError, exitOf, textOf } from "./docker.ts";
import { type Image, readImageArchive } from "./image-archive.ts";

export interface BuildRequest {
  readonly context: string;
  readonly dockerfile: string;
  readonly target: string;
  /** More words for `docker buildx build`. */
  readonly options: readonly string[];
  /** For the image, where it has to be stored; gone afterwards. */
  readonly tag: string;
}

/** A build that succeeded. */
export interface Build extends Image {
  readonly steps: readonly StepRecord[];
  /** What the steps printed. */
  readonly output: string;
  /** From the first step's start to the finished image, by BuildKit's own clock. */
  readonly seconds: number;
}

/** A build that did not succeed; the message is the end of what it said. */
export class BuildFailure extends Error {}

/**
 * Builds an image from nothing, that is, without the steps that other builds left behind, and reads
 * it. BuildKit hands it over as an archive; only Docker's own driver has to store it for that.
 *
 * @param onProgress gets every line of BuildKit's progress as it comes
 * @throws {BuildFailure} where it fails
 */
export async function build(
  docker: Docker,
  { name, driver }: Pick<Builder, "name" | "driver">,
  request: BuildRequest,
  onProgress: (line: string) => void = () => {},
): Promise<Build> {
  const command = ["buildx", "build", "--builder", name, ...commandLine(request)];
  if (driver !== "docker") {
    const output = "--output=type=docker,dest=-,compression=uncompressed,force-compression=true";
    const child = docker.start([...command, output, request.context]);
    const [built, image] = await Promise.all([follow(child, onProgress), readImage(child)]);
    return { ...built, ...readable(image) };
  }
  const { tag } = request;
  try {
    const child = docker.start([...command, "--load", "--tag", tag, request.context]);
    child.stdout!.resume();
    const built = await follow(child, onProgress);
    return { ...built, ...(await saveImage(docker, tag)) };
  } finally {
    await docker.run(["image", "rm", "--force", tag]).catch(() => {});
  }
}

/**
 * With `--no-cache` cache mounts begin empty, so that neither of two builds finds what the other has
 * downloaded; BuildKit keeps theirs in place of the ones before (tried with 28.5). A namespace of their
 * own leaves the user's alone (docs.docker.com/reference/dockerfile, BUILDKIT_CACHE_MOUNT_NS).
 */
const CACHE_MOUNTS = ["--build-arg", "BUILDKIT_CACHE_MOUNT_NS=dockerlint-xarch"];

function commandLine({ dockerfile, target, options }: BuildRequest): string[] {
  const plain = ["--progress=rawjson", "--no-cache", "--provenance=false", "--sbom=false"];
  return [...plain, ...CACHE_MOUNTS, ...options, "--platform", target, "--file", dockerfile];
}

/** Reads what a build tells on standard error until it ends. */
async function follow(child: ChildProcess, onProgress: (line: string) => void) {
  const lines: string[] = [];
  const read = async () => {
    for await (const line of createInterface({ input: child.stderr! })) {
      lines.push(line);
      onProgress(line);
    }
  };
  const [status] = await Promise.all([exitOf(child), read()]);
  const { steps, output } = readProgress(lines.join("\n"));
  const seconds = Math.max(0, ...steps.map(({ end }) => end));
  if (status !== 0) throw new BuildFailure(reasonOf(lines, output));
  return { steps, output, seconds };
}

/** The end of what was printed, where the reason mostly is, and docker's own words. */
function reasonOf(lines: readonly string[], output: string): string {
  const own = lines.filter((line) => line !== "" && !line.startsWith("{"));
  const printed = output.trimEnd().split("\n").slice(-20);
  return [...printed, ...own.slice(-10)].filter((line) => line !== "").join("\n");
}

async function saveImage(docker: Docker, tag: string): Promise<Image> {
  const child = docker.start(["save", tag]);
  const [status, stderr, image] = await Promise.all([
    exitOf(child),
    textOf(child.stderr!),
    readImage(child),
  ]);
  if (status !== 0) throw new DockerError(`docker save ${tag}`, stderr.trimEnd());
  return readable(image);
}

/** The image that a command prints, or what is wrong with it: the command may know more. */
function readImage(child: ChildProcess): Promise<Image | Error> {
  const { stdout } = child;
  return readImageArchive(stdout!).catch((error: Error) => {
    stdout!.destroy(); // else the command waits for its reader
    return error;
  });
}

function readable(image: Image | Error): Image {
  if (image instanceof Error) throw new UsageError(`the image cannot be read: ${image.message}`);
  return image;
}
