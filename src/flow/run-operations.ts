import type { OutputBinding, Written } from "../facts/ecosystem.ts";
import type { CommandFact } from "../facts/facts.ts";
import { Invocation } from "../facts/invocation.ts";
import { isConditional, type ScriptCommand } from "../facts/script-state.ts";
import type { GraphStage } from "../graph/graph.ts";
import type { RunStep } from "../graph/steps.ts";
import type { Enclosure, ShellRedirect } from "../syntax/shell.ts";
import { fileOperations, isFileCommand, type PathReader, readTar } from "./file-commands.ts";
import type { Making, Operation, Place } from "./operation.ts";
import { type Path, readPath, relate } from "./paths.ts";

/** A stage or an image that a RUN has mounted. */
export interface Mounted {
  /** Undefined for an image. */
  readonly stage: number | undefined;
  readonly source: Path;
  readonly at: Path;
}

/** What the stage knows that a RUN is in. */
export interface StageKnowledge {
  readonly wrapped: boolean;
  readonly hasCompiler: boolean;
}

/** Scripts that are read in to set variables; those that tell no compiler its target are known. */
const READS_IN = /^(\.|source|eval)$/;
const TELLS_NO_TARGET = /activate$|\.cargo\/env$|nvm\.sh$|bashrc$|profile$|os-release$/;

/** What a script looks at to choose between architectures. */
const CHOOSES = /\b(TARGET|BUILD)(PLATFORM|ARCH|VARIANT|OS)\b|\buname\b|print-arch/;

/** What the commands of one RUN do to files. */
export class RunReader {
  readonly #stage: GraphStage;
  readonly #step: RunStep;
  readonly #image: string | undefined;
  readonly #mounts: readonly Mounted[];
  readonly #knowledge: StageKnowledge;
  readonly #chooses: boolean;
  /** Whether the script has left the directory that it began in. */
  #wanders = false;
  /** Whether a script was read in that may have named the target. */
  #toldTarget = false;
  /** What a pipeline has downloaded so far. */
  readonly #fetched = new Map<Enclosure, CommandFact>();

  constructor(
    stage: GraphStage,
    step: RunStep,
    image: string | undefined,
    mounts: readonly Mounted[],
    knowledge: StageKnowledge,
  ) {
    this.#stage = stage;
    this.#step = step;
    this.#image = image;
    this.#mounts = mounts;
    this.#knowledge = knowledge;
    this.#chooses = CHOOSES.test(step.script.kind === "shell" ? step.script.script.text.text : "");
  }

  read(each: ScriptCommand, fact: CommandFact | undefined): Operation[] {
    const { command, name } = each;
    this.#wanders ||= name === "cd";
    if (READS_IN.test(name) && !TELLS_NO_TARGET.test(command.words[1]?.value ?? "")) {
      this.#toldTarget = true;
    }
    const isDownload = fact?.recognition.role === "fetch" && !isFileCommand(name);
    if (isDownload && command.enclosure?.kind === "pipeline") {
      this.#fetched.set(command.enclosure, fact);
    }
    if (fact === undefined && !touchesFiles(each)) return [];
    const invocation = fact?.invocation ?? this.#invocationOf(each);
    const operations = [
      ...this.#made(invocation, fact),
      ...this.#moved(invocation),
      ...this.#redirected(invocation, fact),
    ];
    const depends = this.#chooses && isConditional(command);
    return operations.map((operation) =>
      depends || isComputed(operation) ? this.#unsure(operation, invocation, fact) : operation,
    );
  }

  #invocationOf({ command, name, state }: ScriptCommand): Invocation {
    const environment = state.scope.snapshot();
    const named = name === command.name ? command : { ...command, name };
    return new Invocation(named, { environment, workdir: state.workdir, image: this.#image });
  }

  /** What the ecosystem says that the command writes. */
  #made(invocation: Invocation, fact: CommandFact | undefined): Operation[] {
    if (invocation.name === "xx-verify") {
      // It fails where a file is not for the target.
      const files = invocation.operands().map((file) => this.#path(file, invocation));
      return files.map((path) => this.#makeAt(path, "target-bound", invocation, fact));
    }
    const writes = fact?.recognition.writes ?? [];
    return writes.map((written) => this.#make(written, fact!));
  }

  #bindingOf({ recognition }: CommandFact, written: Written): OutputBinding {
    const binding = written.binding ?? recognition.output;
    if (written.needsCompiler && binding === "build-bound" && !this.#knowledge.hasCompiler) {
      return "unknown";
    }
    const isTold = this.#toldTarget || this.#knowledge.wrapped;
    return isTold && recognition.role === "compile" ? "unknown" : binding;
  }

  #make(written: Written, fact: CommandFact): Making {
    const { path: text, names = [], mixed = false, renews = false } = written;
    const path = this.#path(text, fact.invocation);
    const made = this.#makeAt(path, this.#bindingOf(fact, written), fact.invocation, fact);
    return { ...made, folder: text.endsWith("/"), names, mixed, renews };
  }

  #makeAt(
    path: Path,
    binding: OutputBinding,
    invocation: Invocation,
    fact: CommandFact | undefined,
  ): Making {
    const { span } = invocation.command;
    const origin = { stage: this.#stage, span, path, binding, step: this.#step, invocation, fact };
    return { kind: "make", path, folder: false, names: [], mixed: false, renews: false, origin };
  }

  /** What a command moves that works on any file. */
  #moved(invocation: Invocation): Operation[] {
    const { enclosure } = invocation.command;
    const fetched = enclosure && this.#fetched.get(enclosure);
    const fetchedInto = fetched && unpackedInto(invocation);
    if (fetched !== undefined && fetchedInto !== undefined) {
      const { output } = fetched.recognition;
      const path = this.#path(fetchedInto, invocation);
      return [{ ...this.#makeAt(path, output, fetched.invocation, fetched), folder: true }];
    }
    return fileOperations(invocation, this.#readerFor(invocation));
  }

  #readerFor(invocation: Invocation): PathReader {
    const path = (text: string) => this.#path(text, invocation);
    return { path, place: (text) => this.#place(path(text)) };
  }

  /** Without a WORKDIR scripts begin at the root, in most images; elsewhere is not known. */
  #path(text: string, { workdir }: Invocation): Path {
    return readPath(text, workdir ?? (this.#wanders ? "/proc/nowhere" : "/"));
  }

  /** Where a path of the running step really is: below a mount, elsewhere. */
  #place(path: Path): Place {
    for (const { stage, source, at } of this.#mounts) {
      const relation = relate(at, path);
      if (relation !== "same" && relation !== "above") continue;
      const inside = [...source, ...path.slice(at.length)];
      return stage === undefined ? { outside: true, path: inside } : { stage, path: inside };
    }
    return { path };
  }

  /** `curl URL > file`, `cat a b > file`, `pipenv requirements > file`. */
  #redirected(invocation: Invocation, fact: CommandFact | undefined): Operation[] {
    const { command } = invocation;
    return command.redirects.flatMap((redirect): Operation[] => {
      if (!isOutput(redirect)) return [];
      const target = redirect.target!.value;
      if (target.startsWith("/dev/")) return [];
      const path = this.#path(target, invocation);
      if (invocation.name === "cat" && invocation.args.length > 0) {
        const from = invocation.operands().map(this.#readerFor(invocation).place);
        return [{ kind: "bring", to: path, from, whole: true, span: command.span }];
      }
      const role = fact?.recognition.role;
      const printed = role === "fetch" || role === "resolve" ? fact!.recognition.output : "unknown";
      return [this.#makeAt(path, printed, invocation, fact)];
    });
  }

  /** The same place, made by this command, and it cannot be told for which machine. */
  #unsure(operation: Operation, invocation: Invocation, fact: CommandFact | undefined): Operation {
    if (operation.kind === "remove") return operation;
    const path = operation.kind === "make" ? operation.path : operation.to;
    const folder = operation.kind === "bring" || operation.folder;
    return { ...this.#makeAt(path, "unknown", invocation, fact), folder };
  }
}

function touchesFiles({ command, name }: ScriptCommand): boolean {
  return isFileCommand(name) || name === "xx-verify" || command.redirects.some(isOutput);
}

/** Where a tar in a pipeline unpacks its standard input. */
function unpackedInto({ name, args }: Invocation): string | undefined {
  if (name !== "tar" && name !== "bsdtar") return undefined;
  const { mode, archive, folder } = readTar(args);
  const isPiped = archive === undefined || archive === "-" || archive === "/dev/stdin";
  return mode === "x" && isPiped ? (folder ?? ".") : undefined;
}

function isOutput({ operator, target }: ShellRedirect): boolean {
  return target !== undefined && /^&?>[>|]?$/.test(operator);
}

/** Whether what is moved is named by what a command prints: `target/$(cat triple)/app`. */
function isComputed(operation: Operation): boolean {
  if (operation.kind !== "bring") return false;
  return operation.from.some(({ path }) => path.some((name) => /[`(]/.test(name)));
}
