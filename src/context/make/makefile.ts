import type { Place } from "../build.ts";
import { Expander, type MakeVariables, OPEN } from "./expand.ts";
import { joinLines, logicalLines, type MakeLine, withoutComment } from "./lines.ts";
import { wordsOf } from "./text.ts";

/** A rule with its recipe: `targets: prerequisites`. */
export interface MakeRule {
  readonly targets: readonly string[];
  /** The pattern of a static pattern rule, `targets: pattern: prerequisites`. */
  readonly pattern: string | undefined;
  readonly prerequisites: readonly string[];
  readonly recipe: MakeLine[];
}

/** A condition holds or does not: what stands in one is possible. */
const CONDITION = /^ *(ifeq|ifneq|ifdef|ifndef)\b/;
const ASSIGNMENT =
  /^ *((?:(?:export|override|private) +)*)([^\s:#=+?!]+)[ \t]*(:{0,3}|\?|\+|!)=[ \t]*([^]*)$/;
/** More rules are none that a person wrote. */
const MAX_RULES = 5_000;
const MAX_VALUES = 8;
/** Files that include each other, and texts that `$(eval)` reads. */
const MAX_LEVELS = 8;
const MAX_MADE = 200;
const MAX_INCLUDED = 20;
/** Longer values are generated. */
const MAX_LENGTH = 5_000;

/** A file that is included. */
export interface Included {
  readonly path: string;
  readonly text: string;
}

/** What a makefile says: its variables, with every value that they may have, and its rules. */
export class Makefile {
  readonly rules: MakeRule[] = [];
  readonly expander: Expander;
  readonly #variables = new Map<string, readonly string[]>();
  readonly #ofTarget = new Map<string, Map<string, readonly string[]>>();
  readonly #include: (name: string) => Included | undefined;
  /** Where the statement stands that is being read. */
  #place: Place;
  readonly #included = new Set<string>();
  /** How many texts `$(eval)` made. */
  #made = 0;
  #level = 0;
  #conditions = 0;

  /** @param include finds the file that is included by this name */
  constructor(path: string, text: string, include: (name: string) => Included | undefined) {
    this.#include = include;
    this.#place = { path, line: 1 };
    this.expander = new Expander(this.#variables, (made) => this.#readMade(made));
    this.#read([...logicalLines(path, text)]);
  }

  /** What `target: NAME = value` sets. */
  variablesOf(target: string): MakeVariables {
    return this.#ofTarget.get(target) ?? new Map();
  }

  get targetsWithVariables(): readonly string[] {
    return [...this.#ofTarget.keys()];
  }

  /** What `$(eval)` makes stands where the call does. */
  #readMade(text: string): void {
    if (++this.#made > MAX_MADE) return;
    const place = this.#place;
    this.#read([...logicalLines(place.path, text)].map((line) => ({ ...line, place })));
  }

  #read(lines: readonly MakeLine[]): void {
    if (this.#level >= MAX_LEVELS) return;
    this.#level++;
    let rule: MakeRule | undefined;
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at]!;
      if (line.text.startsWith("\t") && rule !== undefined) {
        rule.recipe.push({ ...line, text: line.text.slice(1) });
      } else if (/^ *define\b/.test(line.text)) at = this.#define(lines, at);
      else if (!/^\s*(#|$)/.test(line.text)) {
        this.#place = line.place;
        rule = this.#statement(line, rule);
      }
    }
    this.#level--;
  }

  /** Returns the rule to which the recipe lines behind the statement belong. */
  #statement(line: MakeLine, rule: MakeRule | undefined): MakeRule | undefined {
    const { text } = line;
    if (CONDITION.test(text)) this.#conditions++;
    else if (/^ *endif\b/.test(text)) this.#conditions = Math.max(0, this.#conditions - 1);
    else if (!/^ *else\b/.test(text)) {
      const included = /^ *[-s]?include[ \t]+(.*)/.exec(text)?.[1];
      const assignment = ASSIGNMENT.exec(text);
      if (included !== undefined) this.#includeAll(included);
      else if (assignment !== null) this.#assign(assignment, this.#variables);
      else return this.#ruleOrCall(line);
    }
    return rule;
  }

  #includeAll(names: string): void {
    for (const name of wordsOf(this.expander.expand(withoutComment(names)))) {
      if (this.#included.size >= MAX_INCLUDED || this.#included.has(name)) continue;
      this.#included.add(name);
      const file = this.#include(name);
      if (file !== undefined) this.#read([...logicalLines(file.path, file.text)]);
    }
  }

  /** A value in a condition is one of several. */
  #assign(match: RegExpExecArray, variables: Map<string, readonly string[]>): void {
    const [, , written = "", operator = "", rest = ""] = match;
    const name = this.expander.expand(written);
    const earlier = variables.get(name);
    if (operator === "?" && earlier !== undefined && this.#conditions === 0) return;
    const text = joinLines(withoutComment(rest));
    let value = operator.startsWith(":") ? this.expander.expand(text, new Map(), "$$") : text;
    if (operator === "!") value = OPEN;
    const values =
      operator === "+" ? (earlier ?? [""]).map((each) => `${each} ${value}`.trim()) : [value];
    const kept = this.#conditions > 0 ? (earlier ?? []) : [];
    const all = [...new Set([...kept, ...values])].slice(0, MAX_VALUES);
    variables.set(
      name,
      all.map((each) => (each.length > MAX_LENGTH ? OPEN : each)),
    );
  }

  /** `define NAME` up to `endef`. Returns the index of its last line. */
  #define(lines: readonly MakeLine[], start: number): number {
    const name = /^ *define[ \t]+(\S+)/.exec(lines[start]!.text)?.[1];
    let end = start + 1;
    while (end < lines.length && !/^\s*endef\b/.test(lines[end]!.text)) end++;
    const body = lines.slice(start + 1, end).map(({ text }) => text);
    if (name !== undefined) this.#variables.set(name, [body.join("\n")]);
    return end;
  }

  #ruleOrCall(line: MakeLine): MakeRule | undefined {
    const text = this.expander.expand(joinLines(withoutComment(line.text)), new Map(), "$$");
    const colon = /^([^:=]+?)::?(?!=)([^]*)$/.exec(text);
    if (colon === null || this.rules.length >= MAX_RULES) return undefined;
    const targets = wordsOf(colon[1]!);
    // `target: NAME = value`
    const assignment = ASSIGNMENT.exec(colon[2]!.trimStart());
    if (assignment !== null) {
      for (const target of targets) this.#assign(assignment, this.#variablesFor(target));
      return undefined;
    }
    const [header, ...inline] = colon[2]!.split(";");
    const parts = header!.split(":");
    const rule: MakeRule = {
      targets,
      pattern: parts.length > 1 ? parts[0]!.trim() : undefined,
      prerequisites: wordsOf(parts.at(-1)!),
      recipe: inline.length > 0 ? [{ text: inline.join(";"), place: line.place }] : [],
    };
    this.rules.push(rule);
    return rule;
  }

  #variablesFor(target: string): Map<string, readonly string[]> {
    const known = this.#ofTarget.get(target) ?? new Map<string, readonly string[]>();
    this.#ofTarget.set(target, known);
    return known;
  }
}
