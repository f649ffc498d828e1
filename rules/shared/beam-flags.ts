import { type Analysis, factsOfStep } from "../../src/facts/analysis.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import type { EmulatedStep } from "../../src/rule/emulation.ts";
import { refuse, type Remedy } from "../../src/rule/fix.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import { JIT_CRASHES, otpMajor } from "./beam.ts";

const STAYS =
  "a release has Erlang in it, and whether something compiles native code (NIFs) is not in the " +
  "Dockerfile: with include_erts: false and neither, the stage can move to $BUILDPLATFORM";

/**
 * Where Erlang's JIT compiler would crash, it is told to map its code once: the build is slow, and
 * works. Whether it can run natively is for the project to say.
 */
export function mapCodeOnce(step: EmulatedStep, analysis: Analysis): Remedy {
  if (step.broken === undefined) return refuse(STAYS);
  const commands = crashingCommands(step, analysis);
  const set = commands.find(({ invocation }) => invocation.variable("ERL_FLAGS") !== undefined);
  if (set !== undefined) return refuse("ERL_FLAGS is set: add +JMsingle true to it");
  const quoted = commands.some(({ command }) => command.literal || isQuoted(command.enclosure));
  if (quoted || step.step.inherited) {
    return refuse('the command is not written as a plain RUN: give it ERL_FLAGS="+JMsingle true"');
  }
  const major = otpMajor(step.broken.fact.invocation.image);
  const flag = major === 25 ? "+JPperf true" : "+JMsingle true";
  const rewrite = new Rewrite(analysis.graph);
  for (const { command } of commands) {
    rewrite.setEnvironment(command, new Map([["ERL_FLAGS", `"${flag}"`]]));
  }
  const assumptions = assumptionsOf(major);
  return {
    fix: {
      title: `Keep the JIT compiler alive under QEMU (${flag})`,
      applicability: assumptions.length === 0 ? "safe" : "unsafe",
      assumptions,
      edits: rewrite.edits,
    },
  };
}

/** @param major the version of Erlang/OTP, where the image's name tells it */
function assumptionsOf(major: number | undefined): string[] {
  if (major === undefined) return ["the image has Erlang/OTP 26 or later"];
  return major === 25 ? ["the map that perf support writes (/tmp/perf-PID.map) harms nobody"] : [];
}

function crashingCommands({ stage, step }: EmulatedStep, analysis: Analysis): CommandFact[] {
  const { facts } = factsOfStep(step, analysis.stages[stage.index]!);
  return facts.filter(({ recognition }) => recognition.hazard === JIT_CRASHES);
}

/** Whether a command stands in the quotes of `sh -c "..."`, where others would end them. */
function isQuoted(enclosure: CommandFact["command"]["enclosure"]): boolean {
  for (let each = enclosure; each !== undefined; each = each.parent) {
    if (each.kind === "script") return true;
  }
  return false;
}
