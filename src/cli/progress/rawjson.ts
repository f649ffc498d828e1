/** A step of a build, as BuildKit's `--progress=rawjson` tells of it. */
export interface StepRecord {
  /** `[build 4/5] RUN go build` */
  readonly name: string;
  /** In seconds since the first step's start. */
  readonly start: number;
  readonly end: number;
  readonly cached: boolean;
  readonly error?: string;
}

interface RawStatus {
  readonly vertexes?: readonly RawVertex[];
  readonly logs?: readonly { readonly vertex: string; readonly data: string }[];
}

interface RawVertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

/**
 * Reads the lines of a progress stream. BuildKit repeats a step whenever it learns more of it: the
 * last word counts. A step that is asked for twice starts and completes twice; the spans are joined.
 */
export function readProgress(lines: string): { steps: StepRecord[]; output: string } {
  const vertexes = new Map<string, RawVertex>();
  const output: string[] = [];
  for (const line of lines.split("\n")) {
    const status = parse(line);
    for (const vertex of status?.vertexes ?? []) {
      const known = vertexes.get(vertex.digest);
      const started = earlier(known?.started, vertex.started);
      vertexes.set(vertex.digest, { ...known, ...vertex, ...(started ? { started } : {}) });
    }
    for (const { data } of status?.logs ?? []) {
      output.push(Buffer.from(data, "base64").toString("utf8"));
    }
  }
  return { steps: recordsOf([...vertexes.values()]), output: output.join("") };
}

/** Docker prints errors of its own, which are no JSON, into the same stream. */
function parse(line: string): RawStatus | undefined {
  return line.startsWith("{") ? (JSON.parse(line) as RawStatus) : undefined;
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && seconds(b) < seconds(a)) ? b : a;
}

function recordsOf(vertexes: readonly RawVertex[]): StepRecord[] {
  const run = vertexes.filter(({ started }) => started !== undefined);
  const origin = Math.min(...run.map(({ started }) => seconds(started!)));
  return run
    .map(({ name, started, completed, cached, error }) => ({
      name,
      start: seconds(started!) - origin,
      end: seconds(completed ?? started!) - origin,
      cached: cached ?? false,
      ...(error === undefined ? {} : { error }),
    }))
    .toSorted((a, b) => a.start - b.start);
}

function seconds(time: string): number {
  return Date.parse(time) / 1000;
}
