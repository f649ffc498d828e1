import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { refuse } from "../../src/rule/fix.ts";
import { type FamilyCommand, oncePerFamily } from "../../src/rule/move.ts";
import { fetchTerms } from "../shared/fetch-stage.ts";
import { checkMove, moveFix } from "../shared/move-stage.ts";
import { avoidable, light } from "../shared/recognitions.ts";
import { GO_BUILD } from "../shared/slowdowns.ts";

/** It checks types, and for that compiles as much as `go vet` does; it writes no program. */
export const golangciLint: Ecosystem = {
  id: "golangci-lint",
  title: "golangci-lint (Go)",
  commands: ["golangci-lint"],
  recipe: oncePerFamily(({ stage }, analysis) => {
    const terms = { ...fetchTerms(analysis), ecosystems: new Set(["golangci-lint"]) };
    const check = checkMove(stage, analysis, terms);
    if ("refusal" in check) return refuse(check.refusal);
    const isToldTarget = check.commands.every(namesArchitecture);
    const assumption =
      "it is enough to check the files that Go compiles for the machine that builds " +
      "(GOARCH=$TARGETARCH on the command checks those of the target)";
    return { fix: moveFix(check.family, analysis, isToldTarget ? [] : [assumption]) };
  }),
  recognise(invocation) {
    if (invocation.subcommand() !== "run") return light();
    const how = "put the stage on $BUILDPLATFORM: findings come out of the sources alone";
    return avoidable("test", "portable", GO_BUILD, how);
  },
};

function namesArchitecture({ fact }: FamilyCommand): boolean {
  if (fact?.ecosystem !== "golangci-lint") return true;
  return fact.recognition.role !== "test" || fact.invocation.variable("GOARCH") !== undefined;
}
