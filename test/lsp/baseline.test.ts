import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { folderWith, runCli } from "../support/cli.ts";
import { SLOW, startClient } from "../support/lsp-client.ts";

/** A folder with a configuration that names a baseline, and the Dockerfile's URI in it. */
function adopted() {
  const folder = folderWith({
    Dockerfile: SLOW,
    ".dockerlint-xarch.yaml": "baseline: known.json\n",
  });
  runCli(["--write-baseline"], { cwd: folder });
  return { folder, uri: pathToFileURL(join(folder, "Dockerfile")).href };
}

test("the editor shows what the baseline of the project does not have", async () => {
  const client = await startClient();
  const { uri } = adopted();
  expect(await client.diagnose(uri, SLOW)).toEqual([]);
  const more = await client.diagnose(uri, `# New.\n${SLOW}RUN pip install gunicorn\n`);
  expect(more).toHaveLength(1);
});

test("a baseline that cannot be used hides nothing", async () => {
  const client = await startClient();
  const { folder, uri } = adopted();
  writeFileSync(join(folder, "known.json"), "{");
  expect(await client.diagnose(uri, SLOW)).toHaveLength(1);
});
