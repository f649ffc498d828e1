import { describe, expect, test } from "vitest";
import { engine } from "../index.ts";
import { SourceText } from "../text/source.ts";
import type { Arrival } from "./findings.ts";
import { formatPath } from "./paths.ts";
import { foreignFiles, shippedFiles } from "./shipped.ts";

const NATIVE = "FROM --platform=$BUILDPLATFORM golang:1.24 AS build\nWORKDIR /src\n";

/** What a final stage that runs `copy` gets of a native stage: `where it stands now: binding`. */
function shipped(steps: string, copy: string): string[] {
  const text = `${NATIVE}${steps}\nFROM debian:12\nWORKDIR /app\n${copy}\n`;
  return shippedFiles(analyse(text)).map(describeArrival);
}

function analyse(text: string) {
  return engine.analyse(new SourceText("Dockerfile", text));
}

function describeArrival({ at, origin }: Arrival): string {
  return `${formatPath(at)}: ${origin.binding}`;
}

const BUILD = "RUN go build -o /out/app .";

describe("COPY --from", () => {
  test.each([
    ["a file under another name", "/out/app /usr/bin/tool", "/usr/bin/tool: build-bound"],
    ["a file to the working directory", "/out/app tool", "/app/tool: build-bound"],
    ["what a folder holds", "/out /opt", "/opt/app: build-bound"],
    ["a pattern", "/out/* /opt/", "/opt/app: build-bound"],
    ["a folder that the program is put into", "/out/app/src /opt/", "/opt: build-bound"],
    ["the whole stage", "/ /", "/out/app: build-bound"],
  ])("takes %s", (_, words, expected) => {
    expect(shipped(BUILD, `COPY --from=build ${words}`)).toContain(expected);
  });

  test("takes all that a pattern fits, but what is gone", () => {
    const steps = `${BUILD}\nRUN go build -o /out/api ./api\nRUN go build -o /out/x ./x && rm /out/x`;
    expect(shipped(steps, "COPY --from=build /out/* /opt/").toSorted()).toEqual([
      "/opt/api: build-bound",
      "/opt/app: build-bound",
    ]);
  });

  test("keeps the path with --parents", () => {
    const copy = "COPY --from=build --parents /out/app /opt/";
    expect(shipped(BUILD, copy)).toEqual(["/opt/out/app: build-bound"]);
    const pivot = "COPY --from=build --parents /out/./app /opt/";
    expect(shipped(BUILD, pivot)).toEqual(["/opt/app: build-bound"]);
  });

  test.each([
    ["another file", "/out/other /opt/"],
    ["text", "/out/app.json /opt/"],
    ["what the target's name chooses", "/out/$TARGETARCH/app /opt/"],
  ])("finds nothing in %s", (_, words) => {
    expect(shipped(BUILD, `ARG TARGETARCH\nCOPY --from=build ${words}`)).toEqual([]);
  });
});

describe("files are followed", () => {
  test.each([
    ["cp", "cp /out/app /a"],
    ["cp into a folder", "mkdir /x && cp /out/app /x/ && cp /x/app /a"],
    ["cp -t", "cp -t /x /out/app && cp /x/app /a"],
    ["mv of a folder", "mv /out /moved && cp /moved/app /a"],
    ["install", "install -Dm 755 /out/app /x/bin/app && cp -a /x/bin/app /a"],
    ["ln", "ln /out/app /a"],
    ["cat", "cat /out/app > /a"],
    ["tar", "tar -czf /x.tgz -C /out app && tar -xf /x.tgz -C /y && cp /y/app /a"],
    ["zip", "cd /out && zip /x.zip app && unzip /x.zip -d /y && cp /y/app /a"],
    ["cd", "cd /out && cp app /a"],
    ["a subshell", "(cd /out && true) && cp ../out/app /a"],
    ["a variable of the script", "SRC=/out/app; cp $SRC /a"],
  ])("through %s", (_, commands) => {
    expect(shipped(`${BUILD} && ${commands}`, "COPY --from=build /a /a")).toEqual([
      "/a: build-bound",
    ]);
  });

  test("through stages that continue and copy each other", () => {
    const text =
      `${NATIVE}${BUILD}\nFROM build AS more\nRUN mv /out/app /out/server\n` +
      "FROM scratch AS files\nCOPY --from=more /out/ /bin/\n" +
      "FROM debian:12\nCOPY --from=files / /usr/local/\n";
    const [arrival] = shippedFiles(analyse(text));
    expect(describeArrival(arrival!)).toBe("/usr/local/bin/server: build-bound");
    expect(arrival!.hop?.from.label).toBe("files");
    expect(arrival!.hop?.earlier?.from.label).toBe("more");
  });

  test("through a mount", () => {
    const mount = "RUN --mount=from=build,source=/out,target=/mnt cp /mnt/app /usr/bin/tool";
    expect(shipped(BUILD, mount)).toEqual(["/usr/bin/tool: build-bound"]);
  });

  test("where ONBUILD copies them", () => {
    const text =
      `${NATIVE}${BUILD}\nFROM debian:12 AS base\nONBUILD COPY --from=build /out/app /app\n` +
      "FROM base\n";
    expect(shippedFiles(analyse(text)).map(describeArrival)).toEqual(["/app: build-bound"]);
  });
});

describe("nothing is left of a file", () => {
  test.each([
    ["that is removed", `${BUILD} && rm -rf /out`],
    ["that is emptied out", `${BUILD} && rm -rf /out/*`],
    ["that is moved away", `${BUILD} && mv /out/app /else`],
    ["that another takes the place of", `${BUILD} && GOARCH=$(cat /arch) go build -o /out/app .`],
  ])("%s", (_, steps) => {
    const left = shipped(steps, "COPY --from=build /out /opt");
    expect(left.filter((each) => each.includes("build-bound"))).toEqual([]);
  });

  test("that the shipping stage removes", () => {
    expect(shipped(BUILD, "COPY --from=build /out /opt\nRUN rm -r /opt")).toEqual([]);
  });
});

describe("it is not known", () => {
  test.each([
    [
      "what a branch on the target decides",
      'if [ "$TARGETARCH" = amd64 ]; then go build -o /a .; fi',
    ],
    ["what runs behind a script that was read in", ". ./env.sh && go build -o /a ."],
    [
      "what a name out of a command gives",
      "go build -o /out/$(cat n)/app && cp /out/$(cat n)/app /a",
    ],
    ["what xx wraps", "xx-go --wrap && go build -o /a ."],
  ])("%s", (_, commands) => {
    expect(shipped(`RUN ${commands}`, "COPY --from=build /a /a")).toEqual(["/a: unknown"]);
  });
});

describe("files of the base image", () => {
  const of = (path: string, steps = "") =>
    shipped(steps, `COPY --from=build ${path} /x`).map((each) => each.replace(/.*: /, ""));

  test.each(["/usr/local/bin/node", "/bin/busybox", "/lib/ld-musl-*.so.1", "/usr/lib/libz.so.1"])(
    "%s is for its machine",
    (path) => expect(of(path)).toEqual(["build-bound"]),
  );

  test.each([
    "/etc/ssl/certs/ca-certificates.crt",
    "/usr/share/zoneinfo",
    "/etc/passwd",
    "/usr/local/bin/docker-entrypoint.sh",
    "/usr/bin/qemu-aarch64-static",
    "/usr/local/go/lib/time/zoneinfo.zip",
    "/srv/data",
  ])("%s is for any, or not known", (path) => expect(of(path)).toEqual([]));

  test("nothing is known of them once anything else ran", () => {
    expect(of("/usr/local/bin/tool", "RUN make install")).toEqual([]);
    expect(of("/usr/local/bin/tool", "COPY bin /usr/local/bin")).toEqual([]);
    const find = "find /dist -name tool -exec cp '{}' /usr/local/bin ';'";
    expect(of("/usr/local/bin/tool", `RUN ${find}`)).toEqual([]);
    expect(of("/usr/local/bin/tool", "RUN cp build/tool /usr/local/bin/tool")).toEqual([]);
  });
});

test("only files of stages with a machine of their own are foreign", () => {
  const build = "WORKDIR /src\nRUN go build -o /app .\n";
  const final = "FROM debian:12\nCOPY --from=build /app /app\n";
  const machines = (platform: string) =>
    foreignFiles(analyse(`FROM ${platform}golang:1.24 AS build\n${build}${final}`)).map(
      ({ machine }) => machine,
    );
  expect(machines("")).toEqual([]);
  expect(machines("--platform=$BUILDPLATFORM ")).toEqual(["build"]);
  expect(machines("--platform=linux/arm64 ")).toMatchObject([{ architecture: "arm64" }]);
});
