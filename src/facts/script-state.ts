import { type Environment, Scope } from "../graph/scope.ts";
import { joinPath, placeholder, type RunStep } from "../graph/steps.ts";
import type { Enclosure, ShellCommand } from "../syntax/shell.ts";
import { ASSIGNMENT, baseName } from "../syntax/wrappers.ts";
import { fillIn } from "./invocation.ts";

/** A command of a script, and what it sees of what ran before it. */
export interface ScriptCommand {
  readonly command: ShellCommand;
  /** Its name, a variable that is known filled in: `pip` for `$PIP install`. */
  readonly name: string;
  /** Read what is needed before the next command: it is the state of the running script. */
  readonly state: ProcessState;
}

/** The variables and the working directory of a shell. */
export interface ProcessState {
  readonly scope: Scope;
  /** Undefined where it is not known. */
  workdir: string | undefined;
}

/** The commands of a step's script in order, as the shell would come to them. */
export function* scriptCommands(step: RunStep): Generator<ScriptCommand> {
  if (step.script.kind !== "shell") return;
  const script = new RunningScript(step.environment, step.workdir);
  for (const command of step.script.script.commands) {
    const state = script.stateFor(command.enclosure);
    yield { command, name: nameOf(command, state.scope), state };
    run(command, state);
  }
}

function nameOf({ name, literal }: ShellCommand, scope: Environment): string {
  if (literal) return name;
  const variable = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?$/.exec(name)?.[1];
  const value = variable === undefined ? undefined : scope.get(variable);
  return value !== undefined && /^[\w./-]+$/.test(value) ? baseName(value) : name;
}

/** What a command changes for the commands behind it. */
function run(command: ShellCommand, state: ProcessState): void {
  const assign = (name: string, value: string) => {
    // In a branch it may stay what it was: what the build knows stands as itself.
    state.scope.set(name, isConditional(command) ? placeholder(name) : value);
  };
  if (command.words.length === 0) {
    for (const { name, value, elements, appends } of command.assignments) {
      assign(name, appends || elements !== undefined ? placeholder(name) : value);
    }
  } else if (command.name === "export") {
    for (const { value } of command.words) {
      const match = ASSIGNMENT.exec(value);
      if (match !== null) assign(match[1]!, value.slice(match[0].length));
    }
  } else if (command.name === "cd") {
    const folder = command.words[1];
    state.workdir = joinPath(
      state.workdir,
      folder === undefined ? "" : fillIn(folder, state.scope),
    );
  }
}

const BRANCHES = new Set<Enclosure["kind"]>(["alternative", "case", "function", "if", "loop"]);

/** Whether a command may be left out, or run for one value among several. */
export function isConditional({ enclosure }: ShellCommand): boolean {
  return nearest(enclosure, BRANCHES) !== undefined;
}

/** What runs in a process of its own: what it changes ends with it. */
const PROCESSES = new Set<Enclosure["kind"]>([
  "background",
  "function",
  "pipeline",
  "script",
  "subshell",
  "substitution",
]);

class RunningScript {
  readonly #shell: ProcessState;
  /** Those of the processes that the shell starts; most scripts have none. */
  #states: Map<Enclosure, ProcessState> | undefined;

  constructor(environment: Environment, workdir: string | undefined) {
    this.#shell = { scope: new Scope(environment), workdir };
  }

  /** The state of the process that commands with this enclosure run in. */
  stateFor(enclosure: Enclosure | undefined): ProcessState {
    const process = nearest(enclosure, PROCESSES);
    if (process === undefined) return this.#shell;
    this.#states ??= new Map();
    const known = this.#states.get(process);
    if (known !== undefined) return known;
    const outer = this.stateFor(process.parent);
    const state = { scope: new Scope(outer.scope.snapshot()), workdir: outer.workdir };
    this.#states.set(process, state);
    return state;
  }
}

/** Enclosures deeper than this are none that a person wrote. */
const MAX_DEPTH = 100;

function nearest(
  enclosure: Enclosure | undefined,
  kinds: ReadonlySet<Enclosure["kind"]>,
): Enclosure | undefined {
  let current = enclosure;
  for (let depth = 0; current !== undefined && depth < MAX_DEPTH; depth++) {
    if (kinds.has(current.kind)) return current;
    current = current.parent;
  }
  return undefined;
}
