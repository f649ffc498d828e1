import { parseShell, type ShellCommand } from "../../syntax/shell.ts";
import { MappedText } from "../../text/mapped.ts";
import { ScriptVariables } from "../script-variables.ts";
import type { Variables } from "../variables.ts";

/** What a step hands on by name; undefined: only a run can tell. */
export type HandedOn = ReadonlyMap<string, readonly string[] | undefined>;

export interface ScriptOutputs {
  readonly outputs: HandedOn;
  readonly env: HandedOn;
}

/** The files in which GitHub looks for what a step hands on. */
const FILES = { outputs: "GITHUB_OUTPUT", env: "GITHUB_ENV" } as const;
const MAX_COMMANDS = 500;

/** What a script hands on to the steps behind it: `echo "platforms=linux/arm64" >> $GITHUB_OUTPUT`. */
export function scriptOutputs(script: string, given: Variables): ScriptOutputs {
  const variables = new ScriptVariables(script, given, "");
  const found = { outputs: new Map(), env: new Map() } satisfies Record<string, HandedOn>;
  for (const command of parseShell(MappedText.literal(script, 0)).commands.slice(0, MAX_COMMANDS)) {
    variables.assign(command);
    const to = fileOf(command, script);
    if (to === undefined) continue;
    const [, name, value] = ASSIGNED.exec(textOf(command)) ?? [];
    if (name === undefined) continue;
    const values = variables.valuesOf(value!);
    const earlier: HandedOn = found[to];
    const isOpen = values === undefined || (earlier.has(name) && earlier.get(name) === undefined);
    found[to].set(name, isOpen ? undefined : [...(earlier.get(name) ?? []), ...values]);
  }
  return found;
}

/** `name=value`, and the older `::set-output name=name::value`. */
const ASSIGNED = /^(?:::set-output name=)?([A-Za-z_][\w-]*)(?:=|::)([^]*)$/;

/** What `echo` says. */
function textOf({ words }: ShellCommand): string {
  const values = words.slice(1).map(({ value }) => value);
  return values.filter((value, index) => index > 0 || !/^-[en]+$/.test(value)).join(" ");
}

function fileOf(command: ShellCommand, script: string): keyof ScriptOutputs | undefined {
  const { name, redirects, enclosure } = command;
  if (name !== "echo") return undefined;
  if (textOf(command).startsWith("::set-output ")) return "outputs";
  const targets = redirects.map(({ target }) => target?.value ?? "");
  // `{ echo a=1; echo b=2; } >> "$GITHUB_OUTPUT"`: the group is redirected.
  if (targets.length === 0 && enclosure?.kind === "group") targets.push(script);
  if (targets.some((target) => target.includes(FILES.outputs))) return "outputs";
  return targets.some((target) => target.includes(FILES.env)) ? "env" : undefined;
}
