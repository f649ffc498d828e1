import {
  commands,
  EventEmitter,
  type ExtensionContext,
  ProcessExecution,
  Task,
  tasks,
  TaskScope,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import type { Shown } from "../../../src/lsp/commands.ts";

const NAME = "dockerlint-xarch";
/** Documents of this scheme hold plans and texts with the fixes made. */
const SCHEME = "dockerlint-xarch";
/** Where Dockerfiles are that people work on: not what was committed, and not what is shown here. */
const SCHEMES = ["file", "untitled", "vscode-vfs"];

let client: LanguageClient | undefined;

/** Starts the language server that comes with the extension. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath("server/dist/cli.cjs");
  const results = new ResultProvider();
  client = new LanguageClient(
    NAME,
    NAME,
    { module, args: ["lsp"], transport: TransportKind.stdio },
    {
      documentSelector: SCHEMES.map((scheme) => ({ language: "dockerfile", scheme })),
      initializationOptions: { showsResults: true },
      middleware: {
        // From the palette, commands come without a document.
        async executeCommand(command, [uri], next) {
          const document = uri === undefined ? results.inFront() : Uri.parse(uri);
          const shown = (await next(command, [document?.toString()])) as Shown | null | undefined;
          if (shown && document) await results.show(shown, document);
          return shown;
        },
      },
    },
  );
  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(SCHEME, results),
    commands.registerCommand(`${NAME}.verify`, () => verify(results.inFront(), module)),
  );
  await client.start();
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}

/** Shows what commands return: a plan beside the file, fixes as a comparison with it. */
class ResultProvider implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  /** The Dockerfiles that results are about. */
  readonly #origins = new Map<string, Uri>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? "";
  }

  /** The Dockerfile in front, or the one that the result in front is about. */
  inFront(): Uri | undefined {
    const uri = window.activeTextEditor?.document.uri;
    return uri && (this.#origins.get(uri.toString()) ?? uri);
  }

  async show({ title, language, text, fixed }: Shown, document: Uri): Promise<void> {
    if (language === "diff") {
      await commands.executeCommand(
        "vscode.diff",
        document,
        this.#keep(document.path, document, fixed ?? ""),
        title,
      );
    } else {
      // With a name by which it is not taken for a Dockerfile.
      const uri = this.#keep(`${document.path} (plan).txt`, document, text);
      await window.showTextDocument(uri, { preview: true, viewColumn: -2 });
    }
  }

  #keep(path: string, document: Uri, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path });
    this.#texts.set(uri.toString(), text);
    this.#origins.set(uri.toString(), document);
    this.#changed.fire(uri);
    return uri;
  }
}

/** Builds a file and what the fixes make of it, in a terminal. */
async function verify(uri: Uri | undefined, module: string): Promise<void> {
  if (uri?.scheme !== "file") {
    void window.showWarningMessage("dockerlint-xarch verifies Dockerfiles that are saved on disk.");
    return;
  }
  const document = await workspace.openTextDocument(uri);
  await document.save();
  // VS Code's own Node runs the command line that comes with the extension.
  const execution = new ProcessExecution(process.execPath, [module, "verify", document.fileName], {
    env: { ELECTRON_RUN_AS_NODE: "1" },
  });
  const folder = workspace.getWorkspaceFolder(document.uri) ?? TaskScope.Workspace;
  await tasks.executeTask(new Task({ type: NAME }, folder, "verify", NAME, execution));
}
