import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type FixRecord, type FixResult, fixSource } from "../engine/fix.ts";
import type { Engine } from "../engine/lint.ts";
import type { Recognition } from "../facts/ecosystem.ts";
import { NO_COLORS } from "../report/colors.ts";
import { toDiff } from "../report/diff.ts";
import type { Ecosystem } from "../rule/ecosystem.ts";
import { capitalise } from "../rule/wording.ts";
import { SourceText } from "../text/source.ts";
import { block, WRITTEN } from "./markdown.ts";

/** A command of the tables below `fixtures/ecosystems`, and what the ecosystem says of it. */
interface Known {
  readonly command: string;
  readonly recognition: Recognition;
}

/** An ecosystem's page: which of its commands cost what, how they run natively, and a repair. */
export function ecosystemPage(ecosystem: Ecosystem, engine: Engine): string {
  const { id, title, commands, recipe, guarantee } = ecosystem;
  const known = knownCommands(id, engine);
  const heavy = known.filter(({ recognition }) => recognition.heavy !== undefined);
  const names = commands.map((command) => `\`${command}\``).join(", ");
  return [
    WRITTEN,
    `# ${title}\n`,
    `Commands: ${names}. In reports: \`${id}\`.\n`,
    ...(heavy.length > 0 ? [`## What is slow under emulation\n\n${costTable(heavy)}\n`] : []),
    ...(heavy.length > 0 ? [`## How it runs natively\n\n${ways(heavy)}\n`] : []),
    ...hazards(known),
    `## What \`--fix\` does\n`,
    recipe === undefined || recipe.refuses
      ? "It moves nothing of this ecosystem: a finding says why, and what would help."
      : (repairs(id, engine) ??
        "It moves what it can prove to be the same, and says why not where it cannot."),
    "",
    ...(guarantee === undefined ? [] : [`## What holds afterwards\n\n${guarantee}\n`]),
  ].join("\n");
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

/** What the columns mean is told in the guide to emulation. */
function costTable(heavy: readonly Known[]): string {
  const rows = heavy.map(({ command, recognition: { role, output, heavy } }) => {
    const { arm64, arm } = heavy!.slowdown;
    return `| \`${command.replaceAll("|", "\\|")}\` | ${role} | ${output} | ${arm64} | ${arm} |`;
  });
  const sources = [...new Set(heavy.map(({ recognition }) => recognition.heavy!.slowdown.source))];
  return [
    "| command | does | makes something | slower on arm64, times | on arm |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    `\nThe figures: ${sources.join("; ")}.`,
  ].join("\n");
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
  return `An example:\n\n${block("diff", toDiff(best.result, NO_COLORS))}\n\n${made.join("\n")}`;
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
