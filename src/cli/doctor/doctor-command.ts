import { parsePlatform, type Platform } from "../../platform/platform.ts";
import { EXIT } from "../errors.ts";
import { type ConfigFlags, OptionsReader } from "../file-options.ts";
import type { BuildFlags } from "../options.ts";
import { print } from "../output.ts";
import { type ColorChoice, colorsFor } from "../terminal.ts";
import { diagnose } from "./diagnosis.ts";
import { diagnosisToText } from "./doctor-text.ts";
import { type Host, thisHost } from "./host.ts";

export interface DoctorFlags extends Pick<BuildFlags, "targetPlatform">, ConfigFlags {
  readonly format: "text" | "json";
  readonly color: ColorChoice;
}

/** What most images are built for, where nobody said what this one is. */
const COMMON = ["linux/amd64", "linux/arm64"].map((text) => parsePlatform(text)!);

/** Tells what this machine can build and emulate. The status is 1 where something is missing. */
export async function doctorCommand(flags: DoctorFlags, host: Host = thisHost): Promise<number> {
  const diagnosis = await diagnose(host, await targetsOf(flags));
  if (flags.format === "json") print(`${JSON.stringify(diagnosis, null, 2)}\n`);
  else print(diagnosisToText(diagnosis, await colorsFor(flags.color)));
  return diagnosis.problems.length > 0 ? EXIT.findings : EXIT.clean;
}

async function targetsOf(flags: DoctorFlags): Promise<readonly Platform[]> {
  const { lint } = await new OptionsReader(flags).for("Dockerfile");
  return lint.targets?.length ? lint.targets : COMMON;
}
