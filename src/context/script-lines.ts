import type { Place } from "./build.ts";
import type { YamlValue } from "./yaml.ts";

/** A script whose lines stand in several texts of a file: one shell runs them all. */
export interface JoinedScript {
  readonly script: string;
  /** The place of a line of the script, counted from 1. */
  readonly placeOf: (line: number) => Place;
}

/** Puts the commands of a list together; undefined where there are none. */
export function joinScript(commands: readonly YamlValue[]): JoinedScript | undefined {
  const texts: string[] = [];
  const places: Place[] = [];
  for (const command of commands) {
    const text = command.text ?? "";
    texts.push(text);
    const { path } = command.place;
    for (const within of text.split("\n").keys()) {
      places.push({ path, line: command.textLine + within });
    }
  }
  const [first] = places;
  if (first === undefined) return undefined;
  return { script: texts.join("\n"), placeOf: (line) => places[line - 1] ?? first };
}
