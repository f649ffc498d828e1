import { createRequire } from "node:module";
import { RDFormatValidator } from "@umbrelladocs/rdformat-validator";
import ajvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import type { Issue } from "codeclimate-types";
import { parse } from "junit2json";
import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import type { LintResult } from "../src/engine/lint.ts";
import { engine } from "../src/index.ts";
import { toCheckstyle } from "../src/report/checkstyle.ts";
import { toGithub } from "../src/report/github.ts";
import { type GitlabIssue, toGitlab } from "../src/report/gitlab.ts";
import { toJunit } from "../src/report/junit.ts";
import type { Outcome } from "../src/report/outcome.ts";
import { toRdjson } from "../src/report/rdjson.ts";
import { toSarif } from "../src/report/sarif.ts";
import { SourceText } from "../src/text/source.ts";
import { applyEdits } from "../src/text/edit.ts";
import { fixtures } from "./support/fixtures.ts";
import { folderWith, runCli } from "./support/cli.ts";

const require = createRequire(import.meta.url);
const TOOL = {
  version: "1.2.3",
  rules: engine.rules,
  pageOf: (rule: string) => `https://example.com/${rule}.md`,
};
const SLOW = "FROM python:3.12 AS app\nRUN pip install flask\n";
const FLAG = "FROM --platform=$TARGETPLATFORM debian:12\n";

/** What a name or a message must not break a report with. */
const HOSTILE = `a\r\nb%0A::error::]]>--><x y="z">&amp;,c=d:\u0000\u001b[31m\ud800\uffff\t'|`;

function lint(path: string, text: string): LintResult {
  return engine.lint(new SourceText(path, text));
}

/** A result whose file has a hostile name, and its only finding a hostile message. */
function hostile(): LintResult {
  const { source, failures } = lint(`web/${HOSTILE}/Dockerfile`, SLOW);
  const finding = {
    rule: "emulated-step",
    severity: "warning",
    message: HOSTILE,
    help: HOSTILE,
    stage: HOSTILE,
    span: { start: 0, end: 4 },
    related: [{ message: HOSTILE, span: { start: 5, end: 9 } }],
  } as const;
  return { source, failures, diagnostics: [finding] };
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  "no file": { results: [], errors: [] },
  "a file without findings": { results: [lint("Dockerfile", "FROM debian:12\n")], errors: [] },
  findings: { results: [lint("./web/Dockerfile", SLOW), lint("/srv/b", FLAG)], errors: [] },
  "every fixture": {
    results: fixtures().map(({ source, options }) => engine.lint(source, options)),
    errors: [],
  },
  "hostile names and messages": { results: [hostile()], errors: [] },
  "a file that cannot be read": {
    results: [],
    errors: [{ path: `x/${HOSTILE}`, message: `is a "FIFO", not a <file>` }],
  },
  "a rule that failed": {
    results: [{ ...lint("a", FLAG), failures: [{ rule: "x", error: new Error(HOSTILE) }] }],
    errors: [],
  },
};
const cases = Object.entries(OUTCOMES);

/** How many findings an outcome has. */
function count({ results }: Outcome): number {
  return results.flatMap(({ diagnostics }) => diagnostics).length;
}

describe("sarif", () => {
  // The schema of the standard, in the revision that services validate with.
  const schema: object = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const ajv = new ajvDraft04.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  const read = (outcome: Outcome) => JSON.parse(toSarif(outcome, TOOL)) as Log;

  test.each(cases)("%s: valid against the schema", (_, outcome) => {
    const log = read(outcome);
    validate(log);
    expect(validate.errors).toBeNull();
    expect(log.runs[0]!.results).toHaveLength(count(outcome));
  });

  test("every rule has help, and every result points at its rule", () => {
    const [run] = read(OUTCOMES["every fixture"]!).runs;
    const rules = run!.tool.driver.rules!;
    for (const { id, help, helpUri, fullDescription } of rules) {
      expect(helpUri).toBe(`https://example.com/${id}.md`);
      expect(help?.markdown).toContain("```dockerfile");
      expect(fullDescription?.text).not.toBe("");
    }
    for (const { ruleId, ruleIndex } of run!.results!) {
      if (ruleId !== "syntax-error") expect(rules[ruleIndex!]!.id).toBe(ruleId);
    }
  });

  test("the replacements of a fix do what the fix does", () => {
    const { source, diagnostics } = lint("Dockerfile", `# ü\n${FLAG}`);
    const [run] = read({ results: [{ source, diagnostics, failures: [] }], errors: [] }).runs;
    const [fix] = run!.results![0]!.fixes!;
    const edits = fix!.artifactChanges[0]!.replacements.map((each) => {
      const { startLine, startColumn, endLine, endColumn } = each.deletedRegion;
      const offset = (line: number, column: number) => source.lineStarts[line - 1]! + column - 1;
      return {
        start: offset(startLine!, startColumn!),
        end: offset(endLine!, endColumn!),
        text: each.insertedContent!.text!,
      };
    });
    expect(applyEdits(source.text, edits)).toBe("# ü\nFROM debian:12\n");
  });

  test("related places are there", () => {
    const { results } = read(OUTCOMES["hostile names and messages"]!).runs[0]!;
    expect(results![0]!.relatedLocations![0]).toMatchObject({
      id: 0,
      message: { text: HOSTILE },
      physicalLocation: { region: { startLine: 1, startColumn: 6, endLine: 1, endColumn: 10 } },
    });
  });

  test("paths are URIs, and relative ones are from the root of the sources", () => {
    const paths = ["./web a/ü#1/Dockerfile", "/srv/Dockerfile"];
    const results = paths.map((path) => lint(path, FLAG));
    const { artifacts } = read({ results, errors: [] }).runs[0]!;
    expect(artifacts!.map(({ location }) => location)).toEqual([
      { uri: "web%20a/%C3%BC%231/Dockerfile", uriBaseId: "%SRCROOT%" },
      { uri: "file:///srv/Dockerfile" },
    ]);
  });

  test("what went wrong is told", () => {
    const outcome = OUTCOMES["a file that cannot be read"]!;
    const [invocation] = read(outcome).runs[0]!.invocations!;
    expect(invocation!.executionSuccessful).toBe(false);
    expect(invocation!.toolExecutionNotifications).toHaveLength(1);
  });
});

describe("github", () => {
  /** As the runner reads a line (`actions/runner: ActionCommand.TryParseV2`). */
  const readCommand = (line: string) => {
    const match = /^::(\w+) ([^]*?)::([^]*)$/.exec(line);
    const unescape = (text: string) =>
      text
        .replaceAll("%0D", "\r")
        .replaceAll("%0A", "\n")
        .replaceAll("%3A", ":")
        .replaceAll("%2C", ",")
        .replaceAll("%25", "%");
    const properties = match![2]!.split(",").map((each) => {
      const equals = each.indexOf("=");
      return [each.slice(0, equals), unescape(each.slice(equals + 1))];
    });
    return {
      command: match![1],
      properties: Object.fromEntries(properties) as Record<string, string>,
      message: unescape(match![3]!),
    };
  };

  test.each(cases)("%s: a command a line", (_, outcome) => {
    const lines = toGithub(outcome)
      .split(/\r\n|\r|\n/)
      .slice(0, -1);
    expect(lines).toHaveLength(count(outcome) + outcome.errors.length);
    for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) /);
  });

  test("the place and everything that is to say", () => {
    const [line] = toGithub({ results: [lint("./web/Dockerfile", SLOW)], errors: [] }).split("\n");
    expect(readCommand(line!)).toMatchObject({
      command: "warning",
      properties: {
        title: "dockerlint-xarch emulated-step",
        file: "web/Dockerfile",
        line: "2",
        endLine: "2",
        col: "5",
        endColumn: "22",
      },
      message: expect.stringMatching(
        /^pip install runs under QEMU[^\n]*\nHelp: [^\n]+\n/,
      ) as string,
    });
  });

  test("no columns where several lines are meant", () => {
    const [finding] = hostile().diagnostics;
    const long = { ...finding!, span: { start: 0, end: SLOW.length } };
    const { properties } = readCommand(
      toGithub({ results: [{ ...hostile(), diagnostics: [long] }], errors: [] }).trimEnd(),
    );
    expect(properties).toMatchObject({ line: "1", endLine: "3" });
    expect(properties).not.toHaveProperty("col");
  });

  test("the runner reads what was meant", () => {
    const { properties, message } = readCommand(
      toGithub(OUTCOMES["hostile names and messages"]!).slice(0, -1),
    );
    expect(properties["file"]).toBe(`web/${HOSTILE}/Dockerfile`);
    expect(message).toBe(`${HOSTILE}\nHelp: ${HOSTILE}.`);
  });
});

describe("gitlab", () => {
  // What GitLab asks for, by the type of the specification that it takes a part of.
  const asIssue = (issue: GitlabIssue): Issue => ({ ...issue, categories: [...issue.categories] });
  const read = (outcome: Outcome) =>
    (JSON.parse(toGitlab(outcome)) as GitlabIssue[]).map((issue) => asIssue(issue));

  test.each(cases)("%s: complete issues, each with a fingerprint of its own", (_, outcome) => {
    const issues = read(outcome);
    expect(issues).toHaveLength(count(outcome) + outcome.errors.length);
    for (const issue of issues) {
      expect(issue).toMatchObject({
        type: "issue",
        check_name: expect.stringMatching(/^[a-z-]+$/) as string,
        description: expect.stringMatching(/^[^\n\r]+$/) as string,
        severity: expect.stringMatching(/^(info|minor|major|critical|blocker)$/) as string,
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        location: {
          path: expect.stringMatching(/^(?!\.\/)/) as string,
          lines: { begin: expect.any(Number) as number },
        },
      });
    }
    const prints = issues.map(({ fingerprint }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
  });

  test("a fingerprint survives lines that come and go above, and another layout", () => {
    const prints = (text: string) =>
      read({ results: [lint("Dockerfile", text)], errors: [] }).map((each) => each.fingerprint);
    const moved = "# new\n\nFROM python:3.12 AS app\nRUN pip   install \\\n  # why\n  flask\n";
    expect(prints(moved)).toEqual(prints(SLOW));
    expect(prints(SLOW.replace("flask", "django"))).not.toEqual(prints(SLOW));
    const twice = prints(`${SLOW}RUN pip install flask\n`);
    expect(twice).toHaveLength(2);
    expect(twice[0]).toBe(prints(SLOW)[0]);
  });
});

describe("junit", () => {
  test.each(cases)("%s: read by a consumer, with right counts", async (_, outcome) => {
    const report = await parse(toJunit(outcome));
    const suites = (report && "testsuite" in report && report.testsuite) || [];
    expect(suites).toHaveLength(outcome.results.length + outcome.errors.length);
    const tests = suites.flatMap((suite) => ("testcase" in suite && suite.testcase) || []);
    const failures = tests.filter((each) => "failure" in each);
    const loud = outcome.results
      .flatMap(({ diagnostics }) => diagnostics)
      .filter(({ severity }) => severity !== "info");
    expect(failures).toHaveLength(loud.length);
    expect(report).toMatchObject({
      tests: tests.length,
      failures: failures.length,
      errors: outcome.errors.length,
    });
  });

  test("names and messages arrive as they are, but for what XML cannot hold", async () => {
    const report = await parse(toJunit(OUTCOMES["hostile names and messages"]!));
    const [suite] = (report as { testsuite: { name: string; testcase: unknown[] }[] }).testsuite;
    const shown = HOSTILE.replace(/[^ -~\s]/gu, "\ufffd");
    expect(suite!.name).toBe(`web/${shown}/Dockerfile`);
    expect(suite!.testcase[0]).toMatchObject({ failure: [{ message: shown, type: "warning" }] });
  });
});

describe("checkstyle", () => {
  const { xml2js } = require("xml-js") as { xml2js: (text: string) => object };
  const { parseCheckstyle } = require("danger-plugin-lint-report/dist/parse/checkstyle_parser") as {
    parseCheckstyle: (report: object, root: string) => object[];
  };
  const read = (outcome: Outcome) => parseCheckstyle(xml2js(toCheckstyle(outcome)), "/nowhere");

  test.each(cases)("%s: read by a consumer", (_, outcome) => {
    expect(read(outcome)).toHaveLength(count(outcome) + outcome.errors.length);
  });

  test("the place, the severity and the message", () => {
    const [finding] = read({ results: [lint("web/Containerfile", SLOW)], errors: [] });
    expect(finding).toMatchObject({
      file: "web/Containerfile",
      line: 2,
      column: 5,
      severity: "warning",
      message: expect.stringContaining("pip install runs under QEMU") as string,
    });
  });
});

describe("rdjson", () => {
  const validator = new RDFormatValidator({ strictMode: true });
  const read = (outcome: Outcome) =>
    JSON.parse(toRdjson(outcome)) as {
      diagnostics: {
        location: { range: object };
        suggestions?: { range: object; text: string }[];
      }[];
    };

  test.each(cases)("%s: valid against the format's schema", async (_, outcome) => {
    const { errors } = await validator.validateString(toRdjson(outcome));
    expect(errors).toEqual([]);
    expect(read(outcome).diagnostics).toHaveLength(count(outcome) + outcome.errors.length);
  });

  test("columns count bytes", () => {
    const text = 'FROM debian:12\nRUN echo "ü𝔸" && apt-get install -y x\n';
    const { source, failures } = lint("Dockerfile", text);
    const start = text.indexOf("apt-get");
    const finding = {
      rule: "emulated-step",
      severity: "info",
      message: "x",
      span: { start, end: start + 7 },
    } as const;
    const { diagnostics } = read({
      results: [{ source, failures, diagnostics: [finding] }],
      errors: [],
    });
    expect(diagnostics[0]!.location.range).toEqual({
      start: { line: 2, column: Buffer.byteLength('RUN echo "ü𝔸" && ') + 1 },
      end: { line: 2, column: Buffer.byteLength('RUN echo "ü𝔸" && apt-get') + 1 },
    });
  });

  test("a safe fix of one edit is a suggestion", () => {
    const { diagnostics } = read({ results: [lint("Dockerfile", FLAG)], errors: [] });
    expect(diagnostics[0]!.suggestions).toEqual([
      { range: { start: { line: 1, column: 6 }, end: { line: 1, column: 33 } }, text: "" },
    ]);
  });
});

describe("the command line", () => {
  test.each([
    ["sarif", /^\{\n {2}"\$schema"/],
    ["github", /^::warning title=/],
    ["gitlab", /^\[\n {2}\{/],
    ["junit", /^<\?xml [^\n]*\n<testsuites /],
    ["checkstyle", /^<\?xml [^\n]*\n<checkstyle /],
    ["rdjson", /^\{\n {2}"source"/],
  ])("--format %s", (format, beginning) => {
    const cwd = folderWith({ Dockerfile: SLOW });
    const { stdout, stderr, status } = runCli(["--format", format], { cwd });
    expect(stdout).toMatch(beginning);
    expect([stderr, status]).toEqual(["", 1]);
  });

  test("nothing found is nothing said, for GitHub", () => {
    const cwd = folderWith({ Dockerfile: "FROM debian:12\n" });
    expect(runCli(["--format", "github"], { cwd }).stdout).toBe("");
  });

  test("an output file that cannot be written is a mistake", () => {
    const cwd = folderWith({ Dockerfile: SLOW });
    const { stderr, status } = runCli(["--output-file", "no/where.txt"], { cwd });
    expect(stderr).toContain(
      "--output-file no/where.txt cannot be written: there is no such file or folder",
    );
    expect(status).toBe(2);
  });
});
