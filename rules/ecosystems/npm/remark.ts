import type { Analysis } from "../../../src/facts/analysis.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { contextFile } from "../../../src/flow/context-files.ts";
import { formatTarget } from "../../../src/graph/execution.ts";
import { architectureOf } from "../../../src/platform/architectures.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { pathIn } from "../../shared/context-files.ts";
import { sentenceOn } from "../../shared/lock-remark.ts";
import { nativePackages, variantGaps } from "../../shared/npm-lock.ts";
import { isInstall } from "./installer.ts";

/** The packages that run something when they are installed, and those that have nothing for a target. */
export function remarkOnPackages(
  { stage, step, targets }: EmulatedStep,
  analysis: Analysis,
): string | undefined {
  const { facts } = analysis.stages[stage.index]!.steps.find((each) => each.step === step)!;
  const install = facts.find(isInstall)?.invocation;
  if (install === undefined) return undefined;
  const path = pathIn(install.workdir, "package-lock.json", step);
  const lock = contextFile(analysis, stage, step, path);
  if (lock.kind !== "file") return undefined;
  const withDevelopment = !leavesOutDevelopment(install);
  const isInstalled = ({ dev }: { readonly dev: boolean }) => withDevelopment || !dev;
  const scripts = install.has("--ignore-scripts")
    ? []
    : (nativePackages(lock.source) ?? []).filter(({ kind }) => kind === "install-script");
  const sentences = [
    ...sentenceOn("It runs the install script of", scripts.filter(isInstalled)),
    ...targets.flatMap((target) => {
      const cpu = target === "foreign" ? undefined : architectureOf(target)?.node;
      const gaps = cpu === undefined ? [] : variantGaps(lock.source, cpu).filter(isInstalled);
      return sentenceOn(`For ${formatTarget(target)} there is no build of`, gaps);
    }),
  ];
  return sentences.length === 0 ? undefined : sentences.join(" ");
}

function leavesOutDevelopment(npm: Invocation): boolean {
  const omits = [...npm.values("--omit"), ...npm.values("--only")];
  return (
    omits.some((value) => /^(dev|prod|production)$/.test(value)) ||
    npm.args.includes("--production") ||
    npm.variable("NODE_ENV") === "production"
  );
}
