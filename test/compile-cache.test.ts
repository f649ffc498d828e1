import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import * as nodeModule from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runCli } from "./support/cli.ts";

const FILE = "fixtures/seed/Dockerfile";

describe.skipIf("enableCompileCache" in nodeModule)(
  "what Node compiled is kept (Node 22.8 and later do that themselves)",
  () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "compile-cache-"));
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const lint = (env: Readonly<Record<string, string>> = {}) =>
      runCli([FILE], { env: { ...process.env, TMPDIR: folder, ...env } });
    const cache = () => join(folder, readdirSync(folder)[0]!);

    test("for this user alone, and not again where it was used", () => {
      const first = lint();
      const ages = () => readdirSync(cache()).map((name) => statSync(join(cache(), name)).mtimeMs);
      const kept = ages();
      expect(kept).not.toEqual([]);
      expect(statSync(cache()).mode & 0o777).toBe(0o700);
      expect(lint()).toEqual(first);
      expect(ages()).toEqual(kept);
    });

    test("unless it is damaged: then it is made anew", () => {
      const first = lint();
      for (const name of readdirSync(cache())) writeFileSync(join(cache(), name), "damaged");
      expect(lint()).toEqual(first);
      for (const name of readdirSync(cache())) {
        expect(statSync(join(cache(), name)).size).toBeGreaterThan(1_000);
      }
    });

    test("nowhere that others may write to", () => {
      lint();
      const shared = cache();
      rmSync(shared, { recursive: true });
      mkdirSync(shared);
      chmodSync(shared, 0o777);
      lint();
      expect(readdirSync(shared)).toEqual([]);
    });

    test("not where the user does not want it", () => {
      lint({ NODE_DISABLE_COMPILE_CACHE: "1" });
      expect(readdirSync(folder)).toEqual([]);
    });
  },
);
