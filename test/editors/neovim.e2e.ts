import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundle, folderWith } from "../support/cli.ts";

const DOCKERFILE = `FROM golang:1.24 AS build
WORKDIR /src
ARG TARGETARCH
RUN CGO_ENABLED=0 go build -o /server .

FROM --platform=$TARGETPLATFORM python:3.12
COPY --from=build /server /usr/local/bin/
RUN pip install flask
`;

/** Debian's package neovim has all that is needed. */
const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;

test.skipIf(!hasNeovim)("Neovim opens, shows, fixes and saves (skipped without nvim)", () => {
  const file = join(folderWith({ Dockerfile: DOCKERFILE }), "Dockerfile");
  const script = new URL("neovim.lua", import.meta.url).pathname;
  // Behind --cmd, so that the arguments are not taken for files: the script reads them from argv.
  const run = `luafile ${script}`;
  const args = ["--headless", "--clean", "-n", "-c", run, "--", process.execPath, bundle, file];
  const { stdout, stderr, status } = spawnSync("nvim", args, {
    encoding: "utf8",
    timeout: 120_000,
  });
  console.log(stdout);
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });

  const parts = new Map(
    // A Dockerfile has lines that begin with "#".
    stdout.split(/^=== /m).map((part) => {
      const [heading = "", ...rest] = part.split("\n");
      return [heading, rest.join("\n").trim()] as const;
    }),
  );
  expect(parts.get("diagnostics")).toContain("4:5 go build runs under QEMU for linux/arm64");
  expect(parts.get("hover at 1:2")).toContain(
    "It runs under QEMU for linux/arm64 and linux/arm/v7.",
  );
  expect(parts.get("hover at 3:6")).toContain("`linux/arm/v7`: `arm`");
  expect(parts.get("hover at 4:24")).toContain("about 25 times slower than natively");
  expect(parts.get("inlay hints")).toContain("1: emulated");
  expect(parts.get("code lenses")).toMatch(/Preview \d+ safe fixes/);
  expect(parts.get("preview")).toContain("+FROM --platform=$BUILDPLATFORM golang:1.24 AS build");
  expect(parts.get("quick fixes in line 4")).toMatch(/^(preferred: )?Cross-compile in stage build/);
  expect(parts.get("ignored with a reason")).toContain(
    "# dockerlint-xarch ignore=emulated-step -- TODO: say why\nRUN pip install flask",
  );
  expect(parts.get("diagnostics after the quick fix")).not.toContain("go build");
  expect(parts.get("stopped: true")).toBe("");
  const saved = readFileSync(file, "utf8");
  expect(saved).toContain("FROM --platform=$BUILDPLATFORM golang:1.24 AS build");
  expect(saved).toContain("FROM python:3.12\n");
  expect(parts.get("saved")).toBe(saved.trim());
});
