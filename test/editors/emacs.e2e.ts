import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { sessionIn } from "./support.ts";

const script = fileURLToPath(new URL("emacs.el", import.meta.url));

/** Debian's packages emacs-nox, elpa-eglot and elpa-dockerfile-mode have all that is needed. */
const load = "(progn (package-initialize) (require 'eglot) (require 'dockerfile-mode))";
const hasEglot = spawnSync("emacs", ["--batch", "--eval", load]).status === 0;

test.skipIf(!hasEglot)(
  "Emacs opens, shows, fixes and saves (skipped without Emacs, eglot and dockerfile-mode)",
  () => {
    const { parts, saved } = sessionIn("Emacs", "emacs", (setup, file) => [
      "--batch",
      "-l",
      script,
      setup,
      file,
    ]);
    expect(parts.has("dockerlint-xarch")).toBe(true);
    expect(parts.get("diagnostics")).toMatch(/^4: .*go build runs under QEMU for linux\/arm64/m);
    expect(parts.get("hover at 1:2")).toContain("runs under QEMU for linux/arm64 and linux/arm/v7");
    expect(parts.get("hover at 4:24")).toContain("about 25 times slower than natively");
    expect(parts.get("ignore with a reason")).toContain(
      "# dockerlint-xarch ignore=emulated-step -- TODO: say why\nRUN pip install flask",
    );
    expect(parts.get("quick fix")).toContain("FROM --platform=$BUILDPLATFORM golang:1.24");
    expect(parts.get("diagnostics after that")).not.toContain("go build");
    expect(saved).toContain("FROM python:3.12\n");
  },
);
