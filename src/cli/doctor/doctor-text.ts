import type { Colors } from "../../report/colors.ts";
import type { Binfmt, BinfmtEntry } from "./binfmt.ts";
import type { Buildx } from "./buildx.ts";
import type { Diagnosis, TargetState } from "./diagnosis.ts";

/** The diagnosis for people. */
export function diagnosisToText(diagnosis: Diagnosis, colors: Colors): string {
  const { machine, binfmt, buildx, targets, problems } = diagnosis;
  const heading = (text: string) => ["", colors.bold(text)];
  const width = Math.max(...targets.map(({ platform }) => platform.length));
  return [
    `${colors.bold("This machine")}: ${machine.platform ?? "of an unknown architecture"}, ${machine.system}`,
    ...heading("Emulators (binfmt_misc)"),
    ...describeBinfmt(binfmt, colors),
    ...heading("Builders (docker buildx)"),
    ...describeBuildx(buildx),
    ...heading("Targets"),
    ...targets.map(({ platform, state }) => `  ${platform.padEnd(width)}  ${paint(state, colors)}`),
    "",
    ...problems.flatMap(({ message, repair }) => [
      `${colors.red(colors.bold("problem:"))} ${message}.`,
      ...repair.map((command) => `  ${colors.dim("=")} ${colors.bold("repair")}: ${command}`),
    ]),
    ...(problems.length === 0 ? ["Nothing is missing."] : []),
    "",
  ].join("\n");
}

const BINFMT_STATES: Record<Exclude<Binfmt["state"], "enabled">, string> = {
  disabled: "switched off",
  unmounted: "not mounted",
  absent: "this kernel has no binfmt_misc, or its module is not loaded",
  hidden: "this is a container: what its host has cannot be seen here",
  elsewhere:
    "builds run in a virtual machine here, which has its own: what counts is what builders can do",
};

function describeBinfmt({ state, entries }: Binfmt, colors: Colors): string[] {
  if (state !== "enabled") return [`  ${BINFMT_STATES[state]}`];
  if (entries.length === 0) return ["  none is registered"];
  const width = Math.max(...entries.map(({ architecture }) => architecture.length));
  return entries.map(
    (entry) =>
      `  ${entry.architecture.padEnd(width)}  ${describeEntry(entry, colors)}  ${entry.interpreter}`,
  );
}

function describeEntry({ enabled, flags, inContainers }: BinfmtEntry, colors: Colors): string {
  const shown = `flags ${flags || "none"}`.padEnd(11);
  if (!enabled) return `${shown} ${colors.red("switched off")}`;
  return `${shown} ${inContainers ? colors.green("for containers") : colors.red("not for containers: no F")}`;
}

function describeBuildx({ missing, version, builders }: Buildx): string[] {
  if (missing === "docker") return ["  docker is not installed"];
  if (missing === "buildx") return ["  docker has no buildx"];
  return [
    `  buildx ${version}`,
    ...builders.flatMap(({ name, driver, current, nodes }) => [
      `  ${current ? "*" : " "} ${name} (${driver})`,
      ...nodes.map((node) => {
        const platforms = node.platforms.length > 0 ? `: ${node.platforms.join(", ")}` : "";
        return `      ${node.name} ${node.error ?? node.status}${platforms}`;
      }),
    ]),
  ];
}

const TARGET_STATES: Record<TargetState["state"], string> = {
  native: "native",
  emulated: "emulated",
  builder: "the builder can; whether by emulation, it does not tell",
  missing: "cannot be built here",
};

function paint(state: TargetState["state"], colors: Colors): string {
  const text = TARGET_STATES[state];
  if (state === "missing") return colors.red(text);
  return state === "native" ? colors.green(text) : colors.yellow(text);
}
