import {
  type Analysis,
  indexOfStep,
  type StageFacts,
  type StepFacts,
} from "../../../src/facts/analysis.ts";
import type { CommandFact } from "../../../src/facts/facts.ts";
import { scriptCommands } from "../../../src/facts/script-state.ts";
import type { GraphStage } from "../../../src/graph/graph.ts";
import { oncePer } from "../../../src/graph/once-per.ts";
import { joinPath, RunStep, type CopyStep } from "../../../src/graph/steps.ts";
import type { FamilyCommand } from "../../../src/rule/move.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { type ImageReference, readImageReference } from "../../../src/syntax/image-reference.ts";
import { readMounts, targetOf } from "../../../src/syntax/mount.ts";
import { chainOf } from "../../shared/final-stage.ts";
import { officialName } from "../../shared/official-image.ts";
import { isText, isUtility } from "../../shared/utilities.ts";

/**
 * Whether a `go build` is known to find no C compiler. Go 1.20 and later then turn cgo off by
 * themselves (cmd/go/internal/cfg, `defaultContext`), as they do where they cross-compile: the
 * program is the same to the byte, built with CGO_ENABLED=0 both times.
 */
export function lacksCCompiler(
  { stage, step, invocation }: FamilyCommand & { readonly invocation: Invocation },
  analysis: Analysis,
): boolean {
  const own = analysis.stages[stage.index]!;
  if (!isWithoutCompiler(readImageReference(own.image ?? "")) || invocation.name !== "go") {
    return false;
  }
  if (SET_BY_HAND.some((name) => invocation.variable(name) !== undefined)) return false;
  if (!isUsual(invocation.variable("PATH") ?? "")) return false;
  const chain = chainOf(stage, analysis.graph);
  return (
    stepsWithoutCompiler(own) > indexOfStep(step, own) &&
    chain.slice(1).every(({ index }) => {
      const earlier = analysis.stages[index]!;
      return stepsWithoutCompiler(earlier) === earlier.steps.length;
    }) &&
    !chain.some(mayCopyPrograms)
  );
}

/** How many steps of a stage run before one that may bring a compiler. */
const stepsWithoutCompiler = oncePer(({ steps }: StageFacts): number => {
  const bringing = steps.findIndex((step) => !bringsNoCompiler(step));
  return bringing < 0 ? steps.length : bringing;
});

const mayCopyPrograms = oncePer(({ layers }: GraphStage): boolean =>
  layers.some((layer) => !(layer instanceof RunStep) && mayBringPrograms(layer)),
);

/** What would choose another compiler, another place to look for one, or an older Go. */
const SET_BY_HAND = ["CC", "CGO_ENABLED", "GOENV", "GOTOOLCHAIN", "GOROOT"];

/** `1.22-alpine3.20`, `1-alpine`, `alpine`: what has no number is the newest. */
const ALPINE = /^(?:(\d+)(?:\.(\d+)[\w.]*)?-)?alpine[\d.]*$/;

/** Alpine's variant of the official image has no C compiler. */
function isWithoutCompiler(image: ImageReference | undefined): boolean {
  const tag = officialName(image) === "golang" ? ALPINE.exec(image?.tag ?? "") : null;
  if (tag === null) return false;
  const [, major = "1", minor = "20"] = tag;
  return Number(major) === 1 && Number(minor) >= 20;
}

/** Packages of Alpine that need no compiler, nor bring one. */
const PLAIN_PACKAGES = new Set(
  (
    "bash binutils brotli busybox ca-certificates ca-certificates-bundle coreutils curl diffutils " +
    "docker-cli file findutils gawk gettext git git-lfs gnupg grep gzip jq less libc6-compat libcap " +
    "libcap-utils linux-headers make mercurial musl-dev musl-utils nodejs npm openssh " +
    "openssh-client openssh-client-default openssl patch perl pkgconf procps protobuf protobuf-dev " +
    "protoc rsync sed shadow sqlite su-exec subversion tar tini tree tzdata unzip upx util-linux " +
    "wget which xz yarn yq zip zstd"
  ).split(" "),
);

function bringsNoCompiler(facts: StepFacts): boolean {
  const { step } = facts;
  const mounts = readMounts(step.run).map((mount) => targetOf(mount) ?? "");
  if (mounts.some((target) => holdsPrograms(joinPath(step.workdir, target)))) return false;
  return [...scriptCommands(step)].every(({ command }) => {
    const fact = facts.factOf(command);
    if (fact !== undefined) return isPlain(fact);
    return command.carriesScript || isUtility(command);
  });
}

function isPlain({ ecosystem, invocation, recognition }: CommandFact): boolean {
  switch (ecosystem) {
    case "go":
      return invocation.name === "go" && isOrdinary(invocation);
    case "apk": {
      const names = (recognition.packages ?? []).map((name) => name.replace(/[=<>~@].*/, ""));
      return invocation.name === "apk" && names.every((name) => PLAIN_PACKAGES.has(name));
    }
    case "git":
      return true;
    default:
      return false;
  }
}

/** `go generate` and `go run` may do anything. */
function isOrdinary(go: Invocation): boolean {
  const subcommand = go.subcommand(["-C"]) ?? "version";
  return /^(build|clean|fmt|get|install|list|mod|test|version|vet|work)$/.test(subcommand);
}

/** Whether a COPY may put a compiler where PATH finds it. */
function mayBringPrograms({ sources, destination, workdir }: CopyStep): boolean {
  const place = joinPath(workdir, destination);
  if (place === undefined || /[$*]|\/(gcc|cc|clang)$/.test(place)) return true;
  return holdsPrograms(place) && !sources.every(isText);
}

/** The folders of PATH in the image. */
const PATH =
  "/go/bin /usr/local/go/bin /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin".split(
    " ",
  );

/** Whether a PATH that the file sets names no other folders: `/go/bin:$PATH`. */
function isUsual(path: string): boolean {
  const folders = path.split(":").filter((folder) => !/^(\$PATH|\$\{PATH\}|)$/.test(folder));
  return folders.every((folder) => PATH.includes(folder));
}

function holdsPrograms(path: string | undefined): boolean {
  if (path === undefined) return true;
  return PATH.some((folder) => `${folder}/`.startsWith(path.replace(/\/*$/, "/")));
}
