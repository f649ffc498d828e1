import type { Analysis } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import type { EmulatedStep } from "../../../src/rule/emulation.ts";
import { type Beginning, runUpTo } from "../../../src/rule/prefill.ts";
import type { Rewrite } from "../../../src/rule/rewrite.ts";
import { readOperator } from "../../../src/syntax/heredoc.ts";
import { isMusl } from "../../shared/libc.ts";
import type { NativeSources } from "../../shared/native-sources.ts";
import { pinnedByUv } from "../../shared/wheels/installs.ts";
import { shortagesOf } from "../../shared/wheels/shortages.ts";

/** What the native stage leaves for others to copy. */
export const PREPARED = "/prefilled";

/** What uv installs, and where. */
export interface UvWork {
  readonly emulated: EmulatedStep;
  readonly install: CommandFact;
  readonly folder: string;
  readonly isProject: boolean;
  readonly beginning: Beginning;
  readonly sources: NativeSources;
}

/** Puts a stage in front that repeats the beginning on the build platform; returns its name. */
export function addNativeStage(work: UvWork, rewrite: Rewrite, analysis: Analysis): string {
  const { emulated, beginning, sources } = work;
  const { stage, step } = emulated;
  const [FROM, AS, RUN, ARG] = ["FROM", "AS", "RUN", "ARG"].map((word) => rewrite.keyword(word));
  const name = rewrite.stageName("wheels", stage);
  const { root, instructions } = beginning;
  const isDeclared = step.environment.get("TARGETARCH") !== undefined;
  rewrite.addStage(
    [
      ...sources.stages,
      "# uv runs without emulation here and installs the wheels of the target. In the stage below it finds",
      "# them installed, and does what is left.",
      `${FROM} --platform=${rewrite.variable("BUILDPLATFORM")} ${root.syntax.base!.text} ${AS} ${name}`,
      ...instructions.filter(({ line }) => line !== step.line).map((each) => sources.textOf(each)),
      `${RUN} mkdir ${PREPARED}`,
      ...(isDeclared ? [] : [`${ARG} TARGETARCH`]),
      crossInstall(work, rewrite, analysis),
    ],
    stage,
  );
  return name;
}

/**
 * The author's RUN up to uv, which is told the platform.
 *
 * - The level of glibc decides between wheels of one version: `manylinux_2_36` and older ones. uv knows
 *   them up to 2.40, and no wheel asks for more.
 * - The folders around the environment keep their modes and owners (`--parents`): COPY gives those of what
 *   it brings to folders that are there. From another folder than `/`, cp 9.1 fails to set them.
 * - It takes nothing but wheels: what it built would be for this machine. What the lock has no wheel of
 *   is left to the target, and so is the project itself. Where another one has none uv fails, and
 *   nothing is prepared.
 */
function crossInstall(
  { emulated, install, folder, isProject, beginning, sources }: UvWork,
  rewrite: Rewrite,
  analysis: Analysis,
): string {
  const { graph } = analysis;
  const { step } = emulated;
  const run = beginning.instructions.find(({ line }) => line === step.line)!;
  const arch = rewrite.variable("arch");
  const musl = isMusl(beginning.root, graph);
  const isScript = readOperator(step.run.args.text) !== undefined;
  const newline = isScript ? " &&\n" : ` && ${graph.dockerfile.escape}\n    `;
  const before = [
    `case ${rewrite.variable("TARGETARCH")} in amd64) arch=x86_64 ;; arm64) arch=aarch64 ;; *) exit ;; esac`,
    ...(musl ? [] : ["libc=$(getconf GNU_LIBC_VERSION | sed 's/.* 2\\./2_/; s/2_4.*/2_40/')"]),
    "",
  ].join(newline);
  const platform = musl
    ? `${arch}-unknown-linux-musl`
    : `${arch}-manylinux_${rewrite.variable("libc")}`;
  const options = [
    ` --python-platform ${platform} --no-build`,
    ...(isProject ? [" --no-install-workspace", ...withoutWheel(emulated, analysis)] : []),
  ].join("");
  const action = install.command.words.find(({ value }) => /^(sync|install)$/.test(value))!;
  const added = new Map([
    [install.command.span.start, before],
    [action.span.end, options],
  ]);
  const ending = `${newline}cd / && cp -al --parents ${folder.slice(1)} ${PREPARED} || true`;
  const own = runUpTo(install.command, run, graph, added, ending);
  const flags = sources.textOf(run);
  // The sources stand in the flags, in front of everything else.
  const end = run.args.span.start - run.span.start;
  const shift = flags.length - rewrite.textOf(run).length;
  return flags.slice(0, end + shift) + own.slice(end);
}

/** The packages of uv.lock that have to be built, as options that leave them out. */
function withoutWheel(emulated: EmulatedStep, analysis: Analysis): string[] {
  const names = shortagesOf(emulated, analysis, pinnedByUv)
    .filter(({ targets }) => targets.some(({ architecture }) => CROSS.has(architecture)))
    .map(({ pinned }) => pinned.name);
  return [...new Set(names)].map((name) => ` --no-install-package ${name}`);
}

/** What uv can be told to install for; elsewhere nothing is prepared. */
const CROSS = new Set(["amd64", "arm64"]);
