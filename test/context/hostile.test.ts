import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { JsonReport } from "../../src/report/json.ts";
import { folderWith, runCli } from "../support/cli.ts";

/** Every ecosystem that asks for a file beside it. */
const DOCKERFILE = `FROM golang:1.24 AS go
WORKDIR /src
COPY . .
RUN go build -o /app .
FROM node:22 AS node
WORKDIR /src
COPY . .
RUN npm ci && npm run build
FROM rust:1.83 AS rust
WORKDIR /src
COPY . .
RUN cargo build --release
FROM composer:2 AS php
WORKDIR /src
COPY . .
RUN composer install
FROM maven:3-eclipse-temurin-21 AS maven
WORKDIR /src
COPY . .
RUN mvn package
FROM mcr.microsoft.com/dotnet/sdk:8.0 AS dotnet
WORKDIR /src
COPY . .
RUN dotnet publish -o /out
FROM python:3.12 AS uv
WORKDIR /src
COPY . .
RUN uv sync
RUN poetry install
RUN pdm sync
RUN pipenv sync
FROM ruby:3.3 AS gems
WORKDIR /src
COPY . .
RUN bundle install
FROM python:3.12
WORKDIR /src
COPY --from=go /app /app
COPY --from=node /src/dist /dist
COPY --from=rust /src/target/release/x /x
COPY --from=php /src/vendor /vendor
COPY --from=maven /src/target/app.jar /app.jar
COPY --from=dotnet /out /out
COPY . .
RUN pip install -r requirements.txt
ENTRYPOINT ["dotnet", "x.dll"]
`;

const SOURCES =
  "compose.yaml docker-bake.hcl docker-bake.json .github/workflows/ci.yml .gitlab-ci.yml .circleci/config.yml .drone.yml .goreleaser.yaml Makefile justfile Taskfile.yml build.sh".split(
    " ",
  );
const CONTEXT =
  "requirements.txt uv.lock poetry.lock pdm.lock Pipfile.lock package.json package-lock.json go.mod main.go Cargo.lock composer.json composer.lock Gemfile.lock pom.xml x.csproj .dockerignore".split(
    " ",
  );
const ALL = [...SOURCES, ...CONTEXT];

/** The same text in the place of every file. */
function everywhere(text: string): Record<string, string> {
  return Object.fromEntries(ALL.map((name) => [name, text]));
}

/** Lints a folder; it has to end, and to find what it finds without all that. */
function lint(cwd: string) {
  const args = ["--format", "json", "--exit-zero", "--target-platform", "linux/arm64"];
  const { status, stdout, stderr } = runCli(args, { cwd, timeout: 60_000, maxBuffer: Infinity });
  expect({ status, stderr: status === 0 ? "" : stderr.slice(0, 1_000) }).toEqual({
    status: 0,
    stderr: "",
  });
  expect(stderr).not.toMatch(/internal error|at .*\.ts:\d|TypeError|RangeError/);
  const [file] = (JSON.parse(stdout) as JsonReport).files;
  const rules = file!.diagnostics.map(({ rule }) => rule);
  expect(rules.filter((rule) => rule.startsWith("emula")).length).toBeGreaterThanOrEqual(7);
  return stderr;
}

/** Nine levels of nine aliases each. */
const LAUGHS = ["a: &a0 [build, build, build]"]
  .concat(
    Array.from({ length: 12 }, (_, at) => {
      return `b${at}: &a${at + 1} [${Array.from({ length: 9 }, () => `*a${at}`).join(", ")}]`;
    }),
  )
  .join("\n");
/** The same by merges, where a reader expects services, jobs and steps. */
const MERGES = ["x0: &m0 { build: ., image: x }"]
  .concat(
    Array.from(
      { length: 40 },
      (_, at) => `x${at + 1}: &m${at + 1} { <<: [*m${at}, *m${at}], a${at}: 1 }`,
    ),
  )
  .concat("services: { web: *m40, api: { <<: [*m40, *m39, *m38] } }", "jobs: *m40", "steps: [*m40]")
  .join("\n");

/** Aliases where a matrix is expected, which has all combinations. */
const MATRIX = `${LAUGHS}\njobs: { x: { strategy: { matrix: { b: *a12 } }, steps: *a12 } }\nmatrix: { b: *a12 }\n`;

test.each<[string, string]>([
  ["nothing", ""],
  ["brackets without end", "[".repeat(200_000)],
  ["braces without end", '{"build":'.repeat(50_000)],
  ["brackets in order", `${"[".repeat(20_000)}${"]".repeat(20_000)}`],
  ["a line of a megabyte", `build ${"x".repeat(900_000)}`],
  ["lines of blanks", `${" ".repeat(2_000)}\n`.repeat(300)],
  ["aliases that multiply", LAUGHS],
  ["merges that multiply", MERGES],
  ["aliases that multiply in a matrix", MATRIX],
  ["an alias of itself", "services: &s\n  web: *s\n  build: *s\njobs: *s\n"],
  ["quotes without end", `build "${'"\\'.repeat(100_000)}`],
  ["dollars and braces", `docker build ${"${".repeat(50_000)}`],
  [
    "references of make that multiply",
    `${Array.from({ length: 28 }, (_, at) => `A${at} = $(A${at + 1})$(A${at + 1})$(A${at + 1})\n`).join("")}build:\n\t$(A0)\n`,
  ],
  [
    "a makefile that includes and makes itself",
    "include Makefile\nbuild: build\n\tmake build\n".repeat(10_000),
  ],
  ["expressions without end", `run: docker build \${{ ${"(".repeat(50_000)}`],
  ["tags without end", "<os><PackageReference Include=".repeat(15_000)],
  ["a thousand packages", '[[package]]\nname = "x"\nversion = "1"\nfiles = [\n'.repeat(10_000)],
  ["markers without end", `x==1; ${"(".repeat(100_000)}\n${"a==1;".repeat(50_000)}`],
  ["a number", "1"],
  ["null", "null"],
  [
    "JSON of other kinds",
    '{"packages":[1,null,"x"],"scripts":3,"default":[],"target":{"x":[]},"services":0}',
  ],
  ["control characters", "build\u0001\u0007\u001b[31m: \u202e\n"],
])("in the place of every file %s", (_, text) => {
  lint(folderWith({ ".git/HEAD": "", Dockerfile: DOCKERFILE, ...everywhere(text) }));
});

test("files that are too large, binary or no files are told or left alone", () => {
  const cwd = folderWith({
    ".git/HEAD": "",
    Dockerfile: DOCKERFILE,
    "compose.yaml": `build: ${"x".repeat(2_000_000)}`,
    "docker-bake.hcl": "target\0",
    "package-lock.json": `{"packages": {"": "${"x".repeat(17_000_000)}"}}`,
    "go.mod": "binary\0",
  });
  for (const name of ["requirements.txt", "Cargo.lock", ".gitlab-ci.yml"]) {
    execFileSync("mkfifo", [join(cwd, name)]);
  }
  for (const name of ["uv.lock", "pom.xml", "Makefile"]) mkdirSync(join(cwd, name));
  const notes = lint(cwd);
  expect(notes).toContain("compose.yaml:1 is larger than 1 MB.");
  expect(notes).toContain("docker-bake.hcl:1 is binary.");
  expect(notes).toContain(".gitlab-ci.yml:1 is no regular file.");
});

test("links out of the repository, and to themselves, show nothing of what is there", () => {
  const secret = folderWith({
    "secret.yaml": "services: { web: { build: ., platform: linux/s390x } }\n",
  });
  const cwd = folderWith({ ".git/HEAD": "", Dockerfile: DOCKERFILE });
  for (const name of ALL.filter((each) => !each.includes("/"))) {
    symlinkSync(join(secret, "secret.yaml"), join(cwd, name));
  }
  symlinkSync("..", join(cwd, "docker"));
  symlinkSync("deploy", join(cwd, "deploy"));
  symlinkSync("/", join(cwd, "build"));
  const notes = lint(cwd);
  expect(notes).toContain("compose.yaml:1 leads out of the repository.");
  expect(notes).not.toContain("s390x");
});
