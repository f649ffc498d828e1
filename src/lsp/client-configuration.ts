import {
  ConfigurationRequest,
  type Connection,
  type InitializeParams,
} from "vscode-languageserver/node";
import type { Rule } from "../rule/rule.ts";
import type { Client } from "./client.ts";
import { messageOf } from "./session.ts";
import { warn } from "./warn.ts";
import { type ClientSettings, readClientSettings, SECTION } from "./settings.ts";

/**
 * The client's settings for each document: asked for by document where the client answers such
 * questions, so that folders can differ; else what it sends of its own accord.
 */
export class ClientConfiguration {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #rules: readonly Rule[];
  readonly #byDocument = new Map<string, ClientSettings>();
  readonly #said = new Set<string>();
  #sent: ClientSettings;

  constructor(
    connection: Connection,
    client: Client,
    { initializationOptions }: InitializeParams,
    rules: readonly Rule[],
  ) {
    this.#connection = connection;
    this.#client = client;
    this.#rules = rules;
    const options = initializationOptions as { settings?: unknown } | undefined | null;
    this.#sent = this.#read(options?.settings);
  }

  of(uri: string): ClientSettings {
    return this.#byDocument.get(uri) ?? this.#sent;
  }

  /** Asks the client for the settings of documents. */
  async ask(uris: readonly string[]): Promise<void> {
    if (!this.#client.hasSettings || uris.length === 0) return;
    try {
      const items = uris.map((scopeUri) => ({ scopeUri, section: SECTION }));
      const answers = await this.#connection.sendRequest(ConfigurationRequest.type, { items });
      uris.forEach((uri, index) => this.#keep(uri, answers[index]));
    } catch (error) {
      this.#connection.console.warn(`the client does not tell its settings: ${messageOf(error)}`);
    }
  }

  /** Takes what a client sends that cannot be asked: all sections, or ours alone. */
  take(settings: unknown): void {
    if (this.#client.hasSettings) return;
    const all = settings as Readonly<Record<string, unknown>> | undefined | null;
    this.#sent = this.#read(all?.[SECTION] ?? all);
  }

  forget(uri: string): void {
    this.#byDocument.delete(uri);
  }

  /** A client that knows no such settings answers null. */
  #keep(uri: string, answer: unknown): void {
    if (answer === null || answer === undefined) this.#byDocument.delete(uri);
    else this.#byDocument.set(uri, this.#read(answer));
  }

  /** Each problem is said once. */
  #read(value: unknown): ClientSettings {
    const settings = readClientSettings(value, this.#rules);
    for (const problem of settings.problems) {
      if (this.#said.has(problem)) continue;
      this.#said.add(problem);
      warn(this.#connection, `${problem}.`);
    }
    return settings;
  }
}
