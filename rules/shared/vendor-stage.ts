import { refuse } from "../../src/rule/fix.ts";
import { familyOf, oncePerFamily } from "../../src/rule/move.ts";
import { composerMayRun } from "./composer-lock.ts";
import { checkMove, moveFix } from "./move-stage.ts";
import { mayHoldMachineCode } from "./utilities.ts";

const ECOSYSTEMS = new Set(["composer"]);

/** Options with which Composer unpacks packages and runs nothing of them. */
const INERT = ["--no-scripts", "--no-plugins"] as const;

/**
 * PHP packages are sources: a stage that only installs them moves with its FROM alone. Extensions
 * are another matter, and a stage that builds them stays.
 */
export const moveVendor = oncePerFamily(({ stage }, analysis) => {
  if (familyOf(stage, analysis).members.some((member) => member.stage.final)) {
    return refuse(
      `stage ${stage.label} is part of what ships: install in a stage of its own (FROM ` +
        "--platform=$BUILDPLATFORM composer, composer install --no-scripts --ignore-platform-reqs), " +
        "and copy vendor into this one",
    );
  }
  const check = checkMove(stage, analysis, {
    ecosystems: ECOSYSTEMS,
    mayLeave: ({ path }) => !mayHoldMachineCode(path),
  });
  if ("refusal" in check) return refuse(check.refusal);
  const doubts = check.commands.flatMap((command) => {
    const { fact } = command;
    if (fact?.recognition.role !== "install" || !ECOSYSTEMS.has(fact.ecosystem)) return [];
    const isInert = INERT.every((name) => fact.invocation.has(name));
    return isInert ? [] : (composerMayRun(command, analysis) ?? []);
  });
  const notes = [...new Set(doubts.map(({ note }) => note))].filter((note) => note !== "");
  const assumption =
    "no script or plugin of Composer leaves a program for the machine that builds in what is copied " +
    `(${["--no-scripts and --no-plugins make the fix safe", ...notes].join("; ")})`;
  return { fix: moveFix(check.family, analysis, doubts.length === 0 ? [] : [assumption]) };
});
