import type { Place } from "../build.ts";
import type { Variables } from "../variables.ts";
import type { MakeVariables } from "./expand.ts";
import type { MakeLine } from "./lines.ts";
import type { Makefile, MakeRule } from "./makefile.ts";
import { stemOf, wordsOf } from "./text.ts";

/** A line of a recipe as the shell gets it. */
export interface RecipeScript {
  readonly script: string;
  /** What the script's variables may be, where make knows it. */
  readonly variables: Variables;
  /** The place of a line of the script, counted from 1. */
  readonly placeOf: (line: number) => Place;
}

/** More lines of recipes are not run, and more targets not made. */
const MAX_LINES = 10_000;
const MAX_MADE = 2_000;
/** Targets that run each other's recipes. */
const MAX_DEPTH = 5;
/** A target has more rules only where they are generated. */
const MAX_RULES = 50;
/** More patterns, and names that may fit them, are generated. */
const MAX_PATTERNS = 50;
const MAX_WANTED = 1_000;

/** Every command line that making any of the targets may run, each once. */
export function recipeScripts(makefile: Makefile): RecipeScript[] {
  const run = new RecipeRun(makefile);
  for (const rule of makefile.rules) run.all(rule);
  // What a target sets holds for what it needs, too.
  for (const target of makefile.targetsWithVariables) run.needed(target);
  return run.scripts;
}

class RecipeRun {
  readonly scripts: RecipeScript[] = [];
  readonly #makefile: Makefile;
  readonly #rules = new Map<string, MakeRule[]>();
  readonly #patterns: readonly MakeRule[];
  readonly #wanted: readonly string[];
  readonly #seen = new Set<string>();
  #lines = 0;
  #made = 0;

  constructor(makefile: Makefile) {
    this.#makefile = makefile;
    const { rules } = makefile;
    for (const rule of rules) {
      for (const target of rule.targets) {
        const known = this.#rules.get(target);
        if (known === undefined) this.#rules.set(target, [rule]);
        else if (known.length < MAX_RULES) known.push(rule);
      }
    }
    this.#patterns = rules
      .filter(({ targets }) => targets.some((each) => each.includes("%")))
      .slice(0, MAX_PATTERNS);
    const wanted = new Set(rules.flatMap(({ prerequisites }) => prerequisites));
    this.#wanted = [...wanted].slice(0, MAX_WANTED);
  }

  /** Runs a rule's recipe for each of its targets. */
  all(rule: MakeRule): void {
    if (rule.recipe.length === 0) return;
    const targets = rule.targets.slice(0, MAX_MADE).flatMap((target) => {
      if (!target.includes("%") || !this.#patterns.includes(rule)) return [target];
      const named = this.#wanted.filter((each) => {
        return !this.#rules.has(each) && stemOf(each, target) !== undefined;
      });
      return named.length > 0 ? named : [target];
    });
    for (const target of targets) this.#recipe(rule, target, new Map(), 0);
  }

  /** Runs what a target needs with the target's own variables. */
  needed(target: string): void {
    const variables = this.#makefile.variablesOf(target);
    for (const name of this.#prerequisitesOf(target)) this.#make(name, variables, 1);
  }

  /** Makes a target, and what it needs, with variables that somebody gives. */
  #make(target: string, given: MakeVariables, depth: number): void {
    if (depth > MAX_DEPTH || ++this.#made > MAX_MADE || this.#lines > MAX_LINES) return;
    for (const rule of this.#rulesFor(target)) this.#recipe(rule, target, given, depth);
    for (const name of this.#prerequisitesOf(target)) this.#make(name, given, depth + 1);
  }

  #prerequisitesOf(target: string): string[] {
    return this.#rulesFor(target).flatMap(({ prerequisites }) => prerequisites);
  }

  #rulesFor(target: string): readonly MakeRule[] {
    const own = this.#rules.get(target);
    if (own !== undefined) return own;
    const pattern = this.#patterns.find(({ targets }) =>
      targets.some((each) => stemOf(target, each) !== undefined),
    );
    return pattern === undefined ? [] : [pattern];
  }

  #recipe(rule: MakeRule, target: string, given: MakeVariables, depth: number): void {
    if (this.#lines > MAX_LINES) return;
    const own = this.#makefile.variablesOf(target);
    const scope = new Map([...own, ...given, ...automatic(rule, target)]);
    for (const line of rule.recipe) {
      this.#lines++;
      for (const script of this.#scriptsOf(line, scope)) {
        this.#makesOthers(script.script, given, depth);
        const key = JSON.stringify([script.placeOf(1), script.script, [...script.variables]]);
        if (this.#seen.has(key)) continue;
        this.#seen.add(key);
        this.scripts.push(script);
      }
    }
  }

  /** A line of a recipe gives several where it calls what `define` made of lines. */
  *#scriptsOf({ text, place }: MakeLine, scope: MakeVariables): Generator<RecipeScript> {
    const expanded = this.#makefile.expander.expand(text, scope);
    const isAsWritten = expanded.split("\n").length === text.split("\n").length;
    const placeOf = (line: number) => {
      return isAsWritten ? { ...place, line: place.line + line - 1 } : place;
    };
    for (const line of expanded.split(/(?<!\\)\n/)) {
      const script = line.replace(/^[ \t@+-]+/, "");
      if (script !== "") yield { script, variables: this.#variablesIn(script, scope), placeOf };
    }
  }

  #variablesIn(script: string, scope: MakeVariables): Variables {
    const names = [...script.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map((match) => match[1]!);
    return new Map(
      [...new Set([...names, "DOCKER_DEFAULT_PLATFORM"])].flatMap((name) => {
        const values = this.#makefile.expander.valuesOf(name, scope);
        return values === undefined ? [] : [[name, values] as const];
      }),
    );
  }

  /** `make docker-build PLATFORMS=linux/arm64` in a recipe. */
  #makesOthers(script: string, given: MakeVariables, depth: number): void {
    for (const [, words] of script.matchAll(/(?:^|[\s;&|(])make((?:[ \t]+[^\s;&|()]+)+)/g)) {
      const all = wordsOf(words!);
      // Other files, and other folders, have other rules.
      if (all.some((word) => /^-[Cf]/.test(word))) continue;
      const variables = new Map(given);
      for (const word of all) {
        const [, name, value] = /^([A-Za-z_]\w*)=["']?([^"']*)["']?$/.exec(word) ?? [];
        if (name !== undefined) variables.set(name, [value!.replaceAll("$", "$$$$")]);
      }
      const targets = all.filter((word) => !word.startsWith("-") && !word.includes("="));
      for (const target of targets) this.#make(target, variables, depth + 1);
    }
  }
}

/** `$@`, `$<`, `$^` and `$*`. */
function automatic(rule: MakeRule, target: string): MakeVariables {
  const pattern = rule.pattern ?? rule.targets.find((each) => stemOf(target, each) !== undefined);
  const stem = stemOf(target, pattern ?? "") ?? "";
  const fill = (name: string) => name.replace("%", () => stem);
  const needed = rule.prerequisites.map(fill);
  const texts: [string, string][] = [
    ["@", target],
    ["*", stem],
    ["<", needed[0] ?? ""],
    ["^", needed.join(" ")],
  ];
  return new Map(texts.map(([name, text]) => [name, [text.replaceAll("$", "$$$$")]]));
}
