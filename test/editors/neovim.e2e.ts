import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isInstalled, sessionIn } from "./support.ts";

const script = fileURLToPath(new URL("neovim.lua", import.meta.url));

/** Debian's package neovim has all that is needed. */
test.skipIf(!isInstalled("nvim"))(
  "Neovim opens, shows, fixes and saves (skipped without nvim)",
  () => {
    const { parts, saved } = sessionIn("Neovim", "nvim", (setup, file) => [
      "--headless",
      "--clean",
      "-n",
      "-c",
      `luafile ${script}`,
      // What stands behind this is read by the script.
      "--",
      setup,
      file,
    ]);
    expect(parts.has("dockerlint-xarch")).toBe(true);
    const diagnostics = parts.get("diagnostics");
    expect(diagnostics).toContain("4:5 go build runs under QEMU for linux/arm64");
    expect(diagnostics).toMatch(/^5:.*\[ignored-platform-flag\]\n {2}line 1: /m);
    expect(parts.get("hover at 1:2")).toContain("runs under QEMU for linux/arm64 and linux/arm/v7");
    expect(parts.get("hover at 3:6")).toMatch(/linux\/arm\/v7`?: `?arm/);
    expect(parts.get("hover at 4:24")).toContain("about 25 times slower than natively");
    expect(parts.get("inlay hints")).toContain("1: emulated");
    expect(parts.get("code lenses")).toMatch(/Preview \d+ safe fixes/);
    expect(parts.get("preview")).toContain("+FROM --platform=$BUILDPLATFORM golang:1.24 AS build");
    expect(parts.get("ignore with a reason")).toContain(
      "# dockerlint-xarch ignore=emulated-step -- TODO: say why\nRUN pip install flask",
    );
    expect(parts.get("quick fix")).toContain("chosen: Cross-compile in stage build");
    expect(parts.get("diagnostics after that")).not.toContain("go build");
    expect(parts.get("fix all")).toContain("chosen: Make all safe fixes");
    expect(saved).toContain("FROM --platform=$BUILDPLATFORM golang:1.24 AS build");
  },
);
