import { print, printError } from "./output.ts";
import { readFileSync } from "node:fs";
import { planOf } from "../engine/plan.ts";
import { engine } from "../index.ts";
import { planToDot, planToMermaid } from "../report/plan-graph.ts";
import { planToText } from "../report/plan-text.ts";
import { EXIT, UsageError } from "./errors.ts";
import { type ConfigFlags, OptionsReader } from "./file-options.ts";
import type { BuildFlags } from "./options.ts";
import { decode, readDockerfile } from "./read-file.ts";
import { type ColorChoice, colorsFor } from "./terminal.ts";

export interface PlanFlags extends BuildFlags, ConfigFlags {
  readonly format: "text" | "json" | "mermaid" | "dot";
  readonly stdinFilename: string;
  readonly color: ColorChoice;
}

/** Prints a file's build graph. Returns the exit status. */
export async function planCommand(path: string, flags: PlanFlags): Promise<number> {
  const file = path === "-" ? decode(flags.stdinFilename, readFileSync(0)) : readDockerfile(path);
  if ("message" in file) throw new UsageError(`${file.path} ${file.message}.`);
  const { lint } = await new OptionsReader(flags).for(file.source.path);
  const analysis = engine.analyse(file.source, lint);
  const plan = planOf(analysis);
  const colors = await colorsFor(flags.color);
  const formats = {
    json: () => `${JSON.stringify(plan, null, 2)}\n`,
    mermaid: () => planToMermaid(plan),
    dot: () => planToDot(plan),
    text: () => planToText(plan, file.source.text.split("\n"), colors),
  };
  print(formats[flags.format]());
  const [fault] = analysis.graph.faults;
  if (fault === undefined) return EXIT.clean;
  const { line } = file.source.position(fault.span.start);
  printError(`dockerlint-xarch: ${path}:${line}: ${fault.message}.`);
  return EXIT.findings;
}
