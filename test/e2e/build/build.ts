import { readFileSync } from "node:fs";
import { readProgress, type StepRecord } from "../../../src/cli/progress/rawjson.ts";
import { type RunTime, runTime } from "../../../src/cli/progress/run-time.ts";
import type { Listing } from "../../../src/cli/verify/listing.ts";
import { type Docker, exitOf, textOf } from "../environment/docker.ts";
import { type ImageConfig, inspectImage, listImage } from "./image.ts";

export interface BuildRequest {
  /** A folder below the docker's `work`. */
  readonly context: string;
  readonly dockerfile: string;
  readonly target: string;
  /** The platform of the machine that builds. */
  readonly machine: string;
  readonly tag: string;
}

/** A build that succeeded. */
export interface Build {
  readonly steps: readonly StepRecord[];
  /** What the steps printed. */
  readonly output: string;
  /** From the command's start to the image in the store. */
  readonly seconds: number;
  readonly run: RunTime;
  readonly config: ImageConfig;
  /** In bytes, with everything below it. */
  readonly size: number;
  readonly files: Listing;
}

/** Variables that every build has without declaring them, and that leave no trace in the image. */
const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"];

/** Builds an image from nothing, that is, without the steps that other builds left behind. */
export async function build(docker: Docker, request: BuildRequest): Promise<Build> {
  const { dockerfile, target, machine, tag } = request;
  const began = performance.now();
  const child = docker.start(commandLine(request));
  const [progress, status] = await Promise.all([
    textOf(child.stderr!),
    exitOf(child),
    textOf(child.stdout!),
  ]);
  const seconds = (performance.now() - began) / 1000;
  const { steps, output } = readProgress(progress);
  if (status !== 0) throw new Error(`the build of ${tag} failed\n${failureOf(progress, output)}`);
  return {
    steps,
    output,
    seconds,
    run: runTime(steps, readFileSync(dockerfile, "utf8"), { target, machine }),
    ...(await inspectImage(docker, tag)),
    files: await listImage(docker, tag, target),
  };
}

function commandLine({ context, dockerfile, target, tag }: BuildRequest): string[] {
  const command = ["buildx", "build", "--progress=rawjson", "--no-cache", "--load"];
  // Our own Docker has no bridge, and a machine's proxy may listen on the machine only.
  command.push("--network=host", "--provenance=false");
  for (const name of PROXIES) if (process.env[name]) command.push("--build-arg", name);
  return [...command, "--platform", target, "--tag", tag, "--file", dockerfile, context];
}

/** The end of what was printed, where the reason mostly is, and docker's own words. */
function failureOf(progress: string, output: string): string {
  const own = progress.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  return [...output.trimEnd().split("\n").slice(-30), ...own.slice(-10)].join("\n");
}
