import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Discovery } from "../../src/context/discover.ts";
import { NodeFiles } from "../../src/context/node/files.ts";
import { SourceText } from "../../src/text/source.ts";

const FILES = 10_000;
const WORKFLOW = `on: push
jobs:
  image:
    strategy:
      matrix:
        platform: [linux/amd64, linux/arm64]
    runs-on: ubuntu-latest
    steps:
      - run: npm ci && npm test
      - uses: docker/build-push-action@v6
        with: { context: ., platforms: "\${{ matrix.platform }}" }
`;
/** What files that tell of builds look like, by their names; `#` is a number. */
const TELLING: Readonly<Record<string, string>> = {
  ".github/workflows/ci#.yml": WORKFLOW,
  "services/s#/compose.yaml": "services:\n  app:\n    build: .\n    platform: linux/arm64\n",
  "services/s#/Dockerfile": "FROM scratch\n",
  "services/s#/Makefile": "image:\n\tdocker buildx build --platform linux/amd64 -t app .\n",
  "services/s#/package.json": '{ "scripts": { "image": "docker build ." } }\n',
  "scripts/build#.sh": "docker buildx build --platform linux/amd64,linux/arm64 .\n",
};

/** How long it takes to find what a repository of 10,000 files builds, in milliseconds. */
export async function discoveryTime(): Promise<{ readonly time: number; readonly builds: number }> {
  const root = mkdtempSync(join(tmpdir(), "large-tree-"));
  try {
    writeTree(root);
    const discovery = new Discovery(new NodeFiles(root));
    const start = performance.now();
    await discovery.buildsOf("Dockerfile", new SourceText("Dockerfile", "FROM scratch\n"));
    return { time: performance.now() - start, builds: discovery.builds.length };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function writeTree(root: string): void {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write("Dockerfile", "FROM scratch\n");
  let left = FILES - 1;
  for (let number = 0; number < 20; number++) {
    for (const [name, text] of Object.entries(TELLING)) {
      write(name.replace("#", String(number)), text);
      left--;
    }
  }
  for (; left > 0; left--) write(`src/m${left % 97}/f${left % 13}/file${left}.ts`, "export {};\n");
}
