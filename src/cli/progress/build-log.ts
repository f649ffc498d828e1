import { readCiLines } from "./ci-lines.ts";
import { readPlain } from "./plain.ts";
import { readProgress, type StepRecord } from "./rawjson.ts";

/** How a step ended: `unfinished` where the log ends before it does. */
export type StepOutcome = "done" | "cached" | "failed" | "canceled" | "unfinished";

/** A step of a build, as a log tells of it. */
export interface LoggedStep {
  /** `[linux/arm64 build 4/5] RUN make` */
  readonly name: string;
  readonly outcome: StepOutcome;
  /** How long it ran. Where it did not end, how long it is known to have run. */
  readonly seconds: number;
}

export interface BuildLog {
  readonly format: "plain" | "rawjson";
  /** In the order in which the log first names them. */
  readonly steps: readonly LoggedStep[];
  /** The `--platform` of the docker command that the log shows; undefined where it shows none. */
  readonly platforms: readonly string[] | undefined;
}

/**
 * Reads BuildKit's progress out of a log, plain or rawjson, with whatever a CI system put around
 * it, as far as it goes. Undefined where there is none.
 */
export function readBuildLog(text: string): BuildLog | undefined {
  const lines = readCiLines(text);
  const platforms = lines.map((line) => commandPlatforms(line.text)).find(Boolean);
  const json = lines.filter((line) => /^\{"(?:vertexes|statuses|logs|warnings)":/.test(line.text));
  if (json.length > 0) {
    const { steps } = readProgress(json.map((line) => line.text).join("\n"));
    return { format: "rawjson", steps: steps.map(fromRecord), platforms };
  }
  const steps = readPlain(lines);
  return steps.length === 0 ? undefined : { format: "plain", steps, platforms };
}

function fromRecord({ name, seconds, cached, error, unfinished }: StepRecord): LoggedStep {
  return { name, outcome: outcomeOf(cached, error, unfinished), seconds: cached ? 0 : seconds };
}

/** `progressui/printer.go:printVtx` tells cancelled steps from failed ones in this way. */
function outcomeOf(cached: boolean, error: string | undefined, unfinished?: boolean): StepOutcome {
  if (error) return error.endsWith("context canceled") ? "canceled" : "failed";
  if (unfinished) return "unfinished";
  return cached ? "cached" : "done";
}

/** GitHub's build-push-action and `set -x` show the command that builds. */
function commandPlatforms(line: string): string[] | undefined {
  if (!/\bdocker\b.*\bbuild\b/.test(line)) return undefined;
  return /\s--platform[= ]["']?([\w/.,-]+)/.exec(line)?.[1]?.split(",");
}
