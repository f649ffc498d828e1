import type { LoggedStep, StepOutcome } from "./build-log.ts";
import type { CiLine } from "./ci-lines.ts";

/**
 * Reads plain progress, as `progressui/printer.go:printVtx` writes it: `#5 NAME` opens step 5, and
 * again whenever the printer comes back to it; `#5 ...` leaves it; `#5 12.3 text` is its output;
 * `#5 DONE 1.2s`, `CACHED`, `CANCELED` and `ERROR: ` end it. A log may hold several builds, one
 * after the other or one into the other.
 */
export function readPlain(lines: readonly CiLine[]): LoggedStep[] {
  const lanes = new Map<string, Lane>();
  const steps: Step[] = [];
  for (const line of lines) {
    const [, number, rest] = /^#(\d+) (.*)$/.exec(line.text) ?? [];
    if (number === undefined) continue;
    let lane = lanes.get(line.lane);
    if (lane === undefined) lanes.set(line.lane, (lane = new Lane(steps)));
    lane.read(Number(number), rest!, line.time);
  }
  return steps.filter(({ name }) => name !== undefined).map((step) => step.record());
}

/** A step that goes on ends with one of these; a step that has an end may still be reopened. */
const ENDS: readonly (readonly [RegExp, StepOutcome])[] = [
  [/^DONE(?: ([\d.]+)s)?$/, "done"],
  [/^CACHED$/, "cached"],
  [/^CANCELED$/, "canceled"],
  [/^ERROR: /, "failed"],
];

class Step {
  /** Undefined where the log begins in the midst of it. */
  name: string | undefined;
  outcome: StepOutcome = "unfinished";
  #seconds = 0;
  #opened: number | undefined;

  open(name: string, time: number | undefined): void {
    this.name = name;
    this.#opened ??= time;
  }

  /** A line that is not its name. */
  read(text: string, time: number | undefined): void {
    for (const [pattern, outcome] of ENDS) {
      const match = pattern.exec(text);
      if (match === null) continue;
      this.outcome = outcome;
      if (outcome === "done") this.#seconds = Number(match[1] ?? 0);
      else this.#sawAfter(undefined, time);
      return;
    }
    // Output is marked with the seconds since the step began.
    this.#sawAfter(/^(\d+\.\d*) /.exec(text)?.[1], time);
  }

  #sawAfter(mark: string | undefined, time: number | undefined): void {
    if (this.outcome === "done") return;
    const passed = time === undefined || this.#opened === undefined ? 0 : time - this.#opened;
    this.#seconds = Math.max(this.#seconds, Number(mark ?? 0), passed / 1000);
  }

  record(): LoggedStep {
    const seconds = this.outcome === "cached" ? 0 : this.#seconds;
    return { name: this.name!, outcome: this.outcome, seconds };
  }
}

type Build = Map<number, Step>;

/** The lines of one job, in which builds follow each other. */
class Lane {
  readonly #steps: Step[];
  #builds: Build[] = [];
  #current: Build = new Map();

  constructor(steps: Step[]) {
    this.#steps = steps;
    this.#begin();
  }

  read(number: number, text: string, time: number | undefined): void {
    // `#0 building with "default" instance using docker driver`
    if (number === 0) {
      this.#begin();
      return;
    }
    const known = this.#current.get(number);
    if (isOutput(text)) (known ?? this.#add(number)).read(text, time);
    else if (known?.name === undefined) (known ?? this.#add(number)).open(text, time);
    else if (isStepName(text)) this.#reopen(number, known, text, time);
    else known.read(text, time);
  }

  #reopen(number: number, known: Step, name: string, time: number | undefined): void {
    if (known.name !== name) {
      const earlier = this.#builds.findLast((build) => isOpen(build.get(number), name));
      if (earlier === undefined) this.#begin();
      else this.#current = earlier;
    } else if (number === 1 && known.outcome !== "unfinished" && this.#current.size > 2) {
      // The same file is built again.
      this.#begin();
    }
    (this.#current.get(number) ?? this.#add(number)).open(name, time);
  }

  #begin(): void {
    if (this.#current.size === 0 && this.#builds.length > 0) return;
    this.#current = new Map();
    this.#builds.push(this.#current);
  }

  #add(number: number): Step {
    const step = new Step();
    this.#current.set(number, step);
    this.#steps.push(step);
    return step;
  }
}

function isOpen(step: Step | undefined, name: string): boolean {
  return step?.name === name && step.outcome === "unfinished";
}

/** `[internal] load metadata for ...`, `[linux/arm64 build 2/4] RUN make` */
function isStepName(text: string): boolean {
  return /^\[[^\]]+\] \S/.test(text);
}

function isOutput(text: string): boolean {
  return (
    text === "..." || /^(?:\d+\.\d* |sha256:)/.test(text) || ENDS.some(([end]) => end.test(text))
  );
}
