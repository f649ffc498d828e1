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
      documentSelector: [{ language: "dockerfile" }],
      initializationOptions: { showsResults: true },
      middleware: {
        // From the palette, commands come without a document: the one in front is meant.
        async executeCommand(command, [uri], next) {
          const document = uri ?? window.activeTextEditor?.document.uri.toString();
          const shown = (await next(command, [document])) as Shown | null | undefined;
          if (shown) await results.show(shown, Uri.parse(document));
          return shown;
        },
      },
    },
  );
  context.subscriptions.push(
    workspace.registerTextDocumentContentProvider(SCHEME, results),
    commands.registerCommand(`${NAME}.verify`, () => verify(module)),
  );
  await client.start();
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}

/** Shows what commands return: a plan beside the file, fixes as a comparison with it. */
class ResultProvider implements TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? "";
  }

  async show({ title, language, text, fixed }: Shown, document: Uri): Promise<void> {
    if (language === "diff") {
      await commands.executeCommand(
        "vscode.diff",
        document,
        this.#keep("fixed", document, fixed ?? ""),
        title,
      );
    } else {
      const uri = this.#keep("plan", document, text);
      await window.showTextDocument(uri, { preview: true, viewColumn: -2 });
    }
  }

  #keep(kind: string, document: Uri, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: document.path, query: kind });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }
}

/** Builds the file in front and what the fixes make of it, in a terminal. */
async function verify(module: string): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document?.uri.scheme !== "file") {
    void window.showWarningMessage("dockerlint-xarch verifies Dockerfiles that are saved on disk.");
    return;
  }
  await document.save();
  // VS Code's own Node runs the command line that comes with the extension.
  const execution = new ProcessExecution(process.execPath, [module, "verify", document.fileName], {
    env: { ELECTRON_RUN_AS_NODE: "1" },
  });
  const folder = workspace.getWorkspaceFolder(document.uri) ?? TaskScope.Workspace;
  await tasks.executeTask(new Task({ type: NAME }, folder, "verify", NAME, execution));
}
