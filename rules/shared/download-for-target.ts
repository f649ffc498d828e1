import type { Analysis } from "../../src/facts/analysis.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import type { BuildGraph, GraphStage } from "../../src/graph/graph.ts";
import { oncePer } from "../../src/graph/once-per.ts";
import type { RunStep } from "../../src/graph/steps.ts";
import { ARCHITECTURES } from "../../src/platform/architectures.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { familyOf, pinAssumptions } from "../../src/rule/move.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import type { Instruction } from "../../src/syntax/instruction.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";
import type { MappedText } from "../../src/text/mapped.ts";
import type { Span } from "../../src/text/span.ts";
import { namedArchitectures } from "./architecture-names.ts";
import { isUrl } from "./download.ts";
import { objectionToExecForm } from "./exec-form.ts";
import { chainOf } from "./final-stage.ts";
import { knownTargets, sayByTarget } from "./target-case.ts";
import { isIntelOnly, vendorOf } from "./vendors.ts";

/** A download whose address names one architecture. */
export interface OneDownload {
  readonly fact: CommandFact;
  readonly step: RunStep;
  readonly stage: GraphStage;
  /** The architecture, as the address spells it. */
  readonly name: string;
}

/**
 * Lets an address follow the target where it calls the architecture as Docker does, or as a vendor
 * whose names are known, and with it the names of the files that the step makes of it.
 */
export function downloadForTarget(download: OneDownload, analysis: Analysis): Remedy {
  const { name, stage, step } = download;
  const holder = holderOf(download, analysis);
  const naming = namingOf(download, holder, analysis);
  if ("refusal" in naming) return refuse(naming.refusal);
  const objection =
    objectionToStep(download, holder) ?? objectionToOthers(download, holder, analysis);
  if (objection !== undefined) return refuse(objection);
  const rewrite = new Rewrite(analysis.graph);
  if (holder.instruction === undefined) rewrite.declareArgs(stage, ["TARGETARCH"], step);
  else rewrite.declareArgsBefore(holder.stage, ["TARGETARCH"], holder.instruction);
  const variable = naming.say === undefined ? "TARGETARCH" : variableFor(holder.text.text);
  if (naming.say !== undefined) {
    const say = naming.say(rewrite.variable("TARGETARCH"));
    rewrite.runBefore(holder.text, `${variable}=$(${say})`);
  }
  for (const { span, isGlued } of placesOf(name, holder.text)) {
    rewrite.replace(span, isGlued ? `\${${variable}}` : rewrite.variable(variable));
  }
  return {
    fix: {
      title: `Download for the target in stage ${stage.label}`,
      applicability: "unsafe",
      assumptions: [...naming.assumptions, ...pinAssumptions(familyOf(stage, analysis))],
      edits: rewrite.edits,
    },
  };
}

/** A variable that a script does not use yet. */
function variableFor(script: string): string {
  return /\barch\b/.test(script) ? "target_arch" : "arch";
}

/** How the name for the target is told. */
interface Naming {
  /** The command that says it; absent where it is Docker's own. */
  readonly say?: (own: string) => string;
  readonly assumptions: readonly string[];
}

function namingOf(
  { fact, name, step }: OneDownload,
  holder: Holder,
  { graph }: Analysis,
): Naming | { readonly refusal: string } {
  const addresses = fact.invocation.args.filter(isUrl);
  if (addresses.some(isIntelOnly)) {
    return {
      refusal: "this archive of Ubuntu is for amd64 and i386: others are in that of its ports",
    };
  }
  const vendor = vendorOf(addresses);
  if (vendor === undefined) return namedAsDocker(name, graph);
  const isInner = isInnerScript(fact.command) || step.script.kind !== "shell";
  if (holder.instruction !== undefined || isInner) {
    return {
      refusal:
        "the vendor's name has to be chosen by TARGETARCH, and no command of the step can do so",
    };
  }
  const targets = knownTargets(graph, (row) => vendor(row) !== undefined);
  if ("unknown" in targets) {
    return { refusal: `what the vendor calls ${targets.unknown} is not known` };
  }
  const rows = ARCHITECTURES.filter((row) => vendor(row) !== undefined);
  const isOpen = graph.targets.includes("foreign");
  return {
    say: (own) => sayByTarget(rows, vendor, own),
    assumptions: [
      ...(isOpen ? ["the image is built for no platform beside linux/amd64 and linux/arm64"] : []),
      "this version is there for every platform",
    ],
  };
}

/** Vendors who say amd64 mostly say arm64, too; what they call the others is not known. */
function namedAsDocker(
  name: string,
  { targets }: BuildGraph,
): Naming | { readonly refusal: string } {
  if (name !== "amd64" && name !== "arm64") {
    return {
      refusal:
        `what the address calls the other architectures is not known: it says ${name}, which is none ` +
        "of Docker's names",
    };
  }
  if (targets.some((target) => target !== "foreign" && target.architecture === "arm")) {
    return {
      refusal: "what the address calls 32-bit arm is not known: TARGETARCH says no variant",
    };
  }
  return {
    assumptions: [
      "the address has a file for every platform, named as Docker names architectures (amd64, arm64)",
    ],
  };
}

/** Whether another shell reads the command, which knows no variable of the script. */
function isInnerScript({ enclosure }: ShellCommand): boolean {
  for (let outer = enclosure; outer !== undefined; outer = outer.parent) {
    if (outer.kind === "script") return true;
  }
  return false;
}

/** What says the name: the script of the step, or an ENV that it reads. */
interface Holder {
  readonly stage: GraphStage;
  readonly text: MappedText;
  /** Absent for the script. */
  readonly instruction?: Instruction;
}

function holderOf({ name, step, stage }: OneDownload, { graph }: Analysis): Holder {
  const { script } = step;
  const text = script.kind === "shell" ? script.script.text : script.text;
  if (placesOf(name, text).length > 0) return { stage, text };
  for (const each of chainOf(stage, graph)) {
    const instruction = each.syntax.instructions.find(
      (line) => line.name === "ENV" && says(line, name),
    );
    if (instruction !== undefined) return { stage: each, text: instruction.args, instruction };
  }
  return { stage, text };
}

/** A hash belongs to the file for one architecture. */
const CHECKSUM =
  /\b(sha(1|224|256|384|512)|md5|b2)sum\b|\bshasum\b|checksum|(?<![\da-f])[\da-f]{32,}(?![\da-f])/i;

const holdsChecksum = oncePer(({ logical }: RunStep["run"]) => CHECKSUM.test(logical.text));

function objectionToStep({ fact, step, name }: OneDownload, holder: Holder): string | undefined {
  const unread = objectionToExecForm(fact.command);
  if (unread !== undefined) return unread;
  if (step.inherited) return `line ${step.line} is for every stage that continues it`;
  if (holdsChecksum(step.run)) {
    return "a checksum is that of one architecture's file: choose both by TARGETARCH";
  }
  const other = namedArchitectures(holder.text.text).find((named) => named.name !== name);
  if (other !== undefined) return `${other.name} is said as well: choose all names by TARGETARCH`;
  const places = placesOf(name, holder.text);
  if (places.length === 0) return `where ${name} is said is not known`;
  if (places.some(({ isAlone }) => isAlone)) {
    return `${name} is said by itself, too, and need not be the file's`;
  }
  const isLiteral = holder.text.text.includes("<<") || places.some(({ isQuoted }) => isQuoted);
  return isLiteral ? `${name} stands where no variable is filled in` : undefined;
}

/** What may name the files by the same word. */
const NAMES_FILES = new Set("ADD CMD COPY ENTRYPOINT ENV HEALTHCHECK RUN WORKDIR".split(" "));

function objectionToOthers(
  { name, step }: OneDownload,
  holder: Holder,
  analysis: Analysis,
): string | undefined {
  const other = saying(name, analysis).find(
    (each) => each !== holder.instruction && each.line !== step.line,
  );
  return other && `line ${other.line} says ${name}, too: let all follow the target`;
}

/** The instructions that say a name without a download of their own, which is a matter of its own. */
function saying(name: string, analysis: Analysis): readonly Instruction[] {
  const known = sayingByName(analysis);
  const lines = known.get(name) ?? mayNameFiles(analysis).filter((each) => says(each, name));
  known.set(name, lines);
  return lines;
}

const sayingByName = oncePer<Analysis, [], Map<string, readonly Instruction[]>>(() => new Map());

const mayNameFiles = oncePer(({ graph, stages }: Analysis): readonly Instruction[] => {
  const downloading = new Set(
    stages.flatMap(({ steps }) =>
      steps
        .filter(({ facts }) => facts.some(({ recognition }) => recognition.builtFor !== undefined))
        .map((each) => each.step.line),
    ),
  );
  return graph.stages
    .flatMap(({ syntax }) => syntax.instructions)
    .filter((each) => NAMES_FILES.has(each.name) && !downloading.has(each.line));
});

/** Where a text says a name. */
interface Place {
  readonly span: Span;
  /** Whether the next character would belong to the name of a variable. */
  readonly isGlued: boolean;
  /** Whether it is a word by itself. */
  readonly isAlone: boolean;
  /** Whether it stands between single quotes. */
  readonly isQuoted: boolean;
}

function placesOf(name: string, text: MappedText): readonly Place[] {
  const known = placesByName(text);
  const places = known.get(name) ?? findPlaces(name, text);
  known.set(name, places);
  return places;
}

const placesByName = oncePer<MappedText, [], Map<string, readonly Place[]>>(() => new Map());

function findPlaces(name: string, text: MappedText): Place[] {
  const whole = new RegExp(`(?<![A-Za-z0-9])${name}(?![A-Za-z0-9])`, "g");
  const quotes = new SingleQuotes(text.text);
  return [...text.text.matchAll(whole)].map(({ index }) => {
    const [before, after] = [text.text[index - 1] ?? " ", text.text[index + name.length] ?? " "];
    return {
      span: text.spanOf(index, index + name.length),
      isGlued: after === "_",
      isAlone: /[\s"'(]/.test(before) && /[\s"');]/.test(after),
      isQuoted: quotes.enclose(index),
    };
  });
}

function says({ logical }: Instruction, name: string): boolean {
  return placesOf(name, logical).length > 0;
}

/** Tells, from the beginning to the end of a script, what stands between single quotes. */
class SingleQuotes {
  readonly #text: string;
  #at = 0;
  #quote = "";

  constructor(text: string) {
    this.#text = text;
  }

  /** To be asked in the order of the places. */
  enclose(place: number): boolean {
    for (; this.#at < place; this.#at++) {
      const character = this.#text[this.#at]!;
      if (character === "\\" && this.#quote !== "'") this.#at++;
      else if (this.#quote === character) this.#quote = "";
      else if (this.#quote === "" && /['"]/.test(character)) this.#quote = character;
    }
    return this.#quote === "'";
  }
}
