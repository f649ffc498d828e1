import type { Alias, Document, LineCounter, Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { SourceText } from "../text/source.ts";
import type { Place } from "./build.ts";
import { SyntaxFault } from "./syntax-fault.ts";

type Yaml = typeof import("yaml");

/** A file of YAML, of which JSON is a part; its documents. Loads the parser when it is first used. */
export async function readYaml(file: SourceText): Promise<YamlValue[]> {
  const deep = tooDeepAt(file.text);
  if (deep !== undefined) throw new SyntaxFault("it is nested too deeply", file.lineAt(deep));
  const yaml = await import("yaml");
  const lineCounter = new yaml.LineCounter();
  const options = { lineCounter, prettyErrors: false, logLevel: "silent", strict: false } as const;
  const documents = yaml.parseAllDocuments(file.text, options);
  const all = Array.isArray(documents) ? documents : [];
  const error = all.flatMap(({ errors }) => errors)[0];
  if (error !== undefined) {
    throw new SyntaxFault(error.message, lineCounter.linePos(error.pos[0]).line || 1);
  }
  return all.flatMap((document) => {
    const { contents } = document;
    const entries = new WeakMap<Node, Map<string, YamlValue>>();
    const origin = { path: file.path, yaml, document, lines: lineCounter, entries };
    return contents === null ? [] : [new YamlValue(origin, contents)];
  });
}

/** More open brackets are none that a person wrote, and cost the parser much. */
const MAX_OPEN = 500;

function tooDeepAt(text: string): number | undefined {
  let open = 0;
  for (const { 0: bracket, index } of text.matchAll(/[[\]{}]/g)) {
    open = bracket === "[" || bracket === "{" ? open + 1 : Math.max(0, open - 1);
    if (open > MAX_OPEN) return index;
  }
  return undefined;
}

/** More levels of `<<` and aliases are none that a person wrote. */
const MAX_DEPTH = 20;

/** What a value was read from. */
interface Origin {
  readonly path: string;
  readonly yaml: Yaml;
  readonly document: Document;
  readonly lines: LineCounter;
  /** The entries of each map: with aliases of aliases, they are asked for without end. */
  readonly entries: WeakMap<Node, Map<string, YamlValue>>;
}

/** A value with its place; what is not there is undefined. */
export class YamlValue {
  readonly #origin: Origin;
  readonly #yaml: Yaml;
  readonly #node: Node;

  constructor(origin: Origin, node: Node) {
    this.#origin = origin;
    this.#yaml = origin.yaml;
    this.#node = node;
  }

  get place(): Place {
    return { path: this.#origin.path, line: this.line };
  }

  /** From 1. */
  get line(): number {
    return this.#origin.lines.linePos(this.#node.range?.[0] ?? 0).line || 1;
  }

  /** The line on which the first line of a text stands: that of a block is below its `|`. */
  get textLine(): number {
    const node = this.#resolved;
    const isBlock =
      this.#yaml.isScalar(node) && (node as Scalar).type?.startsWith("BLOCK") === true;
    return isBlock ? this.line + 1 : this.line;
  }

  /** A scalar as text: `3.10` is what is written. */
  get text(): string | undefined {
    const node = this.#resolved;
    if (!this.#yaml.isScalar(node)) return undefined;
    const { value, source } = node as Scalar;
    if (value === null || value === undefined) return undefined;
    return typeof value === "string" ? value : (source ?? String(value));
  }

  /** A tag such as `!reference`. */
  get tag(): string | undefined {
    return this.#resolved?.tag;
  }

  get isMap(): boolean {
    return this.#yaml.isMap(this.#resolved);
  }

  /** The entries of a list; none of anything else. */
  get items(): YamlValue[] {
    const node = this.#resolved;
    if (!this.#yaml.isSeq(node)) return [];
    return (node as YAMLSeq).items.flatMap((item) => this.#wrap(item));
  }

  /** The entries of a map, those that it merges (`<<`) included. */
  get entries(): [key: string, value: YamlValue][] {
    return [...this.#entries(0)];
  }

  get(...keys: readonly string[]): YamlValue | undefined {
    let current: YamlValue | undefined;
    for (const [index, key] of keys.entries()) {
      const parent: YamlValue | undefined = index === 0 ? this : current;
      if (parent === undefined) return undefined;
      current = parent.#entries(0).get(key);
    }
    return current;
  }

  /** A text alone, or the texts of a list. */
  get texts(): string[] {
    const { text } = this;
    return text === undefined ? this.items.flatMap((item) => item.text ?? []) : [text];
  }

  /** The texts of a map: `{ KEY: value }`, or of a list of `KEY=value`. */
  get pairs(): Map<string, string> {
    const pairs = new Map<string, string>();
    for (const [key, value] of this.entries) {
      if (value.text !== undefined) pairs.set(key, value.text);
    }
    for (const word of this.items.flatMap(({ text }) => text ?? [])) {
      const equals = word.indexOf("=");
      if (equals > 0) pairs.set(word.slice(0, equals), word.slice(equals + 1));
    }
    return pairs;
  }

  #entries(depth: number): Map<string, YamlValue> {
    const node = this.#resolved;
    if (!this.#yaml.isMap(node) || depth > MAX_DEPTH) return new Map();
    const known = this.#origin.entries.get(node);
    if (known !== undefined) return known;
    const entries = new Map<string, YamlValue>();
    this.#origin.entries.set(node, entries);
    for (const { key, value } of (node as YAMLMap).items as Pair[]) {
      const name = this.#yaml.isScalar(key) ? String(key.value) : String(key);
      const [wrapped] = this.#wrap(value);
      if (wrapped === undefined) continue;
      if (name !== "<<") entries.set(name, wrapped);
      else {
        const merged = wrapped.items.length > 0 ? wrapped.items : [wrapped];
        for (const each of merged) {
          for (const [inner, content] of each.#entries(depth + 1)) {
            if (!(node as YAMLMap).has(inner)) entries.set(inner, content);
          }
        }
      }
    }
    return entries;
  }

  get #resolved(): Node | undefined {
    if (!this.#yaml.isAlias(this.#node)) return this.#node;
    return (this.#node as Alias).resolve(this.#origin.document);
  }

  #wrap(node: unknown): YamlValue[] {
    if (!this.#yaml.isNode(node)) return [];
    return [new YamlValue(this.#origin, node)];
  }
}
