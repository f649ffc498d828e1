import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type FixRecord, type FixResult, fixSource } from "../engine/fix.ts";
import type { Engine } from "../engine/lint.ts";
import type { Recognition, Role } from "../facts/ecosystem.ts";
import { NO_COLORS } from "../report/colors.ts";
import { toDiff } from "../report/diff.ts";
import type { Ecosystem } from "../rule/ecosystem.ts";
import type { Recipe } from "../rule/recipe.ts";
import { capitalise, listOf } from "../rule/wording.ts";
import { SourceText } from "../text/source.ts";
import { block, WRITTEN } from "./markdown.ts";

/** A command of the tables below `fixtures/ecosystems`, and what the ecosystem says of it. */
interface Known {
  readonly command: string;
  readonly recognition: Recognition;
}

/** An ecosystem's page: what is recognised, what it costs, a repair, what holds, and refusals. */
export function ecosystemPage(ecosystem: Ecosystem, engine: Engine): string {
  const { id, title, commands, recipe, guarantee } = ecosystem;
  const known = knownCommands(id, engine);
  const heavy = known.filter(({ recognition }) => recognition.heavy !== undefined);
  const names = listOf(commands.map((command) => `\`${command}\``));
  const them = commands.length > 1 ? "one of them" : "it";
  return [
    WRITTEN,
    `# ${title}\n`,
    `\`RUN\` steps that call ${names} are known, in any shell script, behind \`sudo\`, \`env\` and their ` +
      `like. Where such a step runs on the target platform, a build on a machine of another architecture ` +
      `emulates it with QEMU. Reports name this ecosystem \`${id}\`.\n`,
    ...(heavy.length > 0
      ? [`## What emulation costs\n\n${costTable(heavy)}\n`]
      : [`None of it takes long enough under emulation to be reported where ${them} is alone.\n`]),
    ...hazards(known),
    ...(heavy.length > 0 ? [`## How it runs natively\n\n${ways(heavy)}\n`] : []),
    `## Before and after\n`,
    repairs(id, engine) ?? withoutExample(recipe),
    "",
    ...(guarantee === undefined ? [] : [`## What holds afterwards\n\n${guarantee}\n`]),
    ...refusals(id, engine),
  ].join("\n");
}

function withoutExample(recipe: Recipe | undefined): string {
  return recipe === undefined || recipe.refuses
    ? "`--fix` moves nothing of this ecosystem: a finding says why, and what would help."
    : "`--fix` moves what it can prove to be the same, and says why not where it cannot.";
}

function knownCommands(id: string, engine: Engine): Known[] {
  const lines = readFileSync(`fixtures/ecosystems/${id}.commands`, "utf8").split("\n");
  return lines
    .filter((line) => line.trim() !== "" && !line.startsWith("#") && !line.endsWith("| -"))
    .flatMap((line) => {
      const command = line.split(" | ").slice(0, -3).join(" | ");
      const text = `FROM base\nARG TARGETARCH\nWORKDIR /src\nRUN ${command}\n`;
      const facts = engine.analyse(new SourceText("Dockerfile", text)).stages[0]?.steps[0]?.facts;
      const fact = facts?.findLast((each) => each.ecosystem === id);
      return fact === undefined ? [] : [{ command, recognition: fact.recognition }];
    });
}

/** What roles are called in prose. */
const DOES: Readonly<Record<Role, string>> = {
  resolve: "deciding on versions",
  fetch: "downloading",
  install: "installing",
  configure: "configuring",
  compile: "compiling",
  bundle: "bundling and packaging",
  test: "testing",
  other: "other work",
};

/** The commands that do the same at the same price, in one row, the plainest as examples. */
function costTable(heavy: readonly Known[]): string {
  const rows = new Map<string, string[]>();
  for (const { command, recognition } of heavy) {
    const { arm64, arm } = recognition.heavy!.slowdown;
    const key = `${DOES[recognition.role]} | ${arm64} | ${arm}`;
    rows.set(key, [...(rows.get(key) ?? []), command]);
  }
  const lines = [...rows].map(([key, commands]) => `| ${examples(commands)} | ${key} |`);
  const sources = [...new Set(heavy.map(({ recognition }) => recognition.heavy!.slowdown.source))];
  return [
    "How many times longer a command takes than on a machine of the target's own architecture:\n",
    "| for example | what it does | linux/arm64 | 32-bit arm |",
    "| --- | --- | --- | --- |",
    ...lines,
    `\nWhere the figures are from: ${sources.join("; ")}.`,
  ].join("\n");
}

function examples(commands: readonly string[]): string {
  const plainest = commands.toSorted((a, b) => a.length - b.length).slice(0, 2);
  return plainest.map((command) => `\`${command.replaceAll("|", "\\|")}\``).join(", ");
}

function ways(heavy: readonly Known[]): string {
  const texts = heavy.map(({ recognition }) => {
    const { native } = recognition.heavy!;
    return native.possible ? `- ${capitalise(native.how)}.` : `- Not at all: ${native.why}.`;
  });
  return [...new Set(texts)].join("\n");
}

function hazards(known: readonly Known[]): string[] {
  const lines = known.flatMap(({ recognition: { hazard } }) =>
    hazard === undefined ? [] : [`- ${hazard.what} (${hazard.source}).`],
  );
  return lines.length === 0 ? [] : [`## What breaks\n\n${[...new Set(lines)].join("\n")}\n`];
}

/** The fixture that shows best what is repaired: a safe repair before others, a short one first. */
function repairs(id: string, engine: Engine): string | undefined {
  const best = repairedFixtures(engine).find(({ ecosystems }) => ecosystems.has(id));
  if (best === undefined) return undefined;
  const made = [...new Set(best.result.applied.map(describe))].map((each) => `- ${each}.`);
  return `What \`--fix\` makes of a file:\n\n${block("diff", toDiff(best.result, NO_COLORS))}\n\n${made.join("\n")}`;
}

/** With more reasons than this nobody reads them. */
const MAX_REASONS = 8;

/** Why findings of the fixtures are not repaired, as a report says it. */
function refusals(id: string, engine: Engine): string[] {
  const reasons = refusedFixtures(engine).get(id);
  if (reasons === undefined) return [];
  const lines = [...reasons].slice(0, MAX_REASONS).map((reason) => `- ${reason}.`);
  return [
    "## When it is left alone\n\nThe report then says why, in words like these, which are about the files " +
      `that this project is tested with:\n\n${lines.join("\n")}\n`,
  ];
}

let refused: Map<string, Set<string>> | undefined;

/** By ecosystem, why its steps are not repaired in the fixtures: the shortest reasons first. */
function refusedFixtures(engine: Engine): Map<string, Set<string>> {
  if (refused !== undefined) return refused;
  const found = readdirSync("fixtures/emulated-step")
    .map((name) => `fixtures/emulated-step/${name}/Dockerfile`)
    .filter((path) => existsSync(path))
    .map((path) => new SourceText("Dockerfile", readFileSync(path, "utf8")))
    .flatMap((source) => engine.lint(source).diagnostics)
    .flatMap(({ ecosystem, remedy }) => {
      const answer = remedy?.();
      return ecosystem !== undefined && answer !== undefined && "refusal" in answer
        ? [{ ecosystem, refusal: answer.refusal }]
        : [];
    })
    .toSorted((a, b) => a.refusal.length - b.refusal.length);
  refused = new Map();
  for (const { ecosystem, refusal } of found) {
    refused.set(ecosystem, (refused.get(ecosystem) ?? new Set()).add(refusal));
  }
  return refused;
}

interface RepairedFixture {
  readonly result: FixResult;
  /** Those whose steps are repaired. */
  readonly ecosystems: ReadonlySet<string>;
}

let repaired: RepairedFixture[] | undefined;

/** Every fixture that is repaired, read once for all pages. */
function repairedFixtures(engine: Engine): RepairedFixture[] {
  const folders = readdirSync("fixtures", { withFileTypes: true, recursive: true })
    .filter(({ name }) => name === "fixed.txt" || name === "fixed-unsafe.txt")
    .map(({ parentPath }) => `${parentPath}/Dockerfile`);
  repaired ??= [...new Set(folders)]
    .filter((path) => existsSync(path))
    .map((path) => repair(new SourceText("Dockerfile", readFileSync(path, "utf8")), engine))
    .filter(({ result }) => result.before.text !== result.after.text)
    .toSorted((a, b) => weight(a) - weight(b) || compare(a.result, b.result));
  return repaired;
}

function repair(source: SourceText, engine: Engine): RepairedFixture {
  const found = engine.lint(source).diagnostics.filter((each) => isFixed(each.remedy?.()));
  const ecosystems = new Set(found.flatMap(({ ecosystem }) => ecosystem ?? []));
  return { result: fixSource(engine, source, { unsafe: true }), ecosystems };
}

function weight({ result: { applied, before } }: RepairedFixture): number {
  const isSafe = applied.every(({ applicability }) => applicability === "safe");
  return before.text.length + (isSafe ? 0 : 1e6);
}

function compare(a: FixResult, b: FixResult): number {
  return a.before.text < b.before.text ? -1 : 1;
}

function isFixed(remedy: object | undefined): boolean {
  return remedy !== undefined && "fix" in remedy;
}

function describe({ title, applicability, assumptions }: FixRecord): string {
  if (applicability === "safe") return `${title} (safe)`;
  return `${title} (unsafe: it assumes that ${assumptions.join("; and that ")})`;
}
