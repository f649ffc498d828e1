import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Connection, ShowDocumentRequest } from "vscode-languageserver/node";
import type { Shown } from "./commands.ts";

/** Has the client show texts that stand in no file: in files for as long as the server runs. */
export class TextShower {
  readonly #connection: Connection;
  #folder: string | undefined;
  #count = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async show({ text, language }: Shown): Promise<void> {
    this.#folder ??= mkdtempSync(join(tmpdir(), "dockerlint-xarch-"));
    const name = language === "diff" ? "fixes.diff" : "plan.txt";
    const file = join(this.#folder, `${++this.#count}-${name}`);
    writeFileSync(file, text);
    const uri = pathToFileURL(file).href;
    await this.#connection.sendRequest(ShowDocumentRequest.type, { uri, takeFocus: true });
  }

  dispose(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
