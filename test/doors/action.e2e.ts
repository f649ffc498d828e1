import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { copyRepository, run, writeFiles } from "./repository.ts";

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly steps: readonly ActionStep[] };
}

interface ActionStep {
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

/** The steps of the GitHub Action, run as its runner runs them. */
const home = mkdtempSync(join(tmpdir(), "dockerlint-xarch-action-"));
const actionPath = join(home, "action");
const action = parse(readFileSync("action.yml", "utf8")) as Action;
afterAll(() => rmSync(home, { recursive: true, force: true }));

function runStep(step: ActionStep, workspace: string, inputs: Readonly<Record<string, string>>) {
  const fill = (text: string) =>
    text.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => {
      if (name === "github.action_path") return actionPath;
      const input = name.replace("inputs.", "");
      return inputs[input] ?? action.inputs[input]!.default;
    });
  const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]);
  const cwd = fill(step["working-directory"] ?? workspace);
  const bash = ["--noprofile", "--norc", "-eo", "pipefail", "-c", fill(step.run)];
  return run("bash", bash, { cwd, env: Object.fromEntries(env) });
}

describe("the GitHub Action", () => {
  const [build, lint] = action.runs.steps;

  beforeAll(() => {
    copyRepository(actionPath);
    const { status, output } = runStep(build!, home, {});
    if (status !== 0) throw new Error(output);
  });

  test("marks the lines of a pull request", () => {
    const workspace = mkdtempSync(join(home, "workspace-"));
    writeFiles(workspace, { "a b/Dockerfile": "FROM python:3.12\nRUN pip install flask\n" });
    const { status, output } = runStep(lint!, workspace, {});
    expect(output).toMatch(/^::warning .*file=a b\/Dockerfile,line=2,/m);
    expect(status).toBe(1);
  });

  test("takes options and paths", () => {
    const workspace = mkdtempSync(join(home, "workspace-"));
    writeFiles(workspace, { "one/Dockerfile": "FROM debian:12\n", "two/Dockerfile": "NONSENSE\n" });
    const inputs = { paths: "one", args: "--fail-on error --quiet" };
    expect(runStep(lint!, workspace, inputs)).toEqual({ status: 0, output: "" });
  });
});
