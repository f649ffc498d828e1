import type { Colors } from "../../report/colors.ts";
import type { Execution } from "../../graph/execution.ts";
import { type Profile, type ProfiledStep, sum } from "./profile.ts";

/** Steps that took less are counted, not listed. */
const WORTH_LISTING = 0.1;
const STEP_WIDTH = 60;

/** The profile for people: the sum, the steps, the ecosystems, and what to do. */
export function profileToText(profile: Profile, file: string | undefined, colors: Colors): string {
  const listed = profile.steps.filter(({ seconds }) => seconds >= WORTH_LISTING);
  return [
    ...headline(profile, colors),
    ...(listed.length > 0 ? ["", colors.bold("  seconds  runs      ecosystem  step")] : []),
    ...listed.flatMap((step) => describeStep(step, file, colors)),
    ...ecosystems(profile, colors),
    "",
    ...conclusion(profile, file),
    "",
  ].join("\n");
}

function headline({ path, totals, buildPlatform, buildPlatformFrom }: Profile, colors: Colors) {
  const run = sum(totals);
  const share = (part: number) => `${seconds(part)} (${Math.round((100 * part) / run)} %)`;
  const parts = [
    `${share(totals.emulated)} of it emulated`,
    ...(totals.unknown > 0 ? [`${share(totals.unknown)} not known to be either`] : []),
  ];
  const ran = run === 0 ? "" : `, ${parts.join(", ")}`;
  const source = {
    option: "",
    log: " (the log shows it)",
    assumption: " (assumed: name another with --build-platform)",
  }[buildPlatformFrom];
  return [
    `${colors.bold(path)}: ${seconds(run)} in RUN steps${ran}.`,
    `Built on ${buildPlatform}${source}. Everything else took ${seconds(totals.other)}. Steps may run side by side.`,
  ];
}

function describeStep(step: ProfiledStep, file: string | undefined, colors: Colors): string[] {
  const { line, platform, outcome } = step;
  const place = line === undefined ? "" : `${file}:${line}: `;
  const on = platform === undefined ? "" : `${platform}: `;
  const end = outcome === "done" ? "" : ` (${outcome})`;
  const cells = [
    step.seconds.toFixed(1).padStart(9),
    ` ${paint(step.execution, colors)}`,
    (step.ecosystem ?? "").padEnd(10),
    `${place}${on}${shorten(nameOf(step))}${colors.red(end)}`,
  ];
  return [cells.join(" "), ...notes(step, colors)];
}

function notes(step: ProfiledStep, colors: Colors): string[] {
  const { saving, help, fix, refusal } = step;
  const note = (label: string, text: string) =>
    `${" ".repeat(10)} ${colors.dim("=")} ${colors.bold(label)}: ${text}.`;
  return [
    ...(saving === undefined ? [] : [note("natively", gainOf(step))]),
    ...(help === undefined ? [] : [note("help", help)]),
    ...(fix === undefined ? [] : [note("fix", `${fix.title} (${flagsOf(fix.applicability)})`)]),
    ...(refusal === undefined ? [] : [note("no fix", refusal)]),
  ];
}

function gainOf({ saving = 0, nativeSeconds, slowdown }: ProfiledStep): string {
  const saved = `about ${seconds(saving)} less`;
  return nativeSeconds === undefined
    ? `${saved}, as such commands are about ${slowdown} times slower under emulation`
    : `${saved}, as this step took ${seconds(nativeSeconds)} for the machine's own platform`;
}

function ecosystems({ ecosystems }: Profile, colors: Colors): string[] {
  if (ecosystems.length === 0) return [];
  const header = "  ecosystem    emulated     native    unknown  to be saved";
  return [
    "",
    colors.bold(header),
    ...ecosystems.map(({ ecosystem, emulated, native, unknown, saving }) => {
      const numbers = [emulated, native, unknown].map((each) => each.toFixed(1).padStart(10));
      const saved = saving > 0 ? saving.toFixed(1) : "";
      return `  ${(ecosystem ?? "other").padEnd(11)}${numbers.join(" ")} ${saved.padStart(12)}`.trimEnd();
    }),
  ];
}

function conclusion({ totals, steps }: Profile, file: string | undefined): string[] {
  const lines: string[] = [];
  const { saving, emulated, unknown, failed, unfinished, cached, notInFile } = totals;
  if (saving > 0) {
    const share = Math.round((100 * saving) / sum(totals));
    lines.push(`Running natively what can would save about ${seconds(saving)} (${share} %).`);
  } else if (emulated === 0 && unknown === 0) lines.push("Nothing of it ran under emulation.");
  else if (emulated > 0) lines.push("No native way is known for what ran under emulation.");
  for (const applicability of ["safe", "unsafe"] as const) {
    const repaired = steps.filter(({ fix }) => fix?.applicability === applicability).length;
    if (repaired === 0) continue;
    const command = `dockerlint-xarch ${flagsOf(applicability)} ${file}`;
    lines.push(`"${command}" repairs ${count(repaired, "step")}.`);
  }
  if (file === undefined && emulated + unknown > 0) {
    lines.push(
      "Name the file that was built with --file: it tells where these steps are and what can be repaired.",
    );
  }
  if (file !== undefined && unknown > 0) {
    lines.push("Name what was built for with --target-platform: the log does not tell.");
  }
  if (notInFile > 0) {
    lines.push(
      `${count(notInFile, "RUN step")} of the log cannot be found in ${file}: is it the file that was built?`,
    );
  }
  if (cached > 0) lines.push(`${count(cached, "RUN step")} came from the cache and took no time.`);
  if (failed > 0) lines.push(`${count(failed, "RUN step")} failed.`);
  if (unfinished > 0) {
    const verb = unfinished === 1 ? "counts" : "count";
    lines.push(
      `${count(unfinished, "RUN step")} did not end in the log and ${verb} as far as it goes.`,
    );
  }
  return lines;
}

/** The instruction without `[linux/arm64 build 2/4]`. */
function nameOf({ name }: ProfiledStep): string {
  return name.replace(/^\[[^\]]*\] /, "");
}

function shorten(text: string): string {
  return text.length <= STEP_WIDTH ? text : `${text.slice(0, STEP_WIDTH - 3)}...`;
}

function paint(execution: Execution, colors: Colors): string {
  const text = execution.padEnd(9);
  if (execution === "native") return colors.green(text);
  return execution === "emulated" ? colors.yellow(text) : colors.dim(text);
}

function flagsOf(applicability: "safe" | "unsafe"): string {
  return applicability === "safe" ? "--fix" : "--fix --unsafe-fixes";
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
