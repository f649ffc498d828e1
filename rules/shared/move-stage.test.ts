import { describe, expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import { engine } from "../../src/index.ts";
import { SourceText } from "../../src/text/source.ts";

/** Whether a stage that runs a command beside `go build` moves to the build platform. */
function moves(command: string): boolean {
  const text = `FROM golang:1.24 AS build
WORKDIR /src
COPY . .
RUN ${command}
RUN CGO_ENABLED=0 go build -o /out/app .

FROM scratch
COPY --from=build /out/ /
`;
  const { after } = fixSource(engine, new SourceText("Dockerfile", text), {});
  return after.text.startsWith("FROM --platform=");
}

describe("what may hand on a program of the machine keeps a stage where it is", () => {
  test.each([
    "cp $(which curl) /out/",
    "cp `which curl` /out/",
    "cp ../usr/bin/curl /out/",
    "cp ~/.local/bin/tool /out/",
    "which curl | xargs -I{} cp {} /out/",
    "for f in /usr/bin/curl; do cp $f /out/; done",
    'install -D "$JAVA_HOME/bin/java" /out/java',
    "dd if=/usr/bin/curl of=/out/curl",
    "cat < $(command -v curl) > /out/curl",
    "sed -n p /usr/bin/curl > /out/curl",
    "cd /usr && cd bin && cp curl /out/",
    "cd $(dirname $(which curl)) && cp curl /out/",
    "tar cf /out/all.tar /usr/bin/curl",
    "tar c -C /usr/bin curl | tar x -C /out",
    "tar --create -C /usr/lib . | tar x -C /out",
    "apk add --root /out --initdb curl",
    "dnf install --installroot /out curl -y",
    "curl -o /out/tool file:///usr/bin/curl",
    "git clone /usr/lib /out/lib",
  ])("%s", (command) => expect(moves(command)).toBe(false));
});

describe("what does the same on every machine lets it move", () => {
  test.each([
    "mkdir -p /out && cp -r assets config.yml /out/",
    "cp config.yml $HOME/",
    "install -d $HOME/bin",
    "cd ${GOPATH}/src/app && ls",
    "echo 1.2.3 > /out/version",
    "sed 's/a/b/' config.in > config.yml",
    "tar -C /usr/local -xzf archive.tar.gz",
    "tar -czf archive.tar.gz assets",
    "git clone https://example.com/tool.git",
    "apt-get update && apt-get install -y git",
  ])("%s", (command) => expect(moves(command)).toBe(true));
});
