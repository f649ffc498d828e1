import { type Analysis } from "../../facts/analysis.ts";
import type { CommandFact } from "../../facts/facts.ts";
import type { Execution } from "../../graph/execution.ts";
import type { GraphOptions } from "../../graph/graph.ts";
import { engine } from "../../index.ts";
import {
  formatPlatform,
  parsePlatform,
  type Platform,
  runsNatively,
} from "../../platform/platform.ts";
import type { Diagnostic } from "../../rule/diagnostic.ts";
import { capitalise, slowdownOn } from "../../rule/wording.ts";
import { SourceText } from "../../text/source.ts";
import type { BuildLog, LoggedStep } from "../progress/build-log.ts";
import { parseStepName, type StepName } from "../progress/step-name.ts";
import { findStep, type SourceStep } from "./dockerfile-steps.ts";
import { byEcosystem, type Profile, type ProfiledStep, totalTime } from "./profile.ts";

/** A RUN step of a log, as far as its name tells. */
interface NamedStep {
  readonly logged: LoggedStep;
  readonly name: StepName;
}

/** The rules whose fixes bring steps from the target platform to the build platform. */
const RULES = new Set(["emulated-step", "emulation-unsupported"]);

/**
 * Tells of each RUN step of a log how it ran and what a native run would save.
 * @param dockerfile the file that was built, where it is known
 */
export function profileLog(
  path: string,
  log: BuildLog,
  dockerfile: SourceText | undefined,
  options: GraphOptions,
): Profile {
  const runs = log.steps.flatMap((logged) => {
    const name = parseStepName(logged.name);
    return name?.keyword === "RUN" ? [{ logged, name }] : [];
  });
  const targets = options.targets ?? targetsOf(log, runs);
  const given = { ...options, targets };
  const draft = dockerfile && engine.analyse(dockerfile, given);
  const machine = options.buildPlatform ?? machineOf(runs, draft);
  const buildPlatform = machine ?? AMD64;
  const known = { ...given, buildPlatform };
  const join = new LogJoin(dockerfile, known, nativeTimes(runs, buildPlatform));
  const steps = runs.map((run) => join.profile(run)).toSorted((a, b) => b.seconds - a.seconds);
  const count = (outcome: LoggedStep["outcome"]) =>
    steps.filter((step) => step.outcome === outcome).length;
  const others = log.steps.filter((step) => !runs.some(({ logged }) => logged === step));
  return {
    version: 1,
    path,
    format: log.format,
    buildPlatform: formatPlatform(buildPlatform),
    buildPlatformFrom: options.buildPlatform ? "option" : machine ? "log" : "assumption",
    totals: {
      ...totalTime(steps),
      other: others.reduce((total, { seconds }) => total + seconds, 0),
      failed: count("failed"),
      unfinished: count("unfinished") + count("canceled"),
      cached: count("cached"),
      notInFile: join.notInFile,
    },
    ecosystems: byEcosystem(steps.filter(({ seconds }) => seconds > 0)),
    steps,
  };
}

const AMD64 = parsePlatform("linux/amd64")!;

/** What the log says that it builds for; undefined where it does not. */
function targetsOf(log: BuildLog, runs: readonly NamedStep[]): Platform[] | undefined {
  const named = log.platforms?.flatMap((text) => parsePlatform(text) ?? []);
  if (named?.length) return named;
  const seen = new Map<string, Platform>();
  for (const { name } of runs) {
    const platform = name.target ?? name.platform;
    if (platform !== undefined) seen.set(formatPlatform(platform), platform);
  }
  return seen.size > 0 ? [...seen.values()] : undefined;
}

/** The platform of a stage that runs on the machine's own, or of a step that crosses over. */
function machineOf(
  runs: readonly NamedStep[],
  analysis: Analysis | undefined,
): Platform | undefined {
  const native = runs.find(({ name }) => {
    if (name.platform === undefined) return false;
    if (analysis === undefined) return name.target !== undefined;
    return findStep(name, analysis)?.stage.platform.kind === "build";
  });
  return native?.name.platform;
}

/** How long each step took where the same log has it run natively too, for another target. */
function nativeTimes(runs: readonly NamedStep[], machine: Platform): Map<string, number> {
  const times = new Map<string, number>();
  for (const { name, logged } of runs) {
    if (logged.outcome !== "done" || name.platform === undefined) continue;
    if (runsNatively(machine, name.platform)) times.set(placeInBuild(name), logged.seconds);
  }
  return times;
}

/** The same for every platform that a step runs on. */
function placeInBuild({ stage, following }: StepName): string {
  return `${stage ?? ""} ${following}`;
}

/** Joins the steps of a log with what is known of commands and, where there is one, the file. */
class LogJoin {
  notInFile = 0;
  readonly #options: GraphOptions & { readonly buildPlatform: Platform };
  readonly #analysis: Analysis | undefined;
  readonly #diagnostics: readonly Diagnostic[];
  readonly #nativeTimes: ReadonlyMap<string, number>;

  constructor(
    dockerfile: SourceText | undefined,
    options: GraphOptions & { readonly buildPlatform: Platform },
    nativeTimes: ReadonlyMap<string, number>,
  ) {
    this.#options = options;
    this.#nativeTimes = nativeTimes;
    this.#analysis = dockerfile && engine.analyse(dockerfile, options);
    this.#diagnostics = dockerfile
      ? engine.lint(dockerfile, { ...options, rules: RULES }).diagnostics
      : [];
  }

  profile({ logged, name }: NamedStep): ProfiledStep {
    const source = this.#analysis && findStep(name, this.#analysis);
    if (this.#analysis !== undefined && source === undefined) this.notInFile++;
    const { facts } = source ?? {};
    const execution = this.#executionOf(name, source);
    const main = facts ? facts.main : this.#readCommand(name.text);
    const stage = source?.stage.label ?? name.stage;
    return {
      ...logged,
      execution,
      ...(name.platform && { platform: formatPlatform(name.platform) }),
      ...(facts && { line: facts.step.line }),
      ...(stage !== undefined && { stage }),
      ...(main && { ecosystem: main.ecosystem }),
      ...(execution === "emulated" && main && this.#gain(logged, name, main)),
      ...(execution === "emulated" && source && this.#remedy(source)),
    };
  }

  #executionOf({ platform }: StepName, source: SourceStep | undefined): Execution {
    const { buildPlatform, targets } = this.#options;
    if (platform !== undefined) {
      return runsNatively(buildPlatform, platform) ? "native" : "emulated";
    }
    // A log that names no platform is that of a build for one.
    const [target, ...others] = targets ?? [];
    if (source === undefined || others.length > 0) return "unknown";
    if (target !== undefined) return source.stage.execution.get(formatPlatform(target))!;
    return source.stage.platform.kind === "build" ? "native" : "unknown";
  }

  /** The main command of a step that no file has: its name shows what it runs. */
  #readCommand(text: string): CommandFact | undefined {
    const analysis = engine.analyse(new SourceText("", `FROM scratch\nRUN ${text}\n`));
    return analysis.stages[0]?.steps[0]?.main;
  }

  #gain({ seconds }: LoggedStep, name: StepName, { recognition }: CommandFact) {
    const { heavy } = recognition;
    if (heavy === undefined) return {};
    if (!heavy.native.possible) return { help: `No native way: ${heavy.native.why}` };
    const help = capitalise(heavy.native.how);
    const natively = this.#nativeTimes.get(placeInBuild(name));
    if (natively !== undefined) {
      return { help, nativeSeconds: natively, saving: Math.max(0, seconds - natively) };
    }
    const { buildPlatform, targets = [] } = this.#options;
    const ranOn = name.platform ? [name.platform] : targets;
    // The figures are of arm code on an amd64 machine.
    const isMeasured = buildPlatform.architecture === "amd64";
    const slowdown = isMeasured ? slowdownOn(heavy.slowdown, ranOn) : undefined;
    return slowdown === undefined
      ? { help }
      : { help, slowdown, saving: seconds * (1 - 1 / slowdown) };
  }

  #remedy({ facts, stage }: SourceStep): Pick<ProfiledStep, "fix" | "refusal"> {
    const span = facts?.step.span;
    if (span === undefined) return {};
    const diagnostic = this.#diagnostics.find(
      (each) =>
        each.stage === stage.label && span.start <= each.span.start && each.span.end <= span.end,
    );
    const remedy = diagnostic?.remedy?.();
    if (remedy === undefined) return {};
    if ("refusal" in remedy) return remedy;
    const { title, applicability, assumptions } = remedy.fix;
    return { fix: { title, applicability, assumptions } };
  }
}
