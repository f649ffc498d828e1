/** What a step's variables are: the value at one point of a stage, undefined where not set there. */
export interface Environment {
  get(name: string): string | undefined;
}

interface Version {
  readonly at: number;
  readonly value: string;
}

/** A scope at one time. */
class Snapshot implements Environment {
  readonly clock: number;
  readonly #scope: Scope;

  constructor(scope: Scope, clock: number) {
    this.#scope = scope;
    this.clock = clock;
  }

  get(name: string): string | undefined {
    return this.#scope.getAt(name, this.clock);
  }
}

/**
 * The ARG and ENV variables of a stage. BuildKit keeps both in one environment, which a stage
 * `FROM` another one inherits (`dockerfile2llb/convert.go:init`, `dispatchArg`, `dispatchEnv`).
 * Older values stay readable, so that every step can look at the environment it had.
 */
export class Scope implements Environment {
  readonly #parent: Environment | undefined;
  /** Undefined as long as nothing is set: a file can have very many stages. */
  #versions: Map<string, Version[]> | undefined;
  #clock = 0;
  #snapshot: Snapshot | undefined;
  /** What scopes below this one look at, as it was at a time. */
  #basis: { readonly clock: number; readonly environment: Environment | undefined } | undefined;

  /** @param outer what is looked up where this scope sets nothing */
  constructor(outer?: Environment, versions?: Map<string, Version[]>) {
    this.#parent = outer;
    this.#versions = versions;
  }

  /** The scope of a stage that continues this one, as it is now. */
  child(): Scope {
    return new Scope(this.#asBasis());
  }

  set(name: string, value: string): void {
    const version = { at: ++this.#clock, value };
    this.#versions ??= new Map();
    const versions = this.#versions.get(name);
    if (versions === undefined) this.#versions.set(name, [version]);
    else versions.push(version);
  }

  get(name: string): string | undefined {
    const versions = this.#versions?.get(name);
    return versions === undefined ? this.#parent?.get(name) : versions.at(-1)!.value;
  }

  /** The environment as it is now, whatever is set afterwards. */
  snapshot(): Environment {
    if (this.#snapshot?.clock !== this.#clock) this.#snapshot = new Snapshot(this, this.#clock);
    return this.#snapshot;
  }

  /** @param clock a time of this scope */
  getAt(name: string, clock: number): string | undefined {
    const versions = this.#versions?.get(name);
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

  /**
   * The scope as a basis for others: joined with those above it that are no larger, so that a chain
   * of n stages is looked up in log(n) places, and each variable is copied as often at most.
   */
  #asBasis(): Environment | undefined {
    if (this.#versions === undefined) return this.#parent;
    if (this.#basis?.clock !== this.#clock) {
      this.#basis = { clock: this.#clock, environment: this.#joinedUpwards() };
    }
    return this.#basis.environment;
  }

  #joinedUpwards(): Scope {
    const parent = this.#parent;
    if (!(parent instanceof Scope) || parent.#size > this.#size) return this;
    return this.#joined(parent).#joinedUpwards();
  }

  #joined(parent: Scope): Scope {
    const versions = new Map<string, Version[]>();
    for (const scope of [parent, this]) {
      for (const [name, values] of scope.#versions ?? []) {
        versions.set(name, [{ at: 0, value: values.at(-1)!.value }]);
      }
    }
    return new Scope(parent.#parent, versions);
  }

  get #size(): number {
    return this.#versions?.size ?? 0;
  }
}
