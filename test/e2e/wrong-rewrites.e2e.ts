/** Rewrites as people get them wrong. If the comparison missed one, it would prove nothing. */
import { expect, test } from "vitest";
import { CaseRunner } from "./cases/run-case.ts";
import { readCase } from "./cases/case.ts";
import { compare } from "../../src/cli/verify/compare.ts";
import { describeBuilds, say } from "./environment/test-environment.ts";

const goCli = readCase("go-cli");
const python = readCase("python-multi-stage");

const WRONG = [
  {
    what: "GOARCH dropped: the program is for the machine that built it",
    test: goCli,
    dockerfile: goCli.fixed.replace("GOARCH=$TARGETARCH ", ""),
    differs: "/usr/local/bin/report",
  },
  {
    what: "a virtual environment copied from a native stage",
    test: python,
    dockerfile: python.original.replace("FROM", "FROM --platform=$BUILDPLATFORM"),
    differs: /^\/venv\/lib\/.*x86_64-linux-gnu\.so$/,
  },
  {
    what: "one package in another version",
    test: python,
    dockerfile: `${python.fixed}RUN /venv/bin/pip install --no-cache-dir click==8.1.6\n`,
    differs: /\/click-8\.1\.6\.dist-info\//,
  },
];

const targets = [...goCli.targets, ...python.targets];

await describeBuilds("a wrong rewrite is caught", targets, (environment) => {
  const runner = new CaseRunner(environment, say);

  test.each(WRONG)("$what", async ({ what, test, dockerfile, differs }) => {
    const target = test.targets[0]!;
    expect(dockerfile).not.toBe(test.fixed);
    const original = await runner.original(test, target);
    const wrong = await runner.rewritten(test, what, dockerfile, target);
    const paths = compare(original.files, wrong.files).map(({ path }) => path);
    expect(paths).toContainEqual(
      differs instanceof RegExp ? expect.stringMatching(differs) : differs,
    );
  });
});
