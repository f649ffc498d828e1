import { writeFileSync } from "node:fs";
import { TextDocument as Text } from "vscode-languageserver-textdocument";
import type { Diagnostic, Range, Uri } from "./values.ts";

/** Which documents are whose business; a selector is a list of such. */
export interface DocumentFilter {
  readonly language?: string;
  readonly scheme?: string;
}

/** A document as extensions see it. */
export class TextDocument {
  isDirty = false;
  isClosed = false;
  text: Text;
  readonly uri: Uri;
  readonly languageId: string;

  constructor(uri: Uri, text: string) {
    this.uri = uri;
    // As the extension for Dockerfiles that comes with VS Code has it.
    const isDockerfile = /\/(Dockerfile|Containerfile)(\.[^/]*)?$|\.dockerfile$/i.test(uri.path);
    this.languageId = isDockerfile || uri.scheme === "untitled" ? "dockerfile" : "plaintext";
    this.text = Text.create(uri.toString(), this.languageId, 1, text);
  }

  get version(): number {
    return this.text.version;
  }

  get fileName(): string {
    return this.uri.fsPath;
  }

  getText(range?: Range): string {
    return this.text.getText(range);
  }

  async save(): Promise<boolean> {
    if (this.uri.scheme === "file") writeFileSync(this.fileName, this.getText());
    this.isDirty = false;
    return true;
  }
}

/** Whether a document is the business of somebody with a selector. */
export function matches(
  selector: readonly DocumentFilter[],
  { languageId, uri }: TextDocument,
): boolean {
  return selector.some(
    ({ language = languageId, scheme = uri.scheme }) =>
      language === languageId && scheme === uri.scheme,
  );
}

/** The findings that an extension has, as the Problems view shows them. */
export class DiagnosticCollection {
  readonly #found = new Map<string, readonly Diagnostic[]>();
  readonly #changed: () => void;
  readonly name: string;

  constructor(name: string, changed: () => void) {
    this.name = name;
    this.#changed = changed;
  }

  set(uri: Uri, diagnostics: readonly Diagnostic[]): void {
    this.#found.set(uri.toString(), diagnostics);
    this.#changed();
  }

  get(uri: Uri): readonly Diagnostic[] {
    return this.#found.get(uri.toString()) ?? [];
  }

  delete(uri: Uri): void {
    this.#found.delete(uri.toString());
    this.#changed();
  }

  dispose(): void {
    this.#found.clear();
  }
}
