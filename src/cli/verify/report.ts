import type { Colors } from "../../report/colors.ts";
import { formatDifferences } from "./compare.ts";
import type { RunStep, StepPair } from "./steps.ts";
import type { BrokenFix, BuildTimes, Verification } from "./verify.ts";

/** What `verify --format json` prints. */
export interface VerifyReport {
  readonly version: 1;
  readonly path: string;
  /** Of the machine that builds; null where the builder does not say. */
  readonly buildPlatform: string | null;
  readonly builder: string;
  readonly targets: readonly (TargetReport | BrokenFix)[];
}

type TargetReport = Verification & { readonly same: boolean };

/** Whether the images mean the same. */
export function isSame(result: Verification | BrokenFix): boolean {
  return "differences" in result && result.differences.length === 0;
}

export function verifyToText(report: VerifyReport, colors: Colors): string {
  const { path, buildPlatform, builder } = report;
  return report.targets
    .map((each) => {
      const machine = buildPlatform ?? "an unknown platform";
      const head = `${path} for ${each.target}, built on ${machine} by ${builder}`;
      const body = "failure" in each ? brokenText(each, colors) : comparisonText(each, colors);
      return `${colors.bold(head)}\n\n${body}\n`;
    })
    .join("\n");
}

function brokenText({ failure }: BrokenFix, colors: Colors): string {
  const lines = failure.split("\n").map((line) => `  ${line}`);
  return `${colors.red("The fixed file does not build; the original does.")}\n${lines.join("\n")}`;
}

function comparisonText(result: Verification, colors: Colors): string {
  const { original, fixed, differences } = result;
  const speed = describeSpeed(original.seconds / fixed.seconds);
  const verdict = isSame(result)
    ? colors.green("The images mean the same: every file, and how they are started.")
    : `${colors.red("The images are not the same.")} ${formatDifferences(differences)}`;
  return `${stepTable(result)}\n\n${speed} ${verdict}`;
}

function describeSpeed(gain: number): string {
  return gain > 0.95 && gain < 1.05 ? "As fast as before." : `${gain.toFixed(1)} times as fast.`;
}

/** The steps side by side, what was emulated, and the sums. */
function stepTable({ steps, original, fixed }: Verification): string {
  const sums: [string, string, string][] = (
    [
      ["RUN steps, emulated", ({ emulated }) => emulated],
      ["RUN steps, native", ({ native }) => native],
      ["the whole build", ({ seconds }) => seconds],
    ] as [string, (times: BuildTimes) => number][]
  ).map(([what, of]) => [what, inSeconds(of(original)), inSeconds(of(fixed))]);
  const rows = [
    ["", "original", "fixed"] as const,
    ...steps.map((pair) => [nameOf(pair), cell(pair.original), cell(pair.fixed)] as const),
    ["", "", ""] as const,
    ...sums,
  ];
  const [first, second] = [0, 1].map((column) =>
    Math.max(...rows.map((row) => row[column]!.length)),
  ) as [number, number];
  return rows
    .map(([what, before, after]) =>
      `${what.padEnd(first)}   ${before.padEnd(second)}   ${after}`.trimEnd(),
    )
    .join("\n");
}

const NAME_WIDTH = 60;

/** As the fixed file has it, cut to a line. */
function nameOf({ original, fixed }: StepPair): string {
  const { stage, text } = (fixed ?? original)!;
  const name = `${stage}: ${text.replaceAll(/\s+/g, " ")}`;
  return name.length > NAME_WIDTH ? `${name.slice(0, NAME_WIDTH - 1)}…` : name;
}

function cell(step: RunStep | undefined): string {
  if (step === undefined) return "-";
  return `${inSeconds(step.seconds)} ${step.emulated ? "emulated" : "native"}`;
}

function inSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
