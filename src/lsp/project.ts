import type { Connection } from "vscode-languageserver/node";
import { ConfigStore } from "../config/node/store.ts";
import type { Engine } from "../engine/lint.ts";
import type { ClientConfiguration } from "./client-configuration.ts";
import type { FileSettings } from "./inspection.ts";
import type { OpenDocument } from "./open-document.ts";
import { messageOf } from "./session.ts";
import { underClient } from "./settings.ts";
import type { Workspace } from "./workspace.ts";

/** What holds for a document, or that it is left out. */
type Known = FileSettings | "excluded";

/** How each document is read: what its project says, with the client's own settings on top. */
export class Project {
  readonly #connection: Connection;
  readonly #engine: Engine;
  readonly #workspace: Workspace;
  readonly #client: ClientConfiguration;
  readonly #known = new Map<string, Known>();
  #store: ConfigStore;
  #said = new Set<string>();

  constructor(
    connection: Connection,
    engine: Engine,
    workspace: Workspace,
    client: ClientConfiguration,
  ) {
    this.#connection = connection;
    this.#engine = engine;
    this.#workspace = workspace;
    this.#client = client;
    this.#store = new ConfigStore(engine);
  }

  /** Undefined before it is loaded, and for a document that the project leaves out. */
  settingsOf({ uri }: OpenDocument): FileSettings | undefined {
    const known = this.#known.get(uri);
    return known === "excluded" ? undefined : known;
  }

  knows({ uri }: OpenDocument): boolean {
    return this.#known.has(uri);
  }

  /** Finds out what holds for documents. */
  async load(documents: readonly OpenDocument[]): Promise<void> {
    await this.#client.ask(documents.map(({ uri }) => uri));
    for (const { uri } of documents) this.#known.set(uri, await this.#read(uri));
  }

  forget({ uri }: OpenDocument): void {
    this.#known.delete(uri);
    this.#client.forget(uri);
  }

  /** What was read of the project counts no more. */
  reset(): void {
    this.#store = new ConfigStore(this.#engine);
    this.#said = new Set();
  }

  async #read(uri: string): Promise<Known> {
    const { lint, excluded } = await this.#configured(uri);
    if (excluded) return "excluded";
    return { options: underClient(lint, this.#client.of(uri), this.#engine.rules) };
  }

  /** A configuration that cannot be used is said, and the file read as without one. */
  async #configured(uri: string): Promise<Pick<ConfiguredFile, "lint" | "excluded">> {
    const path = this.#workspace.placeOf(uri);
    if (path === undefined) return { lint: {}, excluded: false };
    try {
      return await this.#store.settingsFor(path);
    } catch (error) {
      this.#sayOnce(messageOf(error));
      return { lint: {}, excluded: false };
    }
  }

  #sayOnce(problem: string): void {
    if (this.#said.has(problem)) return;
    this.#said.add(problem);
    this.#connection.window.showWarningMessage(`dockerlint-xarch: ${problem}`);
  }
}

type ConfiguredFile = Awaited<ReturnType<ConfigStore["settingsFor"]>>;
