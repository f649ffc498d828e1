import { chmodSync, copyFileSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { folderWith } from "./cli.ts";

/** How docker behaves that plays back builds. */
export interface Scenario {
  /** What `docker buildx inspect` prints. */
  readonly inspect?: string;
  readonly noBuildx?: boolean;
  /** The version of buildx. */
  readonly buildx?: string;
  readonly noDaemon?: boolean;
  /** The builds, one after the other. */
  readonly builds?: readonly PlayedBuild[];
}

export interface PlayedBuild {
  /** The path of its progress, in the format rawjson. */
  readonly log: string;
  /** The path of the image's archive. */
  readonly image?: string;
  readonly status?: number;
}

/** What docker was asked. */
export interface Call {
  readonly args: readonly string[];
  /** The text of the Dockerfile, and whether a `.dockerignore` of its name stands beside it. */
  readonly dockerfile?: string;
  readonly ignored?: boolean;
}

/** A builder on amd64 that emulates ARM. */
export const inspection = (driver: string) => `Name:          default
Driver:        ${driver}
Last Activity: 2026-11-24 20:00:00 +0000 UTC

Nodes:
Name:             default
Endpoint:         unix:///var/run/docker.sock
Status:           running
BuildKit version: v0.25.1
Platforms:        linux/amd64, linux/amd64/v2, linux/arm64, linux/arm/v7
Labels:
 org.mobyproject.buildkit.worker.moby.host-gateway-ip: 172.17.0.1
`;

/** Puts such a docker on the PATH of a command's environment. */
export function playDocker(scenario: Scenario) {
  const folder = folderWith({
    "scenario.json": JSON.stringify({ inspect: inspection("docker"), builds: [], ...scenario }),
  });
  const docker = join(folder, "docker");
  copyFileSync("test/support/played-docker.mjs", docker);
  chmodSync(docker, 0o755);
  return {
    env: { PATH: [folder, dirname(process.execPath)].join(delimiter), PLAYED_DOCKER: folder },
    calls: (): Call[] => {
      const lines = readFileSync(join(folder, "calls.jsonl"), "utf8").trimEnd().split("\n");
      return lines.map((line) => JSON.parse(line) as Call);
    },
  };
}
