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
import { Surroundings } from "../context/node/surroundings.ts";
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
  const around = new Surroundings();
  const options = await around.complete(lint, file.source);
  for (const note of around.takeNotes()) printError(`dockerlint-xarch: ${note}`);
  const analysis = engine.analyse(file.source, options);
  const plan = planOf(analysis, options.builtFor);
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
