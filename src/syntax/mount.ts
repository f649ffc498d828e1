import type { InstructionLine } from "./instruction.ts";

/** A `--mount` of a RUN: its keys in lower case, its values as written. */
export type Mount = ReadonlyMap<string, string>;

/** Where a mount stands in the step, as written; undefined where its kind decides: a secret's, say. */
export function targetOf(mount: Mount): string | undefined {
  return mount.get("target") ?? mount.get("dst") ?? mount.get("destination");
}

/** `instructions/commands_runmount.go:parseMount`: the flag's value is one line of CSV. */
export function readMounts(run: InstructionLine): Mount[] {
  return run.flags
    .filter((flag) => flag.name === "mount" && flag.value !== undefined)
    .map((flag) => readMount(flag.value!.text));
}

function readMount(text: string): Mount {
  const mount = new Map<string, string>();
  for (const field of splitCsv(text)) {
    const equals = field.indexOf("=");
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
    mount.set(key, equals < 0 ? "" : field.slice(equals + 1));
  }
  return mount;
}

/** The fields of a line of CSV; a quoted field may hold commas. */
function splitCsv(line: string): string[] {
  if (!line.includes('"')) return line.split(",");
  return [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)]
    .filter((match) => match[0] !== "")
    .map((match) => match[1]?.replaceAll('""', '"') ?? match[2]!);
}
