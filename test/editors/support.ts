import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect } from "vitest";
import { bundle, folderWith, runCli } from "../support/cli.ts";

/** What every editor is tried on: each of its stages has a finding. */
const DOCKERFILE = `FROM golang:1.24 AS build
WORKDIR /src
ARG TARGETARCH
RUN CGO_ENABLED=0 go build -o /server .
FROM --platform=$BUILDPLATFORM build AS tools

FROM --platform=$TARGETPLATFORM python:3.12
COPY --from=tools /server /usr/local/bin/
RUN pip install flask
`;

/** Whether an editor is installed. */
export function isInstalled(command: string): boolean {
  return spawnSync(command, ["--version"]).status === 0;
}

/** What an editor printed in a session, by the headings of its parts, and the file that it left. */
export interface Session {
  readonly parts: ReadonlyMap<string, string>;
  readonly saved: string;
}

/**
 * Runs an editor with the set-up that the documentation has for it.
 * @param argumentsFor what it is started with, for a set-up and a Dockerfile
 */
export function sessionIn(
  editor: string,
  command: string,
  argumentsFor: (setup: string, file: string) => readonly string[],
): Session {
  const folder = folderWith({
    Dockerfile: DOCKERFILE,
    setup: setUpOf(editor),
    ".dockerlint-xarch.yaml": "targets: [linux/arm64, linux/arm/v7]\n",
  });
  const file = join(folder, "Dockerfile");
  const options = { encoding: "utf8", timeout: 120_000, cwd: folder, env: withCommand() } as const;
  const args = argumentsFor(join(folder, "setup"), file);
  const { stdout, stderr, status } = spawnSync(command, args, options);
  console.log(stdout);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  const parts = new Map(
    // A Dockerfile has lines that begin with "#".
    stdout.split(/^=== /m).map((part) => {
      const [heading = "", ...rest] = part.split("\n");
      return [heading, rest.join("\n").trim()] as const;
    }),
  );
  const saved = readFileSync(file, "utf8");
  expect(parts.get("saved")).toBe(saved.trim());
  // There is nothing left that the command line would fix.
  runCli(["--fix", "--exit-zero", "--quiet", "Dockerfile"], { cwd: folder });
  expect(readFileSync(file, "utf8")).toBe(saved);
  expect(parts.has("stopped")).toBe(true);
  return { parts, saved };
}

/** The set-up of an editor as the documentation has it: the first block of its section. */
function setUpOf(editor: string): string {
  const page = readFileSync("docs/editors.md", "utf8");
  const section = page.split(/^## /m).find((each) => each.startsWith(editor));
  const block = /^```[a-z]+\n(.*?)^```$/ms.exec(section ?? "");
  if (block === null) throw new Error(`docs/editors.md has no set-up for ${editor}`);
  return block[1]!;
}

/** An environment in which `dockerlint-xarch` is the command line that was built. */
function withCommand(): NodeJS.ProcessEnv {
  const script = `#!/bin/sh\nexec "${process.execPath}" "${bundle}" "$@"\n`;
  const bin = folderWith({ "dockerlint-xarch": script });
  chmodSync(join(bin, "dockerlint-xarch"), 0o755);
  return { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}` };
}
