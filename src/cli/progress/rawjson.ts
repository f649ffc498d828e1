/** A step of a build, as BuildKit's `--progress=rawjson` tells of it. */
export interface StepRecord {
  /** `[build 4/5] RUN go build` */
  readonly name: string;
  /** In seconds since the first step's start. */
  readonly start: number;
  readonly end: number;
  /** How long it ran: a step that is asked for twice stands still in between. */
  readonly seconds: number;
  readonly cached: boolean;
  readonly error?: string;
  /** Present where the stream ends before the step. */
  readonly unfinished?: true;
}

interface RawStatus {
  readonly vertexes?: readonly RawVertex[];
  readonly statuses?: readonly { readonly timestamp?: string }[];
  readonly logs?: readonly {
    readonly vertex: string;
    readonly data: string;
    readonly timestamp?: string;
  }[];
}

interface RawVertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

/** Reads the lines of a progress stream, as far as it goes. */
export function readProgress(lines: string): { steps: StepRecord[]; output: string } {
  const vertexes = new Map<string, Vertex>();
  const output: string[] = [];
  let now = Number.NEGATIVE_INFINITY;
  for (const line of lines.split("\n")) {
    const status = parse(line);
    for (const raw of status?.vertexes ?? []) {
      const known = vertexes.get(raw.digest) ?? new Vertex();
      vertexes.set(raw.digest, known);
      known.learn(raw);
      now = Math.max(now, known.latest);
    }
    for (const { data } of status?.logs ?? []) {
      output.push(Buffer.from(data, "base64").toString("utf8"));
    }
    for (const { timestamp } of [...(status?.logs ?? []), ...(status?.statuses ?? [])]) {
      if (timestamp !== undefined) now = Math.max(now, seconds(timestamp));
    }
  }
  const run = [...vertexes.values()].filter((vertex) => vertex.hasStarted);
  const origin = Math.min(...run.map((vertex) => vertex.start));
  const steps = run.map((vertex) => vertex.record(origin, now));
  return { steps: steps.toSorted((a, b) => a.start - b.start), output: output.join("") };
}

/** Docker prints errors of its own, which are no JSON, into the same stream; and streams get cut. */
function parse(line: string): RawStatus | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as RawStatus;
  } catch {
    return undefined;
  }
}

/**
 * All that is known of a step. BuildKit repeats it whenever it learns more: the last word counts. A
 * step that is asked for twice starts and completes twice.
 */
class Vertex {
  #last: RawVertex | undefined;
  /** When it ended, by when it started; undefined where it has not. */
  readonly #spans = new Map<number, number | undefined>();

  learn(raw: RawVertex): void {
    this.#last = { ...this.#last, ...raw };
    if (raw.started === undefined) return;
    const end = raw.completed === undefined ? undefined : seconds(raw.completed);
    const started = seconds(raw.started);
    this.#spans.set(started, end ?? this.#spans.get(started));
  }

  get hasStarted(): boolean {
    return this.#spans.size > 0;
  }

  get start(): number {
    return Math.min(...this.#spans.keys());
  }

  /** The latest time that it tells of. */
  get latest(): number {
    return Math.max(...[...this.#spans].map(([start, end]) => end ?? start));
  }

  /** @param now when the stream ends */
  record(origin: number, now: number): StepRecord {
    const spans = [...this.#spans].toSorted(([a], [b]) => a - b);
    // What started again before it completed was never left.
    const unfinished = spans.at(-1)![1] === undefined;
    let [ran, until] = [0, Number.NEGATIVE_INFINITY];
    for (const [index, [start, completed]] of spans.entries()) {
      const end = completed ?? spans[index + 1]?.[0] ?? now;
      ran += Math.max(0, end - Math.max(start, until));
      until = Math.max(until, end);
    }
    const { name, cached, error } = this.#last!;
    return {
      name,
      start: this.start - origin,
      end: until - origin,
      seconds: ran,
      cached: cached ?? false,
      ...(error === undefined ? {} : { error }),
      ...(unfinished ? { unfinished } : {}),
    };
  }
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
