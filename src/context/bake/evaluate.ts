import type { SyntaxNode } from "@lezer/common";
import { FUNCTIONS } from "./functions.ts";
import { isList, isObject, textOf, type Value } from "./value.ts";

/** What names mean where an expression stands. */
export interface Scope {
  value(name: string): Value;
  /** A function that the file defines; undefined where it defines none of this name. */
  call(name: string, args: readonly Value[]): Value;
}

/** Deeper expressions are none that a person wrote. */
const MAX_DEPTH = 60;
/** A matrix or a loop of more values is not followed. */
export const MAX_VALUES = 256;

/** Tells what an expression of HCL gives, without running anything. */
export class Evaluator {
  readonly #text: string;
  readonly #scope: Scope;
  readonly #depth: number;

  constructor(text: string, scope: Scope, depth = 0) {
    this.#text = text;
    this.#scope = scope;
    this.#depth = depth;
  }

  /** The value of an `Expression` or of a part of one. */
  value(node: SyntaxNode | null): Value {
    if (node === null || this.#depth > MAX_DEPTH) return undefined;
    const inner = new Evaluator(this.#text, this.#scope, this.#depth + 1);
    return inner.#evaluate(node);
  }

  #evaluate(node: SyntaxNode): Value {
    switch (node.name) {
      case "Expression":
        return this.#chain(node);
      case "LiteralValue":
      case "CollectionValue":
      case "TemplateExpr":
      case "Operation":
      case "ForExpr":
        return this.value(node.firstChild);
      case "NumericLit":
        return Number(this.#slice(node));
      case "BoolLit":
      case "NullLit":
        return this.#keyword(this.#slice(node));
      case "StringLit":
      case "QuotedTemplate":
        return this.#template(node);
      case "VariableExpr":
        return this.#variable(this.#slice(node));
      case "Tuple":
        return node.getChildren("Expression").map((each) => this.value(each));
      case "Object":
        return this.#object(node);
      case "Conditional":
        return this.#conditional(node);
      case "BinaryOperation":
        return this.#binary(node);
      case "UnaryOperation":
        return this.#unary(node);
      case "FunctionCall":
        return this.#call(node);
      case "ForTupleExpr":
        return this.#forTuple(node);
      default:
        return undefined;
    }
  }

  /** A primary expression with what follows it: `item.platform`, `list[0]`. */
  #chain(node: SyntaxNode): Value {
    const first = node.firstChild;
    if (first === null) return undefined;
    let value = this.value(first.name === "(" ? node.getChild("Expression") : first);
    for (const part of [...node.getChildren("GetAttr"), ...node.getChildren("Index")].toSorted(
      (a, b) => a.from - b.from,
    )) {
      const name = part.getChild("Identifier");
      const index = part.firstChild?.getChild("Expression") ?? null;
      const key = name === null ? this.value(index) : this.#slice(name);
      if (isObject(value)) value = value.get(String(key));
      else value = isList(value) ? value[Number(key)] : undefined;
    }
    return value;
  }

  #keyword(text: string): Value {
    return text === "null" ? null : text === "true" ? true : text === "false" ? false : undefined;
  }

  #variable(name: string): Value {
    return /^(null|true|false)$/.test(name) ? this.#keyword(name) : this.#scope.value(name);
  }

  #template(node: SyntaxNode): Value {
    let text = "";
    for (let part = node.firstChild; part !== null; part = part.nextSibling) {
      if (part.name === "TemplateLiteral") text += unescape(this.#text.slice(part.from, part.to));
      else if (part.name === "TemplateInterpolation") {
        const value = textOf(this.value(part.getChild("Expression")));
        if (value === undefined) return undefined;
        text += value;
      } else if (!part.name.startsWith("QuotedTemplate")) return undefined;
    }
    return text;
  }

  #object(node: SyntaxNode): Value {
    const entries = node.getChildren("ObjectElem").map((each): [string, Value] => {
      const key = each.getChild("ObjectKey");
      const name = key?.getChild("Expression") ?? key;
      const literal = name === null ? "" : this.#slice(name);
      // A plain name is a key, not a variable.
      const isName = /^[\w-]+$/.test(literal);
      const value = this.value(each.getChild("Expression"));
      return [isName ? literal : (textOf(this.value(name)) ?? literal), value];
    });
    return new Map(entries);
  }

  #conditional(node: SyntaxNode): Value {
    const [condition, yes, no] = node.getChildren("Expression");
    const value = this.value(condition ?? null);
    if (value === undefined) return undefined;
    return this.value((isTrue(value) ? yes : no) ?? null);
  }

  #binary(node: SyntaxNode): Value {
    const operator = node.getChild("CompareOp") ?? node.getChild("LogicOp");
    const left = node.firstChild;
    const right = node.lastChild;
    if (operator === null || left === null || right === null) return undefined;
    const [a, b] = [this.value(left), this.value(right)];
    switch (this.#slice(operator)) {
      case "&&":
        if (a === false || b === false) return false;
        return a === undefined || b === undefined ? undefined : isTrue(a) && isTrue(b);
      case "||":
        if (isTrue(a) || isTrue(b)) return true;
        return a === undefined || b === undefined ? undefined : false;
      case "==":
        return a === undefined || b === undefined ? undefined : a === b;
      case "!=":
        return a === undefined || b === undefined ? undefined : a !== b;
      default:
        return undefined;
    }
  }

  #unary(node: SyntaxNode): Value {
    const value = this.value(node.lastChild);
    const isNot = this.#slice(node).startsWith("!");
    return value === undefined || !isNot ? undefined : !isTrue(value);
  }

  #call(node: SyntaxNode): Value {
    const name = node.getChild("FunctionName");
    if (name === null) return undefined;
    const values = node.getChild("FunctionArguments")?.getChildren("Expression") ?? [];
    const args = values.map((each) => this.value(each));
    const known = FUNCTIONS.get(this.#slice(name));
    return known === undefined ? this.#scope.call(this.#slice(name), args) : known(...args);
  }

  /** `[for p in platforms : "linux/${p}" if p != ""]` */
  #forTuple(node: SyntaxNode): Value {
    const intro = node.getChild("ForIntro");
    const list = this.value(intro?.getChild("Expression") ?? null);
    const names = intro?.getChildren("Identifier").map((each) => this.#slice(each)) ?? [];
    if (!isList(list) || list.length > MAX_VALUES || names.length === 0) return undefined;
    const condition = node.getChild("ForCond")?.getChild("Expression") ?? null;
    const results: Value[] = [];
    for (const [index, item] of list.entries()) {
      const own = new Map<string, Value>([[names.at(-1)!, item]]);
      if (names.length > 1) own.set(names[0]!, index);
      const inner = new Evaluator(this.#text, withValues(this.#scope, own), this.#depth + 1);
      const isTaken = condition === null || inner.value(condition);
      if (isTaken === undefined) return undefined;
      if (isTrue(isTaken)) results.push(inner.value(node.getChild("Expression")));
    }
    return results;
  }

  #slice({ from, to }: SyntaxNode): string {
    return this.#text.slice(from, to).trim();
  }
}

/** A scope in which some names mean something else. */
export function withValues(scope: Scope, values: ReadonlyMap<string, Value>): Scope {
  return {
    value: (name) => (values.has(name) ? values.get(name) : scope.value(name)),
    call: (name, args) => scope.call(name, args),
  };
}

function isTrue(value: Value): boolean {
  return value === true || value === "true";
}

function unescape(text: string): string {
  return text.replace(/\\(["\\nt])/g, (_, character: string) => {
    return character === "n" ? "\n" : character === "t" ? "\t" : character;
  });
}
