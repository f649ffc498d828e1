import type { Analysis } from "../../../src/facts/analysis.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import type { FamilyCommand } from "../../../src/rule/move.ts";
import type { Rewrite } from "../../../src/rule/rewrite.ts";
import { objectionToExecForm } from "../../shared/exec-form.ts";
import { type CgoAnswer, cgoIn } from "../../shared/go-modules.ts";
import { lacksCCompiler } from "./c-compiler.ts";
import { constantTarget } from "../../shared/target.ts";

/** A `go build`, and what it is called with. */
export interface GoBuild extends FamilyCommand {
  readonly invocation: Invocation;
}

/** Why a `go build` cannot be told another target. */
export function objectionToCross(go: Invocation): string | undefined {
  const unread = objectionToExecForm(go.command);
  if (unread !== undefined) return unread;
  if (go.variable("CGO_ENABLED") === "1") {
    return "cgo is on: set CGO_ENABLED=0, or cross-compile with tonistiigi/xx";
  }
  if (go.has("-race", "-msan", "-asan")) return "-race needs cgo and the target's C libraries";
  const mode = go.value("-buildmode");
  if (mode !== undefined && /^(c-|plugin|shared)/.test(mode)) {
    return `-buildmode=${mode} needs cgo and a C compiler for the target`;
  }
  return undefined;
}

/** What the sources say of cgo: that it is used, or what has to be taken for granted of it. */
export function cgoOf(
  builds: readonly GoBuild[],
  analysis: Analysis,
): { readonly refusal: string } | { readonly assumptions: readonly string[] } {
  const unsaid = builds.filter(
    (build) => build.invocation.variable("CGO_ENABLED") !== "0" && !lacksCCompiler(build, analysis),
  );
  const answers = unsaid.map((build) => cgoIn(build, analysis));
  const used = answers.find(({ kind }) => kind === "used");
  if (used?.kind === "used") {
    const refusal = `${used.why}, and Go cross-compiles without cgo unless it has a C compiler`;
    return { refusal };
  }
  if (unsaid.length === 0) return { assumptions: [] };
  return { assumptions: [doubtAboutCgo(answers)] };
}

/** What is taken for granted of cgo, and why the sources could not be asked. */
function doubtAboutCgo(answers: readonly CgoAnswer[]): string {
  const reasons = answers.flatMap((answer) => (answer.kind === "unknown" ? [answer.note] : []));
  const ways = ["CGO_ENABLED=0 on the command makes the fix safe", ...reasons];
  return (
    "no package of the program uses cgo: it is on by default where Go compiles natively, and " +
    `off where it cross-compiles (${[...new Set(ways)].filter((way) => way !== "").join("; ")})`
  );
}

/** Tells every build the target, with the ARGs for it right before the first that needs them. */
export function tellTarget(
  builds: readonly GoBuild[],
  rewrite: Rewrite,
  { graph }: Analysis,
): void {
  const needsVariant = graph.targets.some(
    // Go cross-compiles for arm/v7 unless it is told otherwise (internal/buildcfg:DefaultGOARM).
    (target) => target === "foreign" || (target.architecture === "arm" && target.variant !== "v7"),
  );
  for (const { stage, step, command, invocation } of builds) {
    const variables = targetVariables(invocation, rewrite, needsVariant);
    const args = ["TARGETOS", "TARGETARCH", "TARGETVARIANT"].filter((name) =>
      [...variables.values()].some((value) => value.includes(name)),
    );
    rewrite.declareArgs(stage, args, step);
    rewrite.setEnvironment(command, variables);
  }
}

/** What a `go build` has to be told, apart from what it is told already. */
function targetVariables(go: Invocation, rewrite: Rewrite, needsVariant: boolean) {
  const variables = new Map<string, string>();
  if (go.name === "xx-go") return variables;
  if (go.variable("GOOS") === undefined) variables.set("GOOS", rewrite.variable("TARGETOS"));
  const architecture = go.variable("GOARCH");
  if (architecture === undefined || constantTarget(architecture) !== undefined) {
    variables.set("GOARCH", rewrite.variable("TARGETARCH"));
  }
  if (needsVariant && go.variable("GOARM") === undefined) {
    // The shell takes the v off: Go wants 6 or 7, and asks only where GOARCH is arm.
    variables.set("GOARM", "${TARGETVARIANT#v}");
  }
  return variables;
}
