#!/usr/bin/env node
// Stands for docker in tests and plays back builds. The folder in PLAYED_DOCKER holds scenario.json, what it shall do, and
// calls.jsonl, what it was asked.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.PLAYED_DOCKER;
const scenario = JSON.parse(readFileSync(join(folder, "scenario.json"), "utf8"));
const calls = join(folder, "calls.jsonl");
const args = process.argv.slice(2);

const file = args.includes("--file") ? args[args.indexOf("--file") + 1] : undefined;
const seen = file && {
  dockerfile: readFileSync(file, "utf8"),
  ignored: existsSync(`${file}.dockerignore`),
};
appendFileSync(calls, `${JSON.stringify({ args, ...seen })}\n`);
const builds = readFileSync(calls, "utf8").match(/"buildx","build"/g) ?? [];
const build = scenario.builds[builds.length - 1];

function answer(text, status = 0) {
  (status === 0 ? process.stdout : process.stderr).write(text);
  process.exitCode = status;
}

if (args[0] === "buildx" && args[1] === "version") {
  if (scenario.noBuildx) answer("docker: unknown command: docker buildx\n", 1);
  else answer(`github.com/docker/buildx ${scenario.buildx ?? "v0.29.1"}\n`);
} else if (args[0] === "buildx" && args[1] === "inspect") {
  if (scenario.noDaemon) answer("ERROR: failed to connect to the docker API\n", 1);
  else answer(scenario.inspect);
} else if (args[0] === "buildx" && args[1] === "build") {
  process.stderr.write(readFileSync(build.log));
  process.exitCode = build.status ?? 0;
  if (args.some((word) => word.startsWith("--output="))) {
    process.stdout.write(readFileSync(build.image));
  }
} else if (args[0] === "save") {
  process.stdout.write(readFileSync(build.image));
} else if (args[0] !== "image") {
  answer(`played docker: unknown command ${args.join(" ")}\n`, 1);
}
