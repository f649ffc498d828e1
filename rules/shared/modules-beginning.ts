import type { StepFacts } from "../../src/facts/analysis.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import type { Beginning } from "../../src/rule/prefill.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";

/** Why what npm or pnpm makes cannot be found again in another stage. */
export function objectionToPlace({
  ecosystem,
  invocation: { workdir },
}: CommandFact): string | undefined {
  if (workdir !== undefined && workdir.startsWith("/") && !workdir.includes("$")) return undefined;
  return `the folder in which ${ecosystem} installs is not known: name it with WORKDIR`;
}

/** Ecosystems whose commands bring what a build needs, and leave the project alone. */
const SUPPLIERS = new Set("apk apt archive curl dnf git npm pip pnpm wget zypper".split(" "));

/** Why what stands before an install in its stage cannot be repeated in another one. */
export function objectionToBeginning(
  { instructions, steps }: Beginning,
  { command, ecosystem: tool }: CommandFact,
): string | undefined {
  const copy = instructions.find(
    ({ name, flags }) => name === "COPY" && flags.some((flag) => flag.name === "from"),
  );
  if (copy !== undefined) {
    return `line ${copy.line} takes files from elsewhere before ${tool} installs: put it behind ${tool}`;
  }
  for (const { step, facts } of steps) {
    const heavy = facts.find(
      (fact) =>
        fact.command !== command && !SUPPLIERS.has(fact.ecosystem) && fact.recognition.heavy,
    );
    if (heavy !== undefined) {
      return `line ${step.line} (${heavy.invocation.name}) works before ${tool} installs: put ${tool} in front of it`;
    }
  }
  return undefined;
}

/** Files with which npm and pnpm begin, by their names. */
const MANIFEST =
  /(^|\/)(package[\w*.-]*|npm-shrinkwrap\.json|\.npmrc|\.nvmrc|tsconfig[\w*.-]*\.json|pnpm[-\w*]*(\.[\w*]+)?|\.pnpmfile\.cjs)$/;
const HOME = /^\/(root|home\/[^/]+|usr|opt|var|etc|home)?$/;

/**
 * Whether nothing but what the install needs and makes stands in its folder, which can be copied as a whole
 * then: with the lock file, and with the modules of every workspace.
 */
export function standsApart(
  { instructions, steps }: Beginning,
  { invocation, command }: CommandFact,
  line: number,
): boolean {
  if (HOME.test(invocation.workdir!)) return false;
  const copies = instructions.filter(({ name }) => name === "COPY" || name === "ADD");
  const others = steps.filter(({ step }) => step.line < line);
  return (
    copies.every(({ words }) => words.slice(0, -1).every((word) => MANIFEST.test(word.text))) &&
    others.every((each) => leavesAlone(each)) &&
    steps.every((each) =>
      each.facts.every((fact) => fact.command === command || SUPPLIERS.has(fact.ecosystem)),
    )
  );
}

/** Commands that neither bring files into the project's folder nor change them. */
function leavesAlone({ facts, step }: StepFacts): boolean {
  if (step.script.kind !== "shell") return false;
  const suppliers = new Set(
    facts
      .filter(({ ecosystem }) => /^(apk|apt|dnf|npm|pnpm|zypper)$/.test(ecosystem))
      .map(({ command }) => command),
  );
  const isQuiet = ({ name }: ShellCommand) =>
    /^(|addgroup|adduser|chown|chmod|corepack|echo|groupadd|mkdir|rm|set|useradd)$/.test(name);
  return step.script.script.commands.every((each) => suppliers.has(each) || isQuiet(each));
}
