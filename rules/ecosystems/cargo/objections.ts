import type { Analysis } from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { exportsOf, type Family, type FamilyCommand } from "../../../src/rule/move.ts";
import { readMounts } from "../../../src/syntax/mount.ts";
import { objectionToExecForm } from "../../shared/exec-form.ts";
import type { Places } from "./places.ts";
import { subcommandOf, toolchainOf } from "./subcommand.ts";

export const ECOSYSTEMS: ReadonlySet<string> = new Set(["cargo", "rustup"]);

/** Subcommands that compile, and take `--target`. */
const BUILDS = new Set(["b", "build", "cook", "install", "rustc"]);
/** Those that make no program. */
const OTHERS = new Set(
  (
    "add check clean clippy config doc fetch fmt generate-lockfile init login metadata new pkgid " +
    "prepare remove rm search tree update vendor version"
  ).split(" "),
);
/** Flags for a compiler or linker of one machine. */
const BOUND_FLAGS = /target-cpu|target-feature=-crt-static|linker|link-arg/;

/** Why a command of cargo or rustup keeps its stage where it is. */
export function objectionToRust({
  ecosystem,
  invocation,
  recognition,
}: CommandFact): string | undefined {
  if (ecosystem === "rustup") {
    const installs = /^(component|show|self|--version|-V)$/.test(invocation.subcommand() ?? "show");
    return installs ? undefined : "rustup chooses a toolchain or a target that is not the image's";
  }
  if (recognition.output === "portable") return undefined;
  if (invocation.name !== "cargo") return `${invocation.name} has its own way to cross-compile`;
  const called = subcommandOf(invocation);
  if (called === undefined || OTHERS.has(called.name)) return undefined;
  if (toolchainOf(invocation) !== undefined) {
    return `${toolchainOf(invocation)} chooses a toolchain for which the target would have to be added`;
  }
  const unread = objectionToExecForm(invocation.command);
  if (unread !== undefined) return unread;
  if (!BUILDS.has(called.name))
    return `cargo ${called.name} runs what it compiles, or hides where it is put`;
  const target = invocation.value("--target") ?? invocation.variable("CARGO_BUILD_TARGET");
  if (target !== undefined) {
    return `the target is fixed to ${target}: without it the stage could compile for each target`;
  }
  const flags = [...invocation.args, invocation.variable("RUSTFLAGS") ?? ""];
  const bound = flags.find((flag) => BOUND_FLAGS.test(flag));
  return bound && `${bound} is meant for a compiler of the machine itself`;
}

/** The commands whose programs ship; the others make tools for the build. */
export function productsOf(
  commands: readonly FamilyCommand[],
  family: Family,
  analysis: Analysis,
): FamilyCommand[] {
  const taken = new Set(
    exportsOf(family, analysis).map(({ path }) => path.slice(path.lastIndexOf("/") + 1)),
  );
  return commands.filter(({ fact }) => {
    if (fact?.ecosystem !== "cargo" || fact.invocation.name !== "cargo") return false;
    const { invocation } = fact;
    const name = subcommandOf(invocation)?.name ?? "";
    if (name !== "install") return BUILDS.has(name);
    return invocation.has("--path") || namesOf(invocation).some((crate) => taken.has(crate));
  });
}

/** The crates that `cargo install` names, without their versions. */
function namesOf(invocation: Invocation): string[] {
  return invocation.operands().map((word) => word.replace(/@.*$/, ""));
}

/** Packages with headers that are for the build alone. */
const TOOLS =
  /^(musl|libc6?|libclang|llvm|clang|linux-libc|linux|build-base|protobuf)-|^(protobuf|clang)/;

/** Why a stage cannot be set up for another machine, or what it makes would not be found. */
export function objectionToStages(
  { members }: Family,
  { graph }: Analysis,
  commands: readonly FamilyCommand[],
  places: Places,
): string | undefined {
  for (const command of commands) {
    const { fact, step } = command;
    const library = fact?.recognition.packages?.find(
      (name) => /-dev(el)?$/.test(name) && !TOOLS.test(name),
    );
    if (library !== undefined) {
      return (
        `line ${step.line} installs ${library}, which the program links: a cross compile needs that ` +
        "of the target (dpkg --add-architecture, or xx-apt and xx-apk with xx-cargo)"
      );
    }
    const isOwn = fact !== undefined && ECOSYSTEMS.has(fact.ecosystem);
    const lost = isOwn ? undefined : places.objectionTo(command);
    if (lost !== undefined) return `line ${step.line}: ${lost}`;
  }
  const inside = new Set(members.map(({ stage }) => stage.index));
  const mounts = graph.stages
    .flatMap(({ edges }) => edges)
    .filter(({ kind, from }) => kind === "mount" && "stage" in from && inside.has(from.stage))
    .flatMap(({ instruction }) => readMounts(instruction));
  const mounted = mounts
    .map((mount) => mount.get("source") ?? "")
    .find((path) => places.hold(path));
  if (mounted !== undefined) {
    return `${mounted} is mounted: a cross compile puts it one folder deeper, where no mount finds it`;
  }
  for (const { stage, steps } of members) {
    const user = stage.steps[0]?.user;
    if (user !== undefined && !/^(root|0)(:|$)/.test(user)) {
      return `stage ${stage.label} runs as ${user}, who may not install a cross compiler`;
    }
    const hides = steps.find(({ step }) =>
      readMounts(step.run).some((mount) =>
        /^\/usr\/local\/cargo\/?$/.test(mount.get("target") ?? ""),
      ),
    );
    if (hides !== undefined) {
      return `line ${hides.step.line} mounts over the folder in which cargo is told its linker`;
    }
  }
  return undefined;
}
