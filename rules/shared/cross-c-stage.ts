import type { Analysis } from "../../src/facts/analysis.ts";
import type { CommandFact } from "../../src/facts/facts.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import type { Architecture } from "../../src/platform/architectures.ts";
import { type Fix, refuse } from "../../src/rule/fix.ts";
import { type FamilyCommand, moveAssumptions, oncePerFamily } from "../../src/rule/move.ts";
import { Rewrite } from "../../src/rule/rewrite.ts";
import { readImageReference } from "../../src/syntax/image-reference.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";
import { CROSS_COMPILE_REASONS } from "./cross-c.ts";
import { checkMove, type MoveCheck, putOnBuildPlatform } from "./move-stage.ts";
import { officialName } from "./official-image.ts";
import { refusing } from "./refusing.ts";
import { caseByTarget, knownTargets, type TargetCase } from "./target-case.ts";
import { mayHoldMachineCode } from "./utilities.ts";

/** What was seen when one program was compiled both ways. */
export const CROSS_C_GUARANTEE =
  "The cross compiler is the same GCC of the same Debian release, told another target. A small program " +
  "with an Autoconf script, built on Debian 12 once under QEMU and once like this, had the same code, " +
  "data and symbols; the build ID, the compiler's comment and the paths of headers in the debugging " +
  "information differed. A wrong guess shows early: Autoconf and CMake try the compiler before " +
  "anything else, and what runs a program of the target ends the build.";

/** The file in which a stage keeps GCC's name for the target, and what CMake is told of it. */
const TARGET_FILE = "/c-target";
const CMAKE_FILE = "/c-target.cmake";
const GCC = `$(cat ${TARGET_FILE})`;

const ECOSYSTEMS = new Set(["autotools", "c", "cmake", "make"]);

/** Where Debian's cross compilers are not to be had. */
const refuseElsewhere = refusing(({ main }) => {
  const isAlpine = /(^|\/|-)alpine/.test(main.invocation.image?.text ?? "");
  if (!isAlpine) return CROSS_COMPILE_REASONS;
  return {
    ...CROSS_COMPILE_REASONS,
    builds:
      "Alpine has no cross compilers of GCC: with tonistiigi/xx clang is one (COPY --from=xx / /, apk add " +
      "clang lld, xx-apk add gcc musl-dev and the -dev packages, CC=xx-clang, ./configure " +
      "--host=$(xx-clang --print-target-triple)); whether these sources bear it is not in the Dockerfile",
  };
});

/**
 * C and C++ with Debian's cross compilers, where every command has a known way of being told about
 * them: Autoconf's `--host`, CMake's toolchain file, the compiler's own name. What a bare Makefile
 * calls its compilers is not in the Dockerfile.
 */
export const crossCompileC = oncePerFamily((step, analysis) => {
  const { stage } = step;
  const image = analysis.stages[stage.index]!.image;
  if (!hasCrossCompilers(image)) return refuseElsewhere(step, analysis);
  const check = checkMove(stage, analysis, {
    ecosystems: ECOSYSTEMS,
    objectionTo: ({ fact }) => objectionToCompile(fact!),
    mayLeave: ({ path }) => /^\/usr\/local(\/|$)/.test(path) || !mayHoldMachineCode(path),
  });
  if ("refusal" in check) return refuse(check.refusal);
  const objection = objectionToBuild(check.commands);
  if (objection !== undefined) return refuse(objection);
  const known = knownTargets(analysis.graph, hasCompiler);
  if ("unknown" in known) return refuse(`Debian has no cross compiler for ${known.unknown}`);
  return { fix: crossCompile(check, known.rows, analysis) };
});

/** Debian and Ubuntu have them under the same names. */
function hasCrossCompilers(image: string | undefined): boolean {
  const name = image === undefined ? undefined : officialName(readImageReference(image));
  return name === "debian" || name === "ubuntu";
}

/** Debian's own compilers are below ARMv6: there is no cross compiler for just that. */
function hasCompiler({ gcc, debian, docker }: Architecture): boolean {
  return gcc !== undefined && debian !== undefined && docker !== "arm/v6";
}

/** Variables that name a compiler or a tool themselves. */
const TOOLS = ["CC", "CXX", "LD", "AR", "RANLIB", "STRIP", "CROSS_COMPILE", "PKG_CONFIG"];

/** Why one command cannot be told about the target. */
function objectionToCompile({ invocation, recognition }: CommandFact): string | undefined {
  const { name, args } = invocation;
  if (recognition.role === "test") return `${name} runs what is compiled here`;
  const named = [
    ...TOOLS.filter((tool) => invocation.variable(tool) !== undefined),
    ...args.filter((arg) => NAMES_COMPILER.test(arg)),
  ];
  if (named.length > 0) return `${name} is told its compiler by ${named[0]}: leave that out`;
  const isCompiler = /^(gcc|g\+\+|cc|c\+\+)$/.test(name);
  return recognition.role !== "compile" || isCompiler || isBuilder(name)
    ? objectionToScript(invocation)
    : `${name} is no compiler of Debian's gcc`;
}

const NAMES_COMPILER =
  /^(--(host|cross-\w+|toolchain|cc|cxx)(=|$)|--target=|-target$|-D?CMAKE_(TOOLCHAIN|SYSTEM|C_COMPILER|CXX_COMPILER)|(CC|CXX|LD|AR|CROSS_COMPILE)=|-m(arch|cpu|tune)=native|-m(32|64)$|-DCMAKE_CROSSCOMPILING)/;

function isBuilder(name: string): boolean {
  return /^(cmake|gmake|make|ninja|ninja-build|samu)$/.test(name);
}

/** A configure script as Autoconf writes them is in the sources, and is called so. */
function objectionToScript({ name, command }: Invocation): string | undefined {
  if (!/^(Configure|config)$/.test(name)) return undefined;
  return `${command.words[0]!.value} is no configure script of Autoconf, and names targets in its own way`;
}

/** Libraries of the compiler itself: the cross compiler brings its own. */
const OWN_LIBRARIES = /^(libc6|libc|libstdc\+\+-\d+|linux-libc|musl)-dev$/;

/** What keeps the stage where it is, looking at all of its commands. */
function objectionToBuild(commands: readonly FamilyCommand[]): string | undefined {
  const facts = commands.flatMap(({ fact }) => fact ?? []);
  const library = facts
    .flatMap(({ recognition }) => recognition.packages ?? [])
    .find((name) => /-dev(=.*)?$/.test(name) && !OWN_LIBRARIES.test(name));
  if (library !== undefined) {
    const name = library.replace(/=.*/, "");
    return (
      `${name} is a library of the machine that compiles: a cross compile takes the target's, ` +
      `${name}:arm64 after dpkg --add-architecture arm64 (or xx-apt-get install ${name})`
    );
  }
  let isConfigured = false;
  for (const { fact, step } of commands) {
    if (fact === undefined) continue;
    if (isConfigure(fact)) isConfigured = true;
    if (fact.ecosystem === "make" && fact.recognition.role === "compile" && !isConfigured) {
      return (
        `line ${step.line}: which compilers ${fact.invocation.name} calls is in the Makefile; where it ` +
        `takes them from CC, it can be told the target's (make CC=aarch64-linux-gnu-gcc)`
      );
    }
  }
  const script = facts.find(({ invocation }) => /^(autogen|bootstrap)/.test(invocation.name));
  if (script !== undefined && !facts.some(isConfigure)) {
    return `${script.invocation.name} configures for the machine that it runs on: call ./configure behind it`;
  }
  const compiling = commands.filter(({ fact }) => ECOSYSTEMS.has(fact?.ecosystem ?? ""));
  const other = compiling.find(({ stage }) => stage !== compiling[0]!.stage);
  if (other !== undefined)
    return `stages ${compiling[0]!.stage.label} and ${other.stage.label} both compile`;
  const user = commands.find(({ step }) => !/^(root|0)(:|$)/.test(step.user ?? "root"));
  return user && `line ${user.step.line} runs as ${user.step.user}, who cannot install a compiler`;
}

function isConfigure({ ecosystem, invocation, recognition }: CommandFact): boolean {
  if (ecosystem === "cmake") return recognition.role === "configure";
  return ecosystem === "autotools" && invocation.name === "configure";
}

function crossCompile(
  { family, commands }: Extract<MoveCheck, { family: unknown }>,
  rows: readonly Architecture[],
  analysis: Analysis,
): Fix {
  const rewrite = new Rewrite(analysis.graph);
  putOnBuildPlatform(family, rewrite);
  const compiling = commands.filter(
    ({ fact }) => fact !== undefined && ECOSYSTEMS.has(fact.ecosystem),
  );
  const stage = compiling[0]!.stage;
  const usesCmake = compiling.some(({ fact }) => fact!.ecosystem === "cmake");
  const { args, lines } = setUp(rows, usesCmake);
  const first = compiling[0]!.step;
  const instruction = stage.syntax.instructions.find(({ line }) => line === first.line)!;
  rewrite.declareArgs(stage, args, first);
  rewrite.insertBefore(instruction, rewrite.run(lines));
  for (const { fact, command } of compiling) tellTarget(fact!, command, rewrite);
  const usesScript = compiling.some(({ fact }) => fact!.invocation.name === "configure");
  return {
    title: `Cross-compile in stage ${family.root.label} on the build platform`,
    applicability: "unsafe",
    assumptions: [
      "the sources link no library of the system besides libc, and run nothing that they have just compiled",
      ...(usesScript
        ? ["configure was written by Autoconf, which is told the target by --host"]
        : []),
      ...moveAssumptions(family),
    ],
    edits: rewrite.edits,
  };
}

function tellTarget(
  { ecosystem, invocation, recognition }: CommandFact,
  command: ShellCommand,
  rewrite: Rewrite,
): void {
  const [called] = command.words as [ShellCommand["words"][number]];
  if (ecosystem === "c") {
    const compiler = /^(g\+\+|c\+\+)$/.test(invocation.name) ? "g++" : "gcc";
    rewrite.replace(called.span, `${GCC}-${compiler}`);
  } else if (ecosystem === "autotools" && invocation.name === "configure") {
    rewrite.addWords(called, `--host=${GCC}`);
  } else if (ecosystem === "cmake" && recognition.role === "configure") {
    rewrite.addWords(called, `-DCMAKE_TOOLCHAIN_FILE=${CMAKE_FILE}`);
  }
}

/** What sets CMake up, as its toolchain files do. */
const FOR_CMAKE =
  String.raw`printf 'set(CMAKE_%s %s)\n' SYSTEM_NAME Linux SYSTEM_PROCESSOR $cpu ` +
  `C_COMPILER $gcc-gcc CXX_COMPILER $gcc-g++ > ${CMAKE_FILE}`;

/** The machine's own compiler goes by its full name, too: it needs nothing that is not there. */
function setUp(rows: readonly Architecture[], usesCmake: boolean): TargetCase {
  const { args, lines } = caseByTarget(rows, ({ gcc, debian, uname }) => {
    return `gcc=${gcc} debian=${debian}${usesCmake ? ` cpu=${uname}` : ""}`;
  });
  const install = "  apt-get update && apt-get install -y crossbuild-essential-$debian";
  return {
    args,
    lines: [
      ...lines.slice(0, -1),
      `${lines.at(-1)} &&`,
      `echo $gcc > ${TARGET_FILE} &&${usesCmake ? ` touch ${CMAKE_FILE} &&` : ""}`,
      `if [ "$(dpkg --print-architecture)" != $debian ]; then`,
      ...(usesCmake ? [`${install} &&`, `  ${FOR_CMAKE};`] : [`${install};`]),
      "fi",
    ],
  };
}
