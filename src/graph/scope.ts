/** What a step's variables are: the value at one point of a stage, undefined where not set there. */
export interface Environment {
  get(name: string): string | undefined;
}

interface Version {
  readonly at: number;
  readonly value: string;
}

/** Scopes in a chain of stages deeper than this are copied together, so that look-ups stay short. */
const MAX_CHAIN = 32;

/**
 * The ARG and ENV variables of a stage. BuildKit keeps both in one environment, which a stage
 * `FROM` another one inherits (`dockerfile2llb/convert.go:init`, `dispatchArg`, `dispatchEnv`).
 * Older values stay readable, so that every step can look at the environment it had.
 */
export class Scope implements Environment {
  readonly #parent: Environment | undefined;
  readonly #depth: number;
  readonly #versions = new Map<string, Version[]>();
  #clock = 0;

  /** @param outer what is looked up where this scope sets nothing */
  constructor(outer?: Environment) {
    this.#parent = outer instanceof Scope && outer.#versions.size === 0 ? outer.#parent : outer;
    if (!(this.#parent instanceof Scope)) this.#depth = 0;
    else if (this.#parent.#depth < MAX_CHAIN) this.#depth = this.#parent.#depth + 1;
    else {
      this.#depth = 0;
      for (const [name, value] of this.#parent.#all()) this.#versions.set(name, [{ at: 0, value }]);
      this.#parent = undefined;
    }
  }

  set(name: string, value: string): void {
    const version = { at: ++this.#clock, value };
    const versions = this.#versions.get(name);
    if (versions === undefined) this.#versions.set(name, [version]);
    else versions.push(version);
  }

  get(name: string): string | undefined {
    const versions = this.#versions.get(name);
    return versions === undefined ? this.#parent?.get(name) : versions.at(-1)!.value;
  }

  /** The environment as it is now, whatever is set afterwards. */
  snapshot(): Environment {
    const clock = this.#clock;
    return { get: (name) => this.#getAt(name, clock) };
  }

  #getAt(name: string, clock: number): string | undefined {
    const versions = this.#versions.get(name);
    if (versions !== undefined) {
      let low = 0;
      let high = versions.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (versions[middle]!.at <= clock) low = middle + 1;
        else high = middle;
      }
      if (low > 0) return versions[low - 1]!.value;
    }
    return this.#parent?.get(name);
  }

  #all(): Map<string, string> {
    const all = this.#parent instanceof Scope ? this.#parent.#all() : new Map<string, string>();
    for (const [name, versions] of this.#versions) all.set(name, versions.at(-1)!.value);
    return all;
  }
}
