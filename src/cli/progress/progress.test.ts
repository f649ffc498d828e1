import { describe, expect, test } from "vitest";
import { runTime } from "./run-time.ts";
import { readProgress } from "./rawjson.ts";

/** What BuildKit says of a step that took so many seconds. */
function step(name: string, from: number, to: number): string {
  const time = (second: number) => new Date(second * 1000).toISOString();
  const vertex = { digest: `sha256:${name}`, name, started: time(from) };
  return [vertex, { ...vertex, completed: time(to) }]
    .map((each) => `${JSON.stringify({ vertexes: [each] })}\n`)
    .join("");
}

test("steps are read from the progress of a build, the last word on each counting", () => {
  const lines = `${step("[1/2] FROM debian", 100, 101)}${step("[2/2] RUN make", 101, 105)}ERROR: x\n`;
  expect(readProgress(lines).steps).toEqual([
    { name: "[1/2] FROM debian", start: 0, end: 1, seconds: 1, cached: false },
    { name: "[2/2] RUN make", start: 1, end: 5, seconds: 4, cached: false },
  ]);
});

test("what steps print is kept", () => {
  const data = Buffer.from("hello\n").toString("base64");
  expect(readProgress(JSON.stringify({ logs: [{ vertex: "v", data }] })).output).toBe("hello\n");
});

describe("time in RUN steps", () => {
  const dockerfile = [
    "FROM --platform=$BUILDPLATFORM golang AS build",
    "RUN go build",
    "FROM debian",
    "RUN apt-get update",
  ].join("\n");
  const { steps } = readProgress(
    step("[build 2/2] RUN go build", 0, 3) +
      step("[stage-1 1/2] FROM debian", 0, 100) +
      step("[linux/arm64 stage-1 2/2] RUN apt-get update", 3, 8),
  );

  test("is told apart by where the stage runs", () => {
    const platforms = { target: "linux/arm64", machine: "linux/amd64" };
    expect(runTime(steps, dockerfile, platforms)).toEqual({ native: 3, emulated: 5 });
  });

  test("is native on the machine's own platform", () => {
    const platforms = { target: "linux/amd64", machine: "linux/amd64" };
    expect(runTime(steps, dockerfile, platforms)).toEqual({ native: 8, emulated: 0 });
  });

  test("is found in a Dockerfile of one stage without a name", () => {
    const { steps } = readProgress(step("[2/2] RUN apt-get update", 0, 5));
    const platforms = { target: "linux/arm64", machine: "linux/amd64" };
    const dockerfile = "FROM debian\nRUN apt-get update\n";
    expect(runTime(steps, dockerfile, platforms)).toEqual({ native: 0, emulated: 5 });
  });
});
