import type { SyntaxNode, Tree } from "@lezer/common";
import type { SourceText } from "../../text/source.ts";
import { SyntaxFault } from "../syntax-fault.ts";
import { readYaml, type YamlValue } from "../yaml.ts";
import { Evaluator, type Scope } from "./evaluate.ts";
import type { Value } from "./value.ts";

/** An attribute, worked out when what its names mean is known. */
export interface Attribute {
  readonly value: (scope: Scope) => Value;
  /** From 1; of the file `path`. */
  readonly line: number;
  readonly path: string;
}

/** A `target`, `group`, `variable` or `function`. */
export interface BakeBlock {
  readonly kind: string;
  readonly name: string;
  readonly line: number;
  readonly path: string;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** Larger files, and stranger ones, take the parser too long. */
const MAX_LENGTH = 200_000;

/** Reads a bake file, HCL or JSON: its blocks in order. Loads a parser when it is first used. */
export async function readBakeFile(file: SourceText): Promise<BakeBlock[]> {
  if (file.text.length > MAX_LENGTH) throw new Error("is too large to be read");
  return file.path.endsWith(".json") ? readJson(file) : readHcl(file);
}

async function readHcl(file: SourceText): Promise<BakeBlock[]> {
  const { hclLanguage } = await import("codemirror-lang-hcl");
  const { text, path } = file;
  const tree = hclLanguage.parser.parse(text);
  const broken = firstError(tree);
  if (broken !== undefined) throw new SyntaxFault("is no HCL", file.lineAt(broken));
  const lineAt = (node: SyntaxNode) => file.lineAt(node.from);
  const blocks: BakeBlock[] = [];
  for (const block of tree.topNode.getChild("Body")?.getChildren("Block") ?? []) {
    const kind = block.getChild("BlockType");
    const label = block.getChild("BlockLabel");
    const body = block.getChild("Body");
    if (kind === null || label === null) continue;
    const attributes = new Map<string, Attribute>();
    for (const attribute of body?.getChildren("Attribute") ?? []) {
      const name = attribute.getChild("Identifier");
      const expression = attribute.getChild("Expression");
      if (name === null) continue;
      const value = (scope: Scope) => new Evaluator(text, scope).value(expression);
      attributes.set(text.slice(name.from, name.to), { value, line: lineAt(attribute), path });
    }
    const slice = ({ from, to }: SyntaxNode) => text.slice(from, to).trim();
    const name = slice(label).replace(/^"|"$/g, "");
    blocks.push({ kind: slice(kind), name, line: lineAt(block), path, attributes });
  }
  return blocks;
}

/** Where the parser had to guess: half of a list would say half of what is built. */
function firstError(tree: Tree): number | undefined {
  let at: number | undefined;
  tree.iterate({
    enter({ type, from }) {
      if (type.isError) at ??= from;
      return at === undefined;
    },
  });
  return at;
}

async function readJson(file: SourceText): Promise<BakeBlock[]> {
  const [root] = await readYaml(file);
  const { hclLanguage } = await import("codemirror-lang-hcl");
  /** Texts of JSON are templates of HCL. */
  const valueOf = (node: YamlValue, scope: Scope): Value => {
    if (node.isMap) {
      return new Map(node.entries.map(([name, each]) => [name, valueOf(each, scope)]));
    }
    const { text } = node;
    if (text === undefined) return node.items.map((each) => valueOf(each, scope));
    if (!text.includes("${")) return text;
    const expression = `x = ${JSON.stringify(text).replaceAll('\\"', '"')}`;
    const tree = hclLanguage.parser.parse(expression);
    const attribute = tree.topNode.getChild("Body")?.getChild("Attribute");
    return new Evaluator(expression, scope).value(attribute?.getChild("Expression") ?? null);
  };
  const { path } = file;
  return (root?.entries ?? []).flatMap(([kind, named]) =>
    named.entries.map(([name, block]): BakeBlock => {
      const attributes = block.entries.map(([key, node]): [string, Attribute] => {
        return [key, { value: (scope) => valueOf(node, scope), line: node.line, path }];
      });
      return { kind, name, line: block.line, path, attributes: new Map(attributes) };
    }),
  );
}
