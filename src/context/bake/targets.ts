import type { Place } from "../build.ts";
import { MAX_VALUES, type Scope, withValues } from "./evaluate.ts";
import type { Attribute, BakeBlock } from "./file.ts";
import { isList, isObject, textOf, textsOf, type Value } from "./value.ts";

/** A target with all that it inherits. */
export interface BakeTarget {
  /** Of a matrix, one of its names; the block's where that is not known. */
  readonly name: string;
  readonly block: string;
  readonly dockerfile: string | undefined;
  readonly context: string | undefined;
  /** Undefined where there are none, or only a run can tell. */
  readonly platforms: readonly string[] | undefined;
  readonly stage: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  /** Where the platforms stand, or the target. */
  readonly place: Place;
  /** Whether the Dockerfile is written in the bake file, or is none of the repository's. */
  readonly isElsewhere: boolean;
}

/** The blocks of bake files that belong together, later ones on top of earlier ones. */
export class BakeProject {
  readonly #variables = new Map<string, BakeBlock>();
  readonly #functions = new Map<string, BakeBlock>();
  readonly #groups = new Map<string, BakeBlock>();
  readonly #targets = new Map<string, BakeBlock>();
  readonly #given: ReadonlyMap<string, string>;
  #depth = 0;

  /** @param given variables of the environment, which win over defaults */
  constructor(blocks: readonly BakeBlock[], given: ReadonlyMap<string, string> = new Map()) {
    this.#given = given;
    const maps = new Map([
      ["variable", this.#variables],
      ["function", this.#functions],
      ["group", this.#groups],
      ["target", this.#targets],
    ]);
    for (const block of blocks) {
      const known = maps.get(block.kind);
      const earlier = known?.get(block.name);
      const attributes = new Map([...(earlier?.attributes ?? []), ...block.attributes]);
      known?.set(block.name, { ...(earlier ?? block), attributes });
    }
  }

  /**
   * The targets that are built: those of the groups, and those that are no mere base of others.
   * @param names of targets and groups; none: all of them
   */
  built(names: readonly string[] = []): BakeTarget[] {
    const wanted = new Set(names.length > 0 ? this.#members(names) : this.#all());
    const known = [...wanted].filter((name) => this.#targets.has(name));
    return known.flatMap((name) => this.#resolve(this.#targets.get(name)!));
  }

  #all(): string[] {
    const grouped = this.#members([...this.#groups.keys()]);
    const bases = new Set(
      [...this.#targets.values()].flatMap((block) => {
        return textsOf(block.attributes.get("inherits")?.value(this.#scope())) ?? [];
      }),
    );
    const alone = [...this.#targets.keys()].filter((name) => {
      return !name.startsWith("_") && !bases.has(name);
    });
    return [...grouped, ...alone];
  }

  #members(names: readonly string[], seen = new Set<string>()): string[] {
    return names.flatMap((name) => {
      if (seen.has(name)) return [];
      seen.add(name);
      const group = this.#groups.get(name);
      if (group === undefined) return [name];
      const members = textsOf(group.attributes.get("targets")?.value(this.#scope())) ?? [];
      return this.#members(members, seen);
    });
  }

  #scope(): Scope {
    return {
      value: (name) => this.#bounded(() => this.#variable(name)),
      call: (name, args) => this.#bounded(() => this.#call(name, args)),
    };
  }

  /** Variables that are defined by each other have no value. */
  #bounded(of: () => Value): Value {
    if (this.#depth > 30) return undefined;
    this.#depth++;
    try {
      return of();
    } finally {
      this.#depth--;
    }
  }

  #variable(name: string): Value {
    const given = this.#given.get(name);
    if (given !== undefined) return given;
    const block = this.#variables.get(name);
    if (block === undefined) return undefined;
    const value = block.attributes.get("default")?.value(this.#scope());
    // A variable without a default is empty.
    return value === undefined && !block.attributes.has("default") ? "" : value;
  }

  #call(name: string, args: readonly Value[]): Value {
    const block = this.#functions.get(name);
    // Their parameters are names, which stand for themselves here.
    const names = textsOf(
      block?.attributes.get("params")?.value({ value: (each) => each, call: () => undefined }),
    );
    if (block === undefined || names === undefined) return undefined;
    const values = new Map(names.map((each, index) => [each, args[index]]));
    return block.attributes.get("result")?.value(withValues(this.#scope(), values));
  }

  #resolve(block: BakeBlock): BakeTarget[] {
    return this.#rows(block).map((row) => {
      const scope = withValues(this.#scope(), row);
      const attributes = this.#inherited(block, scope, new Set());
      const of = (name: string) => attributes.get(name)?.(scope);
      const text = (name: string) => textOf(of(name));
      const isUnknown = (name: string) => attributes.has(name) && of(name) === undefined;
      const isInline = attributes.has("dockerfile-inline") && of("dockerfile-inline") !== null;
      return {
        name: text("name") ?? block.name,
        block: block.name,
        dockerfile: text("dockerfile"),
        context: text("context"),
        platforms: textsOf(of("platforms")),
        stage: text("target"),
        args: argsOf(attributes.get("args")?.(scope)),
        place: attributes.get("platforms")?.place ?? { path: block.path, line: block.line },
        isElsewhere: isInline || isUnknown("dockerfile") || isUnknown("context"),
      };
    });
  }

  /** The values of `matrix`, in all combinations. */
  #rows(block: BakeBlock): ReadonlyMap<string, Value>[] {
    const matrix = block.attributes.get("matrix")?.value(this.#scope());
    let rows: ReadonlyMap<string, Value>[] = [new Map()];
    if (!isObject(matrix)) return rows;
    for (const [name, values] of matrix) {
      if (!isList(values)) continue;
      rows = rows.flatMap((row) => values.map((value) => new Map(row).set(name, value)));
      if (rows.length > MAX_VALUES) return [new Map()];
    }
    return rows;
  }

  /** A target's attributes on top of those of its bases, the last base before the first. */
  #inherited(block: BakeBlock, scope: Scope, seen: Set<string>): Map<string, Inherited> {
    const attributes = new Map<string, Inherited>();
    if (seen.has(block.name)) return attributes;
    seen.add(block.name);
    for (const name of textsOf(block.attributes.get("inherits")?.value(scope)) ?? []) {
      const base = this.#targets.get(name);
      if (base === undefined) continue;
      for (const [key, value] of this.#inherited(base, this.#scope(), seen)) {
        attributes.set(key, join(key, attributes.get(key), value));
      }
    }
    seen.delete(block.name);
    for (const [key, attribute] of block.attributes) {
      attributes.set(key, join(key, attributes.get(key), own(attribute)));
    }
    return attributes;
  }
}

/** A value of a target or of one of its bases. */
interface Inherited {
  (scope: Scope): Value;
  readonly place: Place;
}

function own({ value, line, path }: Attribute): Inherited {
  return Object.assign((scope: Scope) => value(scope), { place: { path, line } });
}

/** The arguments of bases and targets come together, all else is replaced. */
function join(key: string, base: Inherited | undefined, own: Inherited): Inherited {
  if (key !== "args" || base === undefined) return own;
  const both = (scope: Scope) => {
    const [below, above] = [base(scope), own(scope)];
    return isObject(below) && isObject(above) ? new Map([...below, ...above]) : above;
  };
  return Object.assign(both, { place: own.place });
}

function argsOf(value: Value): Map<string, string> {
  const args = new Map<string, string>();
  if (!isObject(value)) return args;
  for (const [name, each] of value) {
    const text = textOf(each);
    if (text !== undefined) args.set(name, text);
  }
  return args;
}
