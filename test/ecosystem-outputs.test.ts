import { expect, test } from "vitest";
import { ecosystems } from "../rules/index.ts";
import type { Written } from "../src/facts/ecosystem.ts";
import { EcosystemIndex, readFacts } from "../src/facts/facts.ts";
import { buildGraph } from "../src/graph/graph.ts";
import { parseDockerfile } from "../src/syntax/dockerfile.ts";
import { SourceText } from "../src/text/source.ts";

const index = new EcosystemIndex(ecosystems);

/**
 * Where a command says that its output comes to stand: a path each, `!` behind those whose binding
 * is not the command's own, `?` behind those that a compiler decides about.
 */
function outputsOf(command: string, image: string): string {
  const text = `FROM ${image}\nARG TARGETARCH\nWORKDIR /src\nRUN ${command}\n`;
  const graph = buildGraph(parseDockerfile(new SourceText("Dockerfile", text)));
  const fact = readFacts(graph.stages[0]!.steps[0]!, image, index).at(-1)!;
  const { writes = [], builtFor } = fact.recognition;
  const paths = writes.map(describePath).join(" ");
  return builtFor === undefined ? paths : `${paths} for ${builtFor}`;
}

function describePath({ path, names, binding, needsCompiler }: Written): string {
  const inside = names === undefined || names.length === 0 ? "" : `(/${names.join()})`;
  return `${path}${inside}${needsCompiler ? "?" : binding === undefined ? "" : "!"}`;
}

test.each([
  ["go build -o /out/app ./cmd/server", "/out/app(/server)"],
  ["go build -o /out/ ./a ./b", "/out/(/a,b)"],
  ["go build -o . ./cmd/...", "."],
  ["go build -o ./ ./cmd/server", "server"],
  ["go build", "src"],
  ["go build main.go", "main"],
  ["go build -o /dev/null ./...", ""],
  ["go -C sub build -o app .", "sub/app(/src)"],
  ["GOOS=linux GOARCH=amd64 go build -o app", "app(/src) for amd64"],
  ["GOOS=windows GOARCH=amd64 go build -o app.exe", "app.exe(/src)"],
  ["go install example.com/tool/v2@latest", "/go/bin/tool /go/bin/*/tool"],
  ["GOBIN=/tools go install ./cmd/gen", "/tools/gen /tools/*/gen"],
])("Go: %s", (command, expected) => {
  expect(outputsOf(command, "golang:1.24")).toBe(expected);
});

test.each([
  ["cargo build --release", "target/release/"],
  ["cargo build", "target/debug/"],
  ["cargo build --profile dist --target-dir /t", "/t/dist/"],
  ["CARGO_TARGET_DIR=/t cargo build -r", "/t/release/"],
  [
    "cargo build -r --target aarch64-unknown-linux-gnu",
    "target/aarch64-unknown-linux-gnu/release/ for aarch64-unknown-linux-gnu",
  ],
  [
    "cargo zigbuild -r --target x86_64-unknown-linux-gnu.2.17",
    "target/x86_64-unknown-linux-gnu/release/ for x86_64-unknown-linux-gnu.2.17",
  ],
  ["xx-cargo build --release", "target/*/release/"],
  ["cargo install --path . --root /usr/local", "/usr/local/bin/"],
  ["cargo install ripgrep", "/usr/local/cargo/bin/"],
  ["rustc -O -o /hello hello.rs", "/hello"],
])("Rust: %s", (command, expected) => {
  expect(outputsOf(command, "rust:1.90")).toBe(expected);
});

test.each([
  ["npm ci", "node_modules/?"],
  ["npm ci --ignore-scripts", "node_modules/!"],
  ["npm install --prefix /deps sharp", "/deps/node_modules/!"],
  ["npm rebuild", "node_modules/"],
  ["yarn install --frozen-lockfile", "node_modules/?"],
  ["pnpm -C web install", "web/node_modules/?"],
  ["bun build --compile --outfile /app --target=bun-linux-x64 ./i.ts", "/app for linux-x64"],
])("Node: %s", (command, expected) => {
  expect(outputsOf(command, "node:22")).toBe(expected);
});

const SITE = "/usr/local/lib/python*/site-packages/ /usr/local/lib/python*/dist-packages/";

test.each([
  ["pip install -r requirements.txt", SITE],
  ["pip install --prefix=/install -r requirements.txt", "/install/"],
  ["pip install --target deps flask", "deps/"],
  ["pip install --user flask", "/root/.local/"],
  ["/opt/venv/bin/pip install flask", "/opt/venv/"],
  ["VIRTUAL_ENV=/v pip install flask", "/v/"],
  ["PATH=/v/bin:$PATH pip install flask", "/v/"],
  ["pip wheel -w /wheels -r requirements.txt", "/wheels/"],
  ["uv sync --frozen", ".venv/"],
  ["uv pip install --system flask", SITE],
  ["poetry install", `.venv/ ${SITE}`],
  ["conda env create -f environment.yml -n app", "/opt/conda/envs/app/"],
])("Python: %s", (command, expected) => {
  expect(outputsOf(command, "python:3.12")).toBe(expected);
});

test.each([
  ["curl -fsSLo /bin/x https://example.com/x-linux-amd64", "/bin/x for amd64"],
  ["curl -L https://example.com/x.tgz -o x.tgz", "x.tgz"],
  ["curl -sSO https://example.com/a/x-$TARGETARCH.tgz?raw=1", "x-${TARGETARCH}.tgz"],
  ["curl --output-dir /tmp -O https://example.com/x.tgz", "/tmp/x.tgz"],
  ["curl -sL https://example.com/x_aarch64.tgz", " for aarch64"],
  ["curl -O https://example.com/x86_64/x.noarch.rpm", "x.noarch.rpm"],
  ["curl -O https://example.com/amd64/x-arm64.tgz", "x-arm64.tgz"],
  ["wget -qO- https://example.com/x-linux64.tgz", " for linux64"],
  ["wget -qO /x https://example.com/x-armv7.tgz", "/x for armv7"],
  ["wget -P /tmp https://example.com/x-darwin-amd64.tgz", "/tmp/x-darwin-amd64.tgz"],
  ["wget https://amd64.example.com/x.tgz", "./x.tgz"],
])("downloads: %s", (command, expected) => {
  expect(outputsOf(command, "alpine:3.22")).toBe(expected);
});

test.each([
  ["gcc -O2 -o app main.c", "app"],
  ["aarch64-linux-gnu-gcc -o app main.c", "app for aarch64-linux-gnu"],
  ["zig build -Dtarget=x86_64-linux-musl", "zig-out/ for x86_64-linux-musl"],
  ["swift build -c release", ".build/"],
  ["dart compile exe bin/server.dart -o /server", "/server"],
  ["dotnet publish -c Release -r linux-x64 -o /app", "/app/ for linux-x64"],
  ["dotnet publish -c Release", "bin/*/*/ */bin/*/*/"],
  ["native-image -jar app.jar app", "app"],
  ["jlink --add-modules java.base --output /jre", "/jre/"],
  ["mvn -Pnative package", "target/ */target/ build/ */build/"],
  ["mix release", "_build/*/rel/"],
  ["bundle install", "/usr/local/bundle/? vendor/bundle/?"],
  ["docker-php-ext-install intl", "/usr/local/lib/php/extensions/ /usr/lib/php/"],
  ["apk add --root /rootfs busybox", "/rootfs/"],
  ["make -j4", ""],
  ["npm run build", ""],
])("others: %s", (command, expected) => {
  expect(outputsOf(command, "base")).toBe(expected);
});
