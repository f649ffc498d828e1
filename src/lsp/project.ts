import type { Connection } from "vscode-languageserver/node";
import { BaselineStore } from "../config/node/baselines.ts";
import { ConfigStore } from "../config/node/store.ts";
import type { Settings } from "../config/settings.ts";
import type { Engine, LintOptions } from "../engine/lint.ts";
import { SourceText } from "../text/source.ts";
import type { ClientConfiguration } from "./client-configuration.ts";
import type { FileSettings } from "./inspection.ts";
import type { OpenDocument } from "./open-document.ts";
import { messageOf } from "./session.ts";
import { warn } from "./warn.ts";
import { underClient } from "./settings.ts";
import { pathOf, type Workspace } from "./workspace.ts";

/** Tells what stands around files: what they are built for, and with which files. */
export interface Surroundings {
  /** The options of a file, completed by what is found; what is given goes before it. */
  complete(given: LintOptions, source: SourceText): LintOptions | Promise<LintOptions>;
}

/** What the configuration says of a document, or that it is left out. */
type Known = FileSettings | "excluded";

/** How each document is read: what its project says, with the client's own settings on top. */
export class Project {
  readonly #connection: Connection;
  readonly #engine: Engine;
  readonly #workspace: Workspace;
  readonly #client: ClientConfiguration;
  readonly #known = new Map<string, Known>();
  readonly #lookAround: () => Surroundings;
  #store: ConfigStore;
  #surroundings: Surroundings;
  #baselines = new BaselineStore();
  #said = new Set<string>();

  constructor(
    connection: Connection,
    engine: Engine,
    workspace: Workspace,
    client: ClientConfiguration,
    lookAround: () => Surroundings,
  ) {
    this.#connection = connection;
    this.#engine = engine;
    this.#workspace = workspace;
    this.#client = client;
    this.#lookAround = lookAround;
    this.#store = new ConfigStore(engine);
    this.#surroundings = lookAround();
  }

  /**
   * How a document is read as it is now: what stands around it can hang on its text. Undefined
   * before it is loaded, and where the project leaves it out.
   */
  async settingsOf({ uri, source }: OpenDocument): Promise<FileSettings | undefined> {
    const known = this.#known.get(uri);
    if (known === undefined || known === "excluded") return undefined;
    const path = pathOf(uri);
    if (path === undefined) return known;
    const text = new SourceText(path, source.text);
    const options = await this.#surroundings.complete(known.options, text);
    return { ...known, options, targetsFrom: options.builtFor?.places.join(", ") };
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
    this.#surroundings = this.#lookAround();
    this.#baselines = new BaselineStore();
    this.#said = new Set();
  }

  async #read(uri: string): Promise<Known> {
    const { lint, excluded, baseline } = await this.#configured(uri);
    if (excluded) return "excluded";
    return {
      options: underClient(lint, this.#client.of(uri), this.#engine.rules),
      ...(baseline === undefined
        ? {}
        : { newOnly: this.#newIn(baseline, this.#workspace.placeOf(uri)!) }),
    };
  }

  /** Tells what a baseline does not have; one that cannot be used is said, and has nothing. */
  #newIn(baseline: string, path: string): NonNullable<FileSettings["newOnly"]> {
    return (source, diagnostics) => {
      try {
        return this.#baselines.filter(baseline, path, source, diagnostics);
      } catch (error) {
        this.#sayOnce(messageOf(error));
        return diagnostics;
      }
    };
  }

  /** A configuration that cannot be used is said, and the file read as without one. */
  async #configured(uri: string): Promise<ConfiguredFile> {
    const path = this.#workspace.placeOf(uri);
    if (path === undefined) return NOT_CONFIGURED;
    try {
      return await this.#store.settingsFor(path);
    } catch (error) {
      this.#sayOnce(messageOf(error));
      return NOT_CONFIGURED;
    }
  }

  #sayOnce(problem: string): void {
    if (this.#said.has(problem)) return;
    this.#said.add(problem);
    warn(this.#connection, problem);
  }
}

type ConfiguredFile = Pick<Settings, "lint" | "excluded" | "baseline">;

const NOT_CONFIGURED: ConfiguredFile = { lint: {}, excluded: false, baseline: undefined };
