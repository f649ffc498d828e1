import {
  type ArrayValue,
  type CommandExpansionPart,
  type CommandNode,
  type CompoundList,
  forEachChild,
  type Command,
  parse,
  type PipelineNode,
  type Redirection,
  type Script,
  type Statement,
  type SyntaxNode,
  type Word,
} from "unbash";
import { MappedText } from "../text/mapped.ts";
import type { Span } from "../text/span.ts";
import { ShellWord } from "./shell-word.ts";
import { ASSIGNMENT, baseName, isPosixShell, scriptPlace, unwrap } from "./wrappers.ts";

/** What surrounds a command inside its RUN step, from the inside out. */
export interface Enclosure {
  readonly kind:
    | "alternative" // behind `||`
    | "background"
    | "case"
    | "function"
    | "group"
    | "if"
    | "loop"
    | "pipeline"
    | "script" // `sh -c "..."`, or a heredoc fed to a shell
    | "subshell"
    | "substitution";
  readonly parent: Enclosure | undefined;
}

export interface ShellAssignment {
  readonly name: string;
  /** "" for an array. */
  readonly value: string;
  /** The elements of an array. */
  readonly elements: readonly string[] | undefined;
  /** Whether they are put behind what the variable has: `X+=1`. */
  readonly appends: boolean;
  readonly span: Span;
}

export interface ShellRedirect {
  /** `>`, `>>`, `<`, ... */
  readonly operator: string;
  readonly target: ShellWord | undefined;
}

/** One simple command, its wrappers (`sudo`, `env`, ...) taken away. */
export interface ShellCommand {
  /** The whole command as written, assignments, wrappers and redirections included. */
  readonly span: Span;
  /** The command's file name: `pip3` for `/usr/bin/pip3`; "" where there are only assignments. */
  readonly name: string;
  /** The command and its arguments. */
  readonly words: readonly ShellWord[];
  /** What is set for this command alone; for a command without words, for the ones behind it. */
  readonly assignments: readonly ShellAssignment[];
  readonly redirects: readonly ShellRedirect[];
  readonly wrappers: readonly string[];
  /** Whether no shell reads it, so that `$X` is no variable: the exec form. */
  readonly literal: boolean;
  /** Whether it is a shell that only runs a script whose commands stand before it. */
  readonly carriesScript: boolean;
  readonly enclosure: Enclosure | undefined;
}

export interface ShellScript {
  readonly text: MappedText;
  /**
   * Every simple command in the order in which they stand, those in substitutions, functions and
   * nested scripts included; a nested one stands before the command that contains it.
   */
  readonly commands: readonly ShellCommand[];
  /** Whether the shell would reject it. The commands that could be read are there all the same. */
  readonly broken: boolean;
}

/** Reads a POSIX shell or bash script. Never throws. */
export function parseShell(text: MappedText): ShellScript {
  if (nestsTooDeep(text.text)) return { text, commands: [], broken: true };
  const reader = new ScriptReader(text, undefined, 0);
  reader.readScript();
  return { text, commands: reader.commands, broken: reader.broken };
}

/** unbash gives up at this depth, but takes its time to come there. */
const MAX_NESTING = 256;

/** Whether a script has more brackets inside each other than anybody writes. */
function nestsTooDeep(text: string): boolean {
  if (text.length < 2 * MAX_NESTING) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x28) depth++;
    else if (code === 0x29 && depth > 0) depth--;
    if (depth > MAX_NESTING) return true;
  }
  return false;
}

/** The command of an exec form, which no shell reads: `["pip", "install", "x"]`. */
export function commandOfStrings(strings: readonly MappedText[], whole: MappedText): ShellScript {
  const words = strings.map(
    (string) => new ShellWord(string, 0, string.length, { value: string.text }),
  );
  const reader = new ScriptReader(whole, undefined, 0);
  if (words.length > 0) reader.addLiteral(words, whole.span);
  return { text: whole, commands: reader.commands, broken: reader.broken };
}

/** What a text has in it where a command can be inside: `$(`, `<(`, a backquote, `${ `, `$[`. */
const SUBSTITUTION = /[`(]|\$\{\s|\$\[/;

/** Scripts inside scripts inside scripts: deeper ones are left alone. */
const MAX_NESTED_SCRIPTS = 8;

class ScriptReader {
  readonly commands: ShellCommand[] = [];
  broken = false;
  readonly #text: MappedText;
  readonly #outer: Enclosure | undefined;
  readonly #depth: number;

  constructor(text: MappedText, outer: Enclosure | undefined, depth: number) {
    this.#text = text;
    this.#outer = outer;
    this.#depth = depth;
  }

  readScript(): void {
    this.#visitScript(parse(this.#text.text), this.#outer);
  }

  #visitScript(
    script: Script & { readonly errors?: readonly unknown[] | undefined },
    enclosure?: Enclosure,
  ) {
    if (script.errors?.length) this.broken = true;
    this.#visitStatements(script.commands, enclosure);
  }

  #visitStatements(statements: readonly Statement[], enclosure: Enclosure | undefined): void {
    for (const { command, background } of statements) {
      const inner = background ? enclose("background", enclosure) : enclosure;
      if (command.type !== "AndOr") this.#visitPipeline(command, inner);
      else {
        command.commands.forEach((each, index) => {
          const alternative = command.operators[index - 1] === "||";
          this.#visitPipeline(each, alternative ? enclose("alternative", inner) : inner);
        });
      }
    }
  }

  #visitPipeline(node: PipelineNode, enclosure: Enclosure | undefined): void {
    if (node.type !== "Pipeline") {
      this.#visitCommand(node, enclosure);
      return;
    }
    // `! cmd` and `time cmd` are pipelines of one.
    const inner = node.commands.length > 1 ? enclose("pipeline", enclosure) : enclosure;
    for (const command of node.commands) this.#visitCommand(command, inner);
  }

  #visitCommand(node: CommandNode, enclosure: Enclosure | undefined): void {
    switch (node.type) {
      case "Command":
        this.#visitSimple(node, enclosure);
        break;
      case "Redirected":
        this.#visitCommand(node.command, enclosure);
        for (const redirect of node.redirects) this.#visitSubstitutions(redirect, enclosure);
        break;
      case "Subshell":
        this.#visitList(node.body, enclose("subshell", enclosure));
        break;
      case "BraceGroup":
        this.#visitList(node.body, enclose("group", enclosure));
        break;
      case "If": {
        this.#visitList(node.clause, enclosure);
        const inner = enclose("if", enclosure);
        this.#visitList(node.then, inner);
        for (const branch of node.elif) {
          this.#visitList(branch.clause, inner);
          this.#visitList(branch.then, inner);
        }
        if (node.else !== undefined) this.#visitList(node.else, inner);
        break;
      }
      case "For":
      case "Select":
        for (const word of node.wordlist ?? []) this.#visitWord(word, enclosure);
        this.#visitList(node.body, enclose("loop", enclosure));
        break;
      case "ArithmeticFor":
        for (const part of [node.initialize, node.test, node.update]) {
          if (part !== undefined) this.#visitSubstitutions(part, enclosure);
        }
        this.#visitList(node.body, enclose("loop", enclosure));
        break;
      case "While":
        this.#visitList(node.clause, enclose("loop", enclosure));
        this.#visitList(node.body, enclose("loop", enclosure));
        break;
      case "Case":
        this.#visitWord(node.word, enclosure);
        for (const { pattern, body } of node.items) {
          for (const word of pattern) this.#visitWord(word, enclosure);
          this.#visitList(body, enclose("case", enclosure));
        }
        break;
      case "Function":
        this.#visitBody(node.body, enclose("function", enclosure));
        break;
      case "Coproc":
        this.#visitBody(node.body, enclose("background", enclosure));
        break;
      case "TestCommand":
      case "ArithmeticCommand":
        this.#visitSubstitutions(node, enclosure);
        break;
    }
  }

  #visitBody(body: CommandNode | CompoundList, enclosure: Enclosure): void {
    if (body.type === "CompoundList") this.#visitList(body, enclosure);
    else this.#visitCommand(body, enclosure);
  }

  #visitList(list: CompoundList, enclosure: Enclosure | undefined): void {
    this.#visitStatements(list.commands, enclosure);
  }

  #visitSimple(node: Command, enclosure: Enclosure | undefined): void {
    const parts = node.name === undefined ? node.args : [node.name, ...node.args];
    const words = parts.map((part) => this.#part(part, enclosure));
    const assignments: ShellAssignment[] = [];
    for (const each of node.prefix) {
      if (each.type !== "Assignment") continue;
      this.#visitSubstitutions(each, enclosure);
      assignments.push({
        name: each.name,
        value: each.value.type === "Word" ? each.value.value : "",
        elements: each.value.type === "Word" ? undefined : elementsOf(each.value),
        appends: each.append === true,
        span: this.#text.spanOf(each.pos, each.end),
      });
    }
    const heredoc = node.redirects.find((redirect) => redirect.type === "HereDoc");
    const script = heredoc && this.#text.slice(heredoc.body.pos, heredoc.body.end);
    const redirects = node.redirects.map((redirect) => this.#redirect(redirect, enclosure));
    const span = this.#text.spanOf(node.pos, node.end);
    this.addCommand(words, assignments, redirects, script, span, enclosure);
  }

  /** Adds the command of an exec form. */
  addLiteral(words: readonly ShellWord[], span: Span): void {
    this.addCommand(words, [], [], undefined, span, undefined, true);
  }

  /** Adds a command, its wrappers taken away; a script that it hands to a shell comes before it. */
  addCommand(
    outerWords: readonly ShellWord[],
    outerAssignments: readonly ShellAssignment[],
    redirects: readonly ShellRedirect[],
    heredoc: MappedText | undefined,
    span: Span,
    enclosure: Enclosure | undefined,
    literal = false,
  ): void {
    const { words, wrappers, assignments: inner } = unwrap(outerWords);
    const assignments = [...outerAssignments, ...inner.map(toAssignment)];
    const name = baseName(words[0]?.value ?? "");
    const script = nestedScript(name, words) ?? (isPosixShell(name) ? heredoc : undefined);
    if (script !== undefined) this.#read(script, enclose("script", enclosure));
    const carriesScript = script !== undefined;
    this.commands.push({
      span,
      name,
      words,
      assignments,
      redirects,
      wrappers,
      literal,
      carriesScript,
      enclosure,
    });
  }

  #read(script: MappedText, enclosure: Enclosure): void {
    if (this.#depth >= MAX_NESTED_SCRIPTS) return;
    const reader = new ScriptReader(script, enclosure, this.#depth + 1);
    reader.readScript();
    for (const command of reader.commands) this.commands.push(command);
  }

  #redirect(redirect: Redirection, enclosure: Enclosure | undefined): ShellRedirect {
    if (redirect.type === "HereDoc") {
      if (SUBSTITUTION.test(redirect.body.text)) this.#visitSubstitutions(redirect.body, enclosure);
      return { operator: redirect.operator, target: undefined };
    }
    const target = redirect.target && this.#word(redirect.target, enclosure);
    return { operator: redirect.operator, target };
  }

  #part(part: Command["args"][number], enclosure: Enclosure | undefined): ShellWord {
    if (part.type === "Word") return this.#word(part, enclosure);
    this.#visitSubstitutions(part, enclosure);
    // `export X="y"`: an assignment that is an argument.
    const { name, append, value, text } = part;
    const isPlain = value.type === "Word" && text.startsWith(`${name}${append ? "+=" : "="}`);
    const whole = isPlain ? `${name}${append ? "+=" : "="}${value.value}` : text;
    return new ShellWord(this.#text, part.pos, part.end, { value: whole });
  }

  #word(word: Word, enclosure: Enclosure | undefined): ShellWord {
    this.#visitWord(word, enclosure);
    return new ShellWord(this.#text, word.pos, word.end, word);
  }

  #visitWord(word: Word, enclosure: Enclosure | undefined): void {
    // The parts of a word are computed when asked for: ask only where a command can be inside.
    if (SUBSTITUTION.test(word.text)) this.#visitSubstitutions(word, enclosure);
  }

  /** The commands in `$(...)`, backquotes and `<(...)` below a node. */
  #visitSubstitutions(node: SyntaxNode, enclosure: Enclosure | undefined): void {
    forEachChild(node, (child) => {
      if ("script" in child) this.#visitSubstitution(child, enclosure);
      else this.#visitSubstitutions(child, enclosure);
    });
  }

  #visitSubstitution(
    { script, pos, end }: Pick<CommandExpansionPart, "script" | "pos" | "end">,
    enclosure: Enclosure | undefined,
  ): void {
    if (script === undefined) return;
    const inner = enclose("substitution", enclosure);
    if (script.source === undefined) this.#visitScript(script, inner);
    else {
      const content = unescapeBackquotes(this.#text.slice(pos + 1, end - 1));
      // Where the backquotes are broken, the script stands somewhere between.
      const span = this.#text.spanOf(pos, end);
      const isExact = content.text === script.source;
      this.#read(isExact ? content : MappedText.replacement(script.source, span), inner);
    }
  }
}

function enclose(kind: Enclosure["kind"], parent: Enclosure | undefined): Enclosure {
  return { kind, parent };
}

function toAssignment(word: ShellWord): ShellAssignment {
  const [whole, name] = ASSIGNMENT.exec(word.value)!;
  const value = word.value.slice(whole.length);
  return { name: name!, value, elements: undefined, appends: false, span: word.span };
}

function elementsOf(array: ArrayValue): string[] {
  return array.elements.map((each) => each.value);
}

/** Inside backquotes a backslash goes before `$`, a backquote and itself (POSIX 2.6.3). */
function unescapeBackquotes(content: MappedText): MappedText {
  const pieces: MappedText[] = [];
  let literal = 0;
  for (const { index } of content.text.matchAll(/\\[`$\\]/g)) {
    pieces.push(content.slice(literal, index));
    literal = index + 1;
  }
  return MappedText.concat([...pieces, content.slice(literal)], content.offsetOf(0));
}

/** The script of `sh -c "..."`, `bash -euxo pipefail -c '...'` or `su user -c "..."`. */
function nestedScript(name: string, words: readonly ShellWord[]): MappedText | undefined {
  if (isPosixShell(name)) {
    const place = scriptPlace(words, 1);
    return place.kind === "text" ? words[place.index]!.unquoted : undefined;
  }
  if (name !== "su" && name !== "runuser") return undefined;
  const option = words.findIndex(({ value }) => value === "-c" || value === "--command");
  return option < 0 ? undefined : words[option + 1]?.unquoted;
}
