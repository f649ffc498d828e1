import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { TextDocument as Text } from "vscode-languageserver-textdocument";
import { DiagnosticCollection, type DocumentFilter, matches, TextDocument } from "./documents.ts";
import { globToRegExp } from "../../support/globs.ts";
import { strict } from "./strict.ts";
import * as values from "./values.ts";
import {
  CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  type CodeLens,
  type Command,
  type Diagnostic,
  Disposable,
  EventEmitter,
  type Hover,
  type InlayHint,
  type Position,
  Range,
  TabInputText,
  TabInputTextDiff,
  type Task,
  type TextEdit,
  Uri,
  type WorkspaceEdit,
} from "./values.ts";

/** Functions of the extension that answer one kind of question. */
type Provider = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/**
 * VS Code without its windows: it runs extensions with the API that they import as `vscode`, and
 * does what a person does by calling what extensions registered there, as VS Code does.
 *
 * It stands in for what only a VS Code has (documents, settings, tabs, file watchers), and for
 * nothing of the client or the server. What it lacks is an error, never a silent nothing.
 */
export class VsCode {
  /** What the person was told. */
  readonly messages: string[] = [];
  /** What the client logged. */
  readonly log: string[] = [];
  /** The tasks that were started. */
  readonly started: Task[] = [];
  readonly #documents: TextDocument[] = [];
  readonly #tabs: { readonly label: string; readonly input: TabInputText | TabInputTextDiff }[] =
    [];
  readonly #providers: { kind: string; selector: readonly DocumentFilter[]; provider: Provider }[] =
    [];
  readonly #commands = new Map<string, (...args: unknown[]) => unknown>();
  readonly #contents = new Map<string, Provider>();
  readonly #watchers: { pattern: RegExp; changed: EventEmitter<Uri> }[] = [];
  readonly #collections: DiagnosticCollection[] = [];
  readonly #waiting = new Set<() => void>();
  #settings: Readonly<Record<string, unknown>> = {};
  #active: TextDocument | undefined;
  #extension: Extension | undefined;
  readonly #events = {
    opened: new EventEmitter<TextDocument>(),
    changed: new EventEmitter<unknown>(),
    closed: new EventEmitter<TextDocument>(),
    activated: new EventEmitter<unknown>(),
    tabs: new EventEmitter<unknown>(),
    configured: new EventEmitter<unknown>(),
    never: new EventEmitter<never>(),
  };

  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Installs an extension that stands in a folder, and activates it. */
  async install(path: string): Promise<void> {
    // What it requires as `vscode` is looked for beside it.
    const module = join(path, "node_modules/vscode");
    mkdirSync(module, { recursive: true });
    writeFileSync(join(module, "index.js"), "module.exports = globalThis.vscodeApi;");
    Object.assign(globalThis, { vscodeApi: this.#api() });
    const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as {
      main: string;
    };
    this.#extension = createRequire(join(path, "package.json"))(manifest.main) as Extension;
    const asAbsolutePath = (relative: string) => join(path, relative);
    await this.#extension.activate({ subscriptions: [], asAbsolutePath });
  }

  async quit(): Promise<void> {
    await this.#extension?.deactivate();
  }

  /** Opens a document in a tab, in front. */
  open(uri: Uri, text: string): TextDocument {
    const document = this.#opened(uri, text);
    this.#bringToFront(document, new TabInputText(uri));
    return document;
  }

  close(document: TextDocument): void {
    this.#documents.splice(this.#documents.indexOf(document), 1);
    const tab = this.#tabs.findIndex(
      ({ input }) => input instanceof TabInputText && input.uri === document.uri,
    );
    const closed = this.#tabs.splice(tab, 1);
    document.isClosed = true;
    this.#events.tabs.fire({ opened: [], closed, changed: [] });
    this.#events.closed.fire(document);
  }

  edit(document: TextDocument, edits: readonly TextEdit[]): void {
    const contentChanges = edits.map(({ range, newText }) => ({
      range,
      rangeOffset: document.text.offsetAt(range.start),
      rangeLength: document.getText(range).length,
      text: newText,
    }));
    const text = Text.applyEdits(document.text, edits as TextEdit[]);
    document.text = Text.update(document.text, [{ text }], document.version + 1);
    document.isDirty = true;
    // From the end to the front, so that each place is right when its turn comes.
    contentChanges.sort((a, b) => b.rangeOffset - a.rangeOffset);
    this.#events.changed.fire({ document, contentChanges, reason: undefined });
  }

  apply(edit: WorkspaceEdit): boolean {
    for (const [uri, edits] of edit.entries()) this.edit(this.#documentOf(uri), edits);
    return true;
  }

  configure(settings: Readonly<Record<string, unknown>>): void {
    this.#settings = settings;
    const affectsConfiguration = (section: string) =>
      Object.keys(settings).some((key) => key.startsWith(section));
    this.#events.configured.fire({ affectsConfiguration });
  }

  /** Tells those who watch a file that it changed. */
  touched(uri: Uri): number {
    const own = this.#watchers.filter(({ pattern }) => pattern.test(uri.path));
    for (const { changed } of own) changed.fire(uri);
    return own.length;
  }

  /** What the Problems view shows of a document, as soon as that is as it should be. */
  async problems(
    { uri }: TextDocument,
    expected: (found: readonly Diagnostic[]) => boolean = (found) => found.length > 0,
  ): Promise<readonly Diagnostic[]> {
    for (;;) {
      const found = this.#collections.flatMap((each) => each.get(uri));
      if (expected(found)) return found;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  async hover(document: TextDocument, position: Position): Promise<string> {
    const [hover] = await this.#ask<Hover>("Hover", document, "provideHover", position);
    return hover?.contents.map(({ value }) => value).join("\n") ?? "";
  }

  async inlayHints(document: TextDocument): Promise<readonly InlayHint[]> {
    return this.#ask<InlayHint>("InlayHints", document, "provideInlayHints", WHOLE);
  }

  async codeLenses(document: TextDocument): Promise<readonly CodeLens[]> {
    return this.#ask<CodeLens>("CodeLens", document, "provideCodeLenses");
  }

  /** The light bulb at a place, or what is asked for by its kind. */
  async codeActions(
    document: TextDocument,
    range: Range,
    only?: CodeActionKind,
  ): Promise<readonly CodeAction[]> {
    const diagnostics = (await this.problems(document, () => true)).filter((each) =>
      each.range.touches(range),
    );
    const context = { diagnostics, only, triggerKind: CodeActionTriggerKind.Invoke };
    return this.#ask<CodeAction>("CodeActions", document, "provideCodeActions", range, context);
  }

  /** Chooses an action: its edit is asked for if it came without, its command executed. */
  async choose(document: TextDocument, action: CodeAction): Promise<void> {
    const [provider] = this.#providersOf("CodeActions", document);
    const resolved =
      action.edit === undefined
        ? ((await provider!["resolveCodeAction"]?.(action, NO_TOKEN)) as CodeAction)
        : action;
    if (resolved.edit !== undefined) this.apply(resolved.edit);
    if (resolved.command !== undefined) await this.execute(resolved.command);
  }

  /** Chosen from the palette, a command comes without arguments. */
  async execute({ command, arguments: args = [] }: Omit<Command, "title">): Promise<unknown> {
    const run = this.#commands.get(command);
    if (run === undefined) throw new Error(`there is no command ${command}`);
    return run(...args);
  }

  /** The labels of the tabs. */
  get tabs(): readonly string[] {
    return this.#tabs.map(({ label }) => label);
  }

  /** The document in front; of a comparison the right side. */
  get inFront(): TextDocument {
    return this.#active!;
  }

  #providersOf(kind: string, document: TextDocument): Provider[] {
    return this.#providers
      .filter((each) => each.kind === kind && matches(each.selector, document))
      .map(({ provider }) => provider);
  }

  /** Asks all who know of a document. */
  async #ask<T>(
    kind: string,
    document: TextDocument,
    method: string,
    ...args: readonly unknown[]
  ): Promise<readonly T[]> {
    const answers = this.#providersOf(kind, document).map((provider) =>
      provider[method]!(document, ...args, NO_TOKEN),
    );
    const answered = (await Promise.all(answers)) as (T | readonly T[] | null | undefined)[];
    return answered.flatMap((answer) => answer ?? []) as T[];
  }

  #documentOf(uri: Uri): TextDocument {
    const document = this.#documents.find((each) => each.uri.toString() === uri.toString());
    if (document === undefined) throw new Error(`${String(uri)} is not open`);
    return document;
  }

  #opened(uri: Uri, text: string): TextDocument {
    const document = new TextDocument(uri, text);
    this.#documents.push(document);
    this.#events.opened.fire(document);
    return document;
  }

  /** A document that is open, or that an extension has the contents of. */
  async #load(uri: Uri): Promise<TextDocument> {
    const provider = this.#contents.get(uri.scheme);
    if (provider === undefined) return this.#documentOf(uri);
    const text = (await provider["provideTextDocumentContent"]!(uri, NO_TOKEN)) as string;
    return this.#opened(uri, text);
  }

  #bringToFront(document: TextDocument, input: TabInputText | TabInputTextDiff, label?: string) {
    const tab = { label: label ?? document.uri.path.split("/").at(-1)!, input };
    this.#tabs.push(tab);
    this.#active = document;
    this.#events.tabs.fire({ opened: [tab], closed: [], changed: [] });
    this.#events.activated.fire({ document });
  }

  /** What extensions import as `vscode`. */
  #api(): object {
    const { folder } = this;
    const workspaceFolders = [{ uri: Uri.file(folder), name: "work", index: 0 }];
    const register = (kind: string) => (selector: readonly DocumentFilter[], provider: Provider) =>
      this.#added(this.#providers, { kind, selector, provider });
    const tell = (kind: string) => async (message: string) => {
      this.messages.push(`${kind}: ${message}`);
    };
    return strict("vscode", {
      ...values,
      ...Object.fromEntries(NEVER_MADE.map((name) => [name, function Absent() {}])),
      version: "1.91.0",
      env: strict("env", { appName: "test", language: "en" }),
      languages: strict("languages", {
        match: (selector: readonly DocumentFilter[], document: TextDocument) =>
          matches(selector, document) ? 10 : 0,
        createDiagnosticCollection: (name: string) => {
          const collection = new DiagnosticCollection(name, () => this.#wake());
          this.#collections.push(collection);
          return collection;
        },
        registerHoverProvider: register("Hover"),
        registerCodeActionsProvider: register("CodeActions"),
        registerCodeLensProvider: register("CodeLens"),
        registerInlayHintsProvider: register("InlayHints"),
      }),
      commands: strict("commands", {
        registerCommand: (name: string, run: () => unknown) => {
          if (this.#commands.has(name)) throw new Error(`there is a command ${name} already`);
          this.#commands.set(name, run);
          return new Disposable(() => this.#commands.delete(name));
        },
        executeCommand: async (name: string, ...args: unknown[]) => {
          if (name !== "vscode.diff") return this.execute({ command: name, arguments: args });
          const [original, modified, title] = args as [Uri, Uri, string];
          const document = await this.#load(modified);
          this.#bringToFront(document, new TabInputTextDiff(original, modified), title);
          return undefined;
        },
      }),
      tasks: strict("tasks", { executeTask: async (task: Task) => void this.started.push(task) }),
      window: strict(
        "window",
        {
          tabGroups: { all: [{ tabs: this.#tabs }], onDidChangeTabs: this.#events.tabs.event },
          onDidChangeActiveTextEditor: this.#events.activated.event,
          onDidChangeVisibleTextEditors: this.#events.activated.event,
          showErrorMessage: tell("error"),
          showWarningMessage: tell("warning"),
          showInformationMessage: tell("information"),
          showTextDocument: async (uri: Uri) =>
            this.#bringToFront(await this.#load(uri), new TabInputText(uri)),
          createOutputChannel: () => this.#outputChannel(),
        },
        {
          activeTextEditor: () => this.#active && { document: this.#active },
          visibleTextEditors: () => (this.#active ? [{ document: this.#active }] : []),
        },
      ),
      workspace: strict("workspace", {
        name: "work",
        workspaceFolders,
        notebookDocuments: [],
        textDocuments: this.#documents,
        getWorkspaceFolder: ({ fsPath }: Uri) =>
          fsPath.startsWith(folder) ? workspaceFolders[0] : undefined,
        getConfiguration: (section?: string) => ({
          get: (key: string, usual?: unknown) =>
            this.#setting(section === undefined ? key : `${section}.${key}`) ?? usual,
        }),
        createFileSystemWatcher: (pattern: string) => {
          const changed = new EventEmitter<Uri>();
          this.#watchers.push({ pattern: globToRegExp(pattern), changed });
          const { event } = this.#events.never;
          const watcher = { onDidChange: changed.event, onDidCreate: event, onDidDelete: event };
          return { ...watcher, dispose: () => changed.dispose() };
        },
        registerTextDocumentContentProvider: (scheme: string, provider: Provider) => {
          this.#contents.set(scheme, provider);
          return new Disposable(() => this.#contents.delete(scheme));
        },
        openTextDocument: async (uri: Uri) => this.#load(uri),
        applyEdit: async (edit: WorkspaceEdit) => this.apply(edit),
        onDidOpenTextDocument: this.#events.opened.event,
        onDidChangeTextDocument: this.#events.changed.event,
        onDidCloseTextDocument: this.#events.closed.event,
        onDidChangeConfiguration: this.#events.configured.event,
        ...Object.fromEntries(NEVER_HAPPENS.map((name) => [name, this.#events.never.event])),
      }),
    });
  }

  /** A section is a table of the settings below it. */
  #setting(name: string): unknown {
    if (name in this.#settings) return this.#settings[name];
    const below = Object.entries(this.#settings).filter(([key]) => key.startsWith(`${name}.`));
    if (below.length === 0) return undefined;
    return Object.fromEntries(below.map(([key, value]) => [key.slice(name.length + 1), value]));
  }

  #outputChannel(): object {
    const write = (...parts: unknown[]) => void this.log.push(parts.map(String).join(" "));
    const writers = ["append", "appendLine", "trace", "debug", "info", "warn", "error"];
    return strict("outputChannel", {
      ...Object.fromEntries(writers.map((name) => [name, write])),
      logLevel: values.LogLevel.Info,
      onDidChangeLogLevel: this.#events.never.event,
      dispose: () => {},
    });
  }

  #added<T>(list: T[], item: T): Disposable {
    list.push(item);
    return new Disposable(() => list.splice(list.indexOf(item), 1));
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

interface Extension {
  activate(context: {
    readonly subscriptions: unknown[];
    readonly asAbsolutePath: (relative: string) => string;
  }): Promise<void>;
  deactivate(): Promise<void> | undefined;
}

const WHOLE = new Range(0, 0, 100_000, 0);
const { token: NO_TOKEN } = new values.CancellationTokenSource();

/** What the client derives classes from, or asks whether something is one. */
const NEVER_MADE = [
  "CompletionItem",
  "DocumentLink",
  "CallHierarchyItem",
  "TypeHierarchyItem",
  "SymbolInformation",
  "TabInputCustom",
  "TabInputNotebook",
];

/** What a workspace can tell of, and this one has no reason to. */
const NEVER_HAPPENS = [
  "onDidChangeWorkspaceFolders",
  "onWillSaveTextDocument",
  "onDidSaveTextDocument",
  "onDidOpenNotebookDocument",
  "onDidChangeNotebookDocument",
  "onDidSaveNotebookDocument",
  "onDidCloseNotebookDocument",
  "onDidCreateFiles",
  "onDidRenameFiles",
  "onDidDeleteFiles",
  "onWillCreateFiles",
  "onWillRenameFiles",
  "onWillDeleteFiles",
];
