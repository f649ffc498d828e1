import type { Analysis } from "../src/facts/analysis.ts";
import type { GraphStage } from "../src/graph/graph.ts";
import { joinPath, type RunStep } from "../src/graph/steps.ts";
import { refuse, type Remedy } from "../src/rule/fix.ts";
import type { Rule } from "../src/rule/rule.ts";
import { listOf } from "../src/rule/wording.ts";
import type { Instruction } from "../src/syntax/instruction.ts";
import type { ShellCommand } from "../src/syntax/shell.ts";
import { exportAsEnv, type Lasting, makeLast } from "./shared/keep-shell-state.ts";

export const lostShellState: Rule = {
  id: "lost-shell-state",
  severity: "warning",
  summary: "a RUN ends with a change of its shell, which the next one does not see",
  docs: {
    what:
      `A \`RUN\` whose last command changes nothing but the shell that runs it: \`cd\`, \`export\`, ` +
      `\`alias\`, \`. venv/bin/activate\`, \`nvm use\`, \`conda activate\`.`,
    why:
      `Every \`RUN\` begins with a new shell in the \`WORKDIR\`; what the last one exported, entered or ` +
      `activated is gone. \`RUN . venv/bin/activate\` succeeds, and the \`pip install\` behind it goes ` +
      `into the system's Python.`,
    bad: `FROM python:3.12
RUN python -m venv /venv
RUN . /venv/bin/activate
RUN pip install flask
`,
    good: `FROM python:3.12
RUN python -m venv /venv
ENV PATH=/venv/bin:$PATH
RUN pip install flask
`,
    exceptions:
      `Nothing is reported for \`cd\` and \`export\` where no \`RUN\` follows in the stage, for a \`cd\` ` +
      `that goes back, and where a script is sourced that is not known to set up a shell alone.`,
    fix:
      `An \`ENV\` or a \`WORKDIR\` with what the shell had, where the file tells it in full. It is ` +
      `unsafe: the steps below have worked without it so far, and may rest on that.`,
  },
  *check({ graph, stages }: Analysis) {
    for (const { stage } of stages) {
      const sequels = new Sequels(stage);
      for (const step of stage.steps) {
        const lost = step.inherited ? undefined : lostBy(step, sequels);
        if (lost === undefined) continue;
        const { what, help, command, lasting } = lost;
        yield {
          message: `${what} ends with this RUN: the next one begins with a new shell.`,
          help,
          span: command.span,
          stage: stage.label,
          remedy: () => ("keyword" in lasting ? makeLast(lasting, step, stage, graph) : lasting),
        };
      }
    }
  },
};

interface LostState {
  readonly command: ShellCommand;
  /** The beginning of a sentence. */
  readonly what: string;
  /** What to write instead. */
  readonly help: string;
  /** The instruction that does it, or why none does. */
  readonly lasting: Lasting | Remedy;
}

/** What follows a RUN in its stage: looked for when it is asked for, as most ask for nothing. */
interface Sequel {
  readonly next: Instruction | undefined;
  readonly nextRun: RunStep | undefined;
  /** Whether an ENV sets a variable. */
  readonly sets: (name: string) => boolean;
}

/** What follows the RUNs of a stage. */
class Sequels {
  readonly #stage: GraphStage;
  #ownRuns: readonly RunStep[] | undefined;
  #lines: ReadonlyMap<string, number> | undefined;

  constructor(stage: GraphStage) {
    this.#stage = stage;
  }

  of({ line }: RunStep): Sequel {
    const { instructions } = this.#stage.syntax;
    const runs = () => this.#runs;
    return {
      get next() {
        return firstBehind(instructions, line);
      },
      get nextRun() {
        return firstBehind(runs(), line);
      },
      sets: (name) => (this.#lastSet.get(name) ?? 0) > line,
    };
  }

  get #runs(): readonly RunStep[] {
    return (this.#ownRuns ??= this.#stage.steps.filter(({ inherited }) => !inherited));
  }

  /** The line of the last ENV that sets a variable. */
  get #lastSet(): ReadonlyMap<string, number> {
    if (this.#lines !== undefined) return this.#lines;
    const environment = this.#stage.syntax.instructions.filter(({ name }) => name === "ENV");
    const set = environment.flatMap(({ line, assignments }) =>
      assignments.map(({ name }) => [name.text, line] as const),
    );
    return (this.#lines = new Map(set));
  }
}

/** The first of what stands in order of its lines that is behind a line. */
function firstBehind<T extends { readonly line: number }>(
  all: readonly T[],
  line: number,
): T | undefined {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.line > line) high = middle;
    else low = middle + 1;
  }
  return all[low];
}

function lostBy(step: RunStep, sequels: Sequels): LostState | undefined {
  if (step.run.exec || step.script.kind !== "shell") return undefined;
  const { commands, broken } = step.script.script;
  const command = commands.at(-1);
  if (broken || command === undefined || command.enclosure !== undefined) return undefined;
  switch (command.name) {
    case "cd":
      return lostFolder(command, commands.slice(0, -1), step, sequels.of(step));
    case "export":
      return lostVariables(command, step, sequels.of(step));
    case "alias":
      return lostAlias(command);
    case ".":
    case "source":
      return lostFile(command, step, sequels.of(step));
    default:
      return CHOOSERS.test(command.name)
        ? lostChoice(command, commands.slice(0, -1), sequels.of(step))
        : undefined;
  }
}

function lostFolder(
  command: ShellCommand,
  earlier: readonly ShellCommand[],
  { workdir }: RunStep,
  { next, nextRun }: Sequel,
): LostState | undefined {
  if (nextRun === undefined || next?.name === "WORKDIR" || startsWithCd(nextRun)) return undefined;
  const folder = command.words[1]?.value;
  if (earlier.length > 0) {
    const goesBack = folder === undefined || /^(-|~|\/|\$HOME|\$OLDPWD|(\.\.\/?)+)$/.test(folder);
    if (goesBack || earlier.some(({ name }) => name === "cd" || name === "pushd")) return undefined;
  }
  const help = folder?.startsWith("/")
    ? `Write WORKDIR ${folder} instead, or cd in the RUN that needs it`
    : "Write a WORKDIR instead, or cd in the RUN that needs it";
  return {
    command,
    what: `The cd to ${folder ?? "the home folder"}`,
    help,
    lasting: asWorkdir(folder, earlier, workdir),
  };
}

function asWorkdir(
  folder: string | undefined,
  earlier: readonly ShellCommand[],
  workdir: string | undefined,
): Lasting | Remedy {
  const own = folder?.startsWith("/") ? folder : earlier.length === 0 ? workdir : undefined;
  const path = joinPath(own, folder ?? "~");
  if (path === undefined || /[$~*?`"'\\\s]/.test(path)) {
    return refuse(`where cd ${folder ?? ""} leads to is not in the Dockerfile`);
  }
  const so = workdir === undefined ? "" : ` in ${workdir}`;
  const assumption = `what follows is meant to run in ${path}: it has run elsewhere${so} so far`;
  return { keyword: "WORKDIR", value: path, assumption };
}

/** The author of such a RUN knows. */
function startsWithCd({ script }: RunStep): boolean {
  return script.kind === "shell" && script.script.commands[0]?.name === "cd";
}

function lostVariables(
  command: ShellCommand,
  step: RunStep,
  { nextRun, sets }: Sequel,
): LostState | undefined {
  const words = command.words.slice(1);
  if (words.length === 0 || words.some(({ value }) => value.startsWith("-"))) return undefined;
  const names = words.map(({ value }) => value.split("=")[0]!);
  if (nextRun === undefined || names.every(sets)) return undefined;
  const text = words.map(({ raw }) => raw.text).join(" ");
  const isComputed = /\$\(|`/.test(text) || words.some(({ value }) => !value.includes("="));
  return {
    command,
    what: `The export of ${listOf(names)}`,
    help: isComputed
      ? `Export ${listOf(names)} in the RUN that needs it, or write an ENV`
      : `Write ENV ${text} instead`,
    lasting: isComputed
      ? refuse("the value is known to the shell alone")
      : exportAsEnv(words, step),
  };
}

function lostAlias(command: ShellCommand): LostState | undefined {
  if (command.words.length === 1) return undefined;
  return {
    command,
    what: "The alias",
    help: "Write a small script in /usr/local/bin instead, or add the alias to a file that shells read",
    lasting: refuse("no instruction sets an alias"),
  };
}

/** What sets up the shell that reads it, and does nothing besides. */
const SETUP_FILES =
  /(^|\/)(activate|\.(bashrc|bash_profile|profile|zshrc|zprofile|env)|\.cargo\/env|(nvm|conda|asdf|rvm)\.sh|sdkman-init\.sh|scripts\/rvm|(setup|local_setup)\.bash|setvars\.sh|emsdk_env\.sh|etc\/(profile|environment|bash\.bashrc)|profile\.d\/[\w.-]+\.sh)$/;

function lostFile(
  command: ShellCommand,
  { environment }: RunStep,
  { sets }: Sequel,
): LostState | undefined {
  const file = command.words[1]?.value ?? "";
  if (!SETUP_FILES.test(file) || sets("PATH")) return undefined;
  const what = `What ${command.name} ${file} sets`;
  // The activate of conda takes an environment's name.
  const isVenv = command.words.length === 2;
  const folder = isVenv ? /^(\/.*)\/activate$/.exec(file)?.[1] : undefined;
  // The environment is active already, by its PATH.
  if (folder !== undefined && environment.get("PATH")?.includes(folder)) return undefined;
  const help =
    folder === undefined
      ? "Set with ENV what it sets, or read it in the RUN that needs it"
      : `Write ENV PATH=${folder}:$PATH instead`;
  const assumption = `what follows is meant to use ${folder}: it has used the system's own so far`;
  const lasting: Lasting | Remedy =
    folder === undefined
      ? refuse(`what ${file} sets is not in the Dockerfile, or not with the whole path`)
      : { keyword: "ENV", value: `PATH=${folder}:$PATH`, assumption };
  return { command, what, help, lasting };
}

/** Tools that choose a version or an environment for the shell that they are called in. */
const CHOOSERS = /^(nvm|eval)$|(conda|mamba)$/;

function lostChoice(
  command: ShellCommand,
  earlier: readonly ShellCommand[],
  { nextRun, sets }: Sequel,
): LostState | undefined {
  if (nextRun === undefined || sets("PATH")) return undefined;
  const { name, words } = command;
  const [verb, object] = words.slice(1).map(({ value }) => value);
  const help = "Set PATH with ENV, or choose in the RUN that needs it";
  const lasting = refuse(`what ${name} sets is known to the shell alone`);
  if (name === "nvm" && verb === "use") {
    // The first version that is installed becomes the default of every shell.
    const isDefault =
      object === "default" ||
      earlier.some((each) => each.name === "nvm" && /^(install|alias)$/.test(each.words[1]!.value));
    return isDefault ? undefined : { command, what: "The choice of nvm use", help, lasting };
  }
  if (name.endsWith("conda") || name.endsWith("mamba")) {
    if (verb !== "activate") return undefined;
    const run = `Use ${name} run -n ${object ?? "base"} in the RUN that needs it, or set PATH with ENV`;
    return { command, what: `The environment of ${name} activate`, help: run, lasting };
  }
  if (name === "eval" && /\b(pyenv|rbenv|nodenv) init\b|\bopam env\b/.test(verb ?? "")) {
    return { command, what: `What ${words[1]!.raw.text} sets`, help, lasting };
  }
  return undefined;
}
