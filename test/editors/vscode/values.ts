/**
 * The values of VS Code's extension API (`vscode.d.ts`) as far as the extension and
 * vscode-languageclient make or read them.
 */
import { fileURLToPath, pathToFileURL } from "node:url";

export type Listener<T> = (event: T) => unknown;

export class Disposable {
  static from(...all: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => all.forEach((each) => each.dispose()));
  }

  readonly dispose: () => unknown;

  constructor(dispose: () => unknown) {
    this.dispose = dispose;
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<Listener<T>>();

  readonly event = (listener: Listener<T>, self?: unknown, disposables?: Disposable[]) => {
    const bound = self === undefined ? listener : listener.bind(self);
    this.#listeners.add(bound);
    const disposable = new Disposable(() => this.#listeners.delete(bound));
    disposables?.push(disposable);
    return disposable;
  };

  fire(event: T): void {
    for (const listener of this.#listeners) listener(event);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export class Uri {
  static parse(text: string): Uri {
    const [, scheme = "", rest = ""] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(text)!;
    const [, path = "", query = "", fragment = ""] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
      rest,
    )!;
    return new Uri(scheme, decodeURIComponent(path), query, fragment);
  }

  static file(path: string): Uri {
    return Uri.parse(pathToFileURL(path).href);
  }

  static from({
    scheme,
    path = "",
    query = "",
  }: {
    scheme: string;
    path?: string;
    query?: string;
  }) {
    return new Uri(scheme, path, query, "");
  }

  readonly scheme: string;
  /** With the authority in front, as `//host/path`. */
  readonly path: string;
  readonly query: string;
  readonly fragment: string;

  private constructor(scheme: string, path: string, query: string, fragment: string) {
    this.scheme = scheme;
    this.path = path;
    this.query = query;
    this.fragment = fragment;
  }

  get fsPath(): string {
    return this.scheme === "file" ? fileURLToPath(this.toString()) : this.path;
  }

  toString(): string {
    const tail = `${this.query && `?${this.query}`}${this.fragment && `#${this.fragment}`}`;
    return `${this.scheme}:${this.path.split("/").map(encodeURIComponent).join("/")}${tail}`;
  }
}

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }

  isAfter({ line, character }: Position): boolean {
    return this.line > line || (this.line === line && this.character > character);
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(startLine: number, startCharacter: number, endLine: number, endCharacter: number);
  constructor(start: Position, end: Position);
  constructor(...args: readonly [number, number, number, number] | readonly [Position, Position]) {
    [this.start, this.end] =
      args.length === 2 ? args : [new Position(args[0], args[1]), new Position(args[2], args[3])];
  }

  touches({ start, end }: Range): boolean {
    return !this.start.isAfter(end) && !start.isAfter(this.end);
  }
}

export class Location {
  readonly uri: Uri;
  readonly range: Range;

  constructor(uri: Uri, range: Range) {
    this.uri = uri;
    this.range = range;
  }
}

export class Diagnostic {
  code?: string | { readonly value: string; readonly target: Uri };
  source?: string;
  relatedInformation?: readonly DiagnosticRelatedInformation[];
  tags?: readonly number[];
  readonly range: Range;
  readonly message: string;
  readonly severity: number;

  constructor(range: Range, message: string, severity = DiagnosticSeverity.Error) {
    this.range = range;
    this.message = message;
    this.severity = severity;
  }
}

export class DiagnosticRelatedInformation {
  readonly location: Location;
  readonly message: string;

  constructor(location: Location, message: string) {
    this.location = location;
    this.message = message;
  }
}

export class TextEdit {
  readonly range: Range;
  readonly newText: string;

  constructor(range: Range, newText: string) {
    this.range = range;
    this.newText = newText;
  }
}

export class WorkspaceEdit {
  readonly #edits = new Map<string, TextEdit[]>();

  /** @param edits each alone, or with what the editor may say of it */
  set(uri: Uri, edits: readonly (TextEdit | readonly [TextEdit, unknown])[]): void {
    const texts = edits.map((each) => (each instanceof TextEdit ? each : each[0]));
    this.#edits.set(uri.toString(), texts);
  }

  entries(): (readonly [Uri, readonly TextEdit[]])[] {
    return [...this.#edits].map(([uri, edits]) => [Uri.parse(uri), edits]);
  }
}

export class CodeActionKind {
  static readonly Empty = new CodeActionKind("");
  static readonly QuickFix = new CodeActionKind("quickfix");
  static readonly Refactor = new CodeActionKind("refactor");
  static readonly RefactorExtract = new CodeActionKind("refactor.extract");
  static readonly RefactorInline = new CodeActionKind("refactor.inline");
  static readonly RefactorRewrite = new CodeActionKind("refactor.rewrite");
  static readonly Source = new CodeActionKind("source");
  static readonly SourceOrganizeImports = new CodeActionKind("source.organizeImports");

  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }

  append(part: string): CodeActionKind {
    return new CodeActionKind(this.value === "" ? part : `${this.value}.${part}`);
  }

  contains({ value }: CodeActionKind): boolean {
    return this.value === "" || value === this.value || value.startsWith(`${this.value}.`);
  }
}

export class CodeAction {
  edit?: WorkspaceEdit;
  diagnostics?: readonly Diagnostic[];
  command?: Command;
  isPreferred?: boolean;
  disabled?: { readonly reason: string };
  readonly title: string;
  kind: CodeActionKind | undefined;

  constructor(title: string, kind?: CodeActionKind) {
    this.title = title;
    this.kind = kind;
  }
}

export interface Command {
  readonly title: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

export class CodeLens {
  readonly range: Range;
  command: Command | undefined;

  constructor(range: Range, command?: Command) {
    this.range = range;
    this.command = command;
  }
}

export class Hover {
  readonly contents: readonly MarkdownString[];
  readonly range: Range | undefined;

  constructor(contents: MarkdownString | readonly MarkdownString[], range?: Range) {
    this.contents = [contents].flat();
    this.range = range;
  }
}

export class MarkdownString {
  value: string;

  constructor(value = "") {
    this.value = value;
  }

  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
}

export class InlayHint {
  tooltip?: string;
  paddingLeft?: boolean;
  readonly position: Position;
  readonly label: string;

  constructor(position: Position, label: string) {
    this.position = position;
    this.label = label;
  }
}

export class CancellationError extends Error {}

export class CancellationTokenSource {
  readonly #cancelled = new EventEmitter<void>();
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: this.#cancelled.event,
  };

  cancel(): void {
    this.token.isCancellationRequested = true;
    this.#cancelled.fire();
  }

  dispose(): void {
    this.#cancelled.dispose();
  }
}

export class TabInputText {
  readonly uri: Uri;

  constructor(uri: Uri) {
    this.uri = uri;
  }
}

export class TabInputTextDiff {
  readonly original: Uri;
  readonly modified: Uri;

  constructor(original: Uri, modified: Uri) {
    this.original = original;
    this.modified = modified;
  }
}

export class ProcessExecution {
  readonly process: string;
  readonly args: readonly string[];
  readonly options: { readonly env: Readonly<Record<string, string>> };

  constructor(
    process: string,
    args: readonly string[],
    options: { readonly env: Readonly<Record<string, string>> },
  ) {
    this.process = process;
    this.args = args;
    this.options = options;
  }
}

export class Task {
  readonly definition: { readonly type: string };
  readonly scope: unknown;
  readonly name: string;
  readonly source: string;
  readonly execution: ProcessExecution;

  constructor(
    definition: { readonly type: string },
    scope: unknown,
    name: string,
    source: string,
    execution: ProcessExecution,
  ) {
    this.definition = definition;
    this.scope = scope;
    this.name = name;
    this.source = source;
    this.execution = execution;
  }
}

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 } as const;
export const DiagnosticTag = { Unnecessary: 1, Deprecated: 2 } as const;
export const CodeActionTriggerKind = { Invoke: 1, Automatic: 2 } as const;
export const LogLevel = { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 } as const;
export const TaskScope = { Global: 1, Workspace: 2 } as const;
