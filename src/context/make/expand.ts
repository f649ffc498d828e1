import { referenceAt, splitArguments } from "./references.ts";
import { substitute, textFunction, wordsOf } from "./text.ts";

/** The texts that a variable may have, as written: those of both branches of an `ifeq`. */
export type MakeVariables = ReadonlyMap<string, readonly string[]>;

/** Stands for what only a run can tell: a variable of the shell that has no value. */
export const OPEN = "${CANNOT_BE_TOLD}";

/** Deeper ones are loops. */
const MAX_DEPTH = 30;
/** What one file may cost: a reference, or a character of what a function gives, is one. */
const MAX_COST = 1_000_000;
/** Lists of what is built have fewer words. */
const MAX_WORDS = 100;
/** Longer arguments of functions are none that a person wrote. */
const MAX_ARGUMENTS = 2_000;

/** Functions that are right for whatever an open word may be. */
const KEEPS_OPEN = new Set(
  "abspath addprefix addsuffix error info realpath strip warning".split(" "),
);

/**
 * Works out references of make in a text, and leaves those that only a shell or a run can tell: a
 * variable without a value, or with several, stands as `${NAME}`, which shells read as well.
 */
export class Expander {
  readonly #variables: MakeVariables;
  readonly #evaluate: (text: string) => void;
  #cost = 0;

  /** @param evaluate reads a text that `$(eval)` makes a part of the file */
  constructor(variables: MakeVariables, evaluate: (text: string) => void) {
    this.#variables = variables;
    this.#evaluate = evaluate;
  }

  /**
   * @param scope goes before the variables of the file: `@` and its kind, those of one target
   * @param dollar what stands for `$$`
   */
  expand(text: string, scope: MakeVariables = new Map(), dollar = "$", depth = 0): string {
    if (!text.includes("$")) return text;
    if (depth > MAX_DEPTH) return OPEN;
    let result = "";
    let at = 0;
    for (let next = text.indexOf("$"); next >= 0; next = text.indexOf("$", at)) {
      if (++this.#cost > MAX_COST) return OPEN;
      result += text.slice(at, next);
      const reference = referenceAt(text, next);
      at = reference.end;
      if (reference.body === "$") result += dollar;
      else result += this.#reference(reference.body, scope, dollar, depth + 1);
    }
    this.#cost += result.length;
    return result + text.slice(at);
  }

  /** Every text that a variable may have, worked out. */
  valuesOf(name: string, scope: MakeVariables): string[] | undefined {
    return (scope.get(name) ?? this.#variables.get(name))?.map((each) => this.expand(each, scope));
  }

  #reference(body: string, scope: MakeVariables, dollar: string, depth: number): string {
    const [, name, rest] = /^([a-z-]+)[ \t]+([^]*)$/.exec(body) ?? [];
    if (name !== undefined) return this.#call(name, rest!, scope, dollar, depth);
    const [, variable, from, to] = /^([^\s:=$]+):([^=]*)=([^]*)$/.exec(body) ?? [];
    if (variable === undefined) {
      return this.#variable(this.expand(body, scope, dollar, depth), scope, dollar, depth);
    }
    // `$(NAME:.c=.o)` is `$(NAME:%.c=%.o)`.
    const value = this.#variable(variable, scope, dollar, depth);
    const [old, other] = [from!, to!].map((each) => this.expand(each, scope, dollar, depth));
    const patterns = old!.includes("%") ? [old!, other!] : [`%${old}`, `%${other}`];
    return wordsOf(value)
      .map((word) => substitute(word, patterns[0]!, patterns[1]!))
      .join(" ");
  }

  #variable(name: string, scope: MakeVariables, dollar: string, depth: number): string {
    if (name === "CURDIR" || name === "PWD") return ".";
    if (name === "MAKE") return "make";
    if (name === "") return "";
    const values = scope.get(name) ?? this.#variables.get(name);
    if (values?.length === 1) return this.expand(values[0]!, scope, dollar, depth);
    return /^[A-Za-z_]\w*$/.test(name) ? `\${${name}}` : OPEN;
  }

  #call(name: string, rest: string, scope: MakeVariables, dollar: string, depth: number): string {
    const parts = splitArguments(rest);
    const worked = (text = "") => this.expand(text, scope, dollar, depth);
    switch (name) {
      case "if": {
        const condition = worked(parts[0]).trim();
        if (condition.includes("$")) return OPEN;
        return worked(condition === "" ? parts.slice(2).join(",") : parts[1]);
      }
      case "or": {
        // What may be given elsewhere is taken not to be.
        const all = parts.map(worked).filter((each) => each.trim() !== "");
        return all.find((each) => !each.includes("$")) ?? all[0] ?? "";
      }
      case "and": {
        const all = parts.map(worked);
        return all.some((each) => each.trim() === "") ? "" : (all.at(-1) ?? "");
      }
      case "foreach": {
        const [variable, list] = [worked(parts[0]).trim(), worked(parts[1])];
        const body = parts.slice(2).join(",");
        const inner = (word: string) =>
          new Map(scope).set(variable, [word.replaceAll("$", "$$$$")]);
        return wordsOf(list)
          .slice(0, MAX_WORDS)
          .map((word) => this.expand(body, inner(word), dollar, depth))
          .join(" ");
      }
      case "call":
        return this.#callVariable(parts.map(worked), scope, dollar, depth);
      case "eval":
        this.#evaluate(this.expand(rest, scope, "$", depth));
        return "";
      case "shell":
        return /^\s*pwd\s*$/.test(rest) ? "." : OPEN;
      default:
        return this.#textCall(name, parts.map(worked));
    }
  }

  #textCall(name: string, args: readonly string[]): string {
    const isOpen = args.some((each) => each.includes("$")) && !KEEPS_OPEN.has(name);
    const length = args.reduce((sum, each) => sum + each.length, 0);
    if (isOpen || length > MAX_ARGUMENTS) return OPEN;
    const result = textFunction(name)?.(...args) ?? OPEN;
    this.#cost += result.length;
    return result;
  }

  /** `$(call NAME,a,b)`: `$(1)` is a in it, and `$(2)` b. */
  #callVariable(
    [name = "", ...args]: readonly string[],
    scope: MakeVariables,
    dollar: string,
    depth: number,
  ): string {
    const inner = new Map(scope);
    for (let at = 1; at < 10; at++) {
      inner.set(String(at), [(args[at - 1] ?? "").replaceAll("$", "$$$$")]);
    }
    return this.#variable(name.trim(), inner, dollar, depth);
  }
}
