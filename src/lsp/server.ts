import {
  CodeLensRefreshRequest,
  type Connection,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  type InitializeParams,
  InitializedNotification,
  InlayHintRefreshRequest,
  RegistrationRequest,
} from "vscode-languageserver/node";
import type { Engine } from "../engine/lint.ts";
import { Answers } from "./answers.ts";
import { serverCapabilities } from "./capabilities.ts";
import { Client } from "./client.ts";
import { ClientConfiguration } from "./client-configuration.ts";
import { ActionProvider } from "./code-actions.ts";
import { DiagnosticWriter } from "./diagnostics.ts";
import { Documents } from "./documents.ts";
import { Inspections } from "./inspections.ts";
import type { OpenDocument } from "./open-document.ts";
import { Project, type Surroundings } from "./project.ts";
import { Publisher } from "./publisher.ts";
import { messageOf, Session } from "./session.ts";
import { SECTION } from "./settings.ts";
import { TextShower } from "./text-shower.ts";
import { WATCHED } from "./watched-files.ts";
import { Workspace } from "./workspace.ts";

/** What the program that the server runs in knows. */
export interface Host {
  readonly version: string;
  /** The address of a rule's page, where it has one. */
  pageOf(rule: string): string | undefined;
  /**
   * What stands around files, as it is when it is called.
   * @param homeOf the folder in which the user works on the files of a folder
   */
  lookAround(homeOf: (folder: string) => string): Surroundings;
}

/** Serves a client from `initialize` to `exit`. */
export function serve(connection: Connection, engine: Engine, host: Host): void {
  const session = new Session(connection);
  const shower = new TextShower(connection);
  connection.onInitialize((params) => {
    const fault = session.begin();
    if (fault !== undefined) return fault;
    const server = new LanguageServer(connection, session, engine, params, shower, host);
    return {
      capabilities: server.capabilities,
      serverInfo: { name: "dockerlint-xarch", version: host.version },
    };
  });
  connection.onShutdown(() => session.end());
  connection.onExit(() => shower.dispose());
  connection.listen();
}

/** The language server, once the client has introduced itself. */
class LanguageServer {
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #documents: Documents;
  readonly #workspace: Workspace;
  readonly #configuration: ClientConfiguration;
  readonly #project: Project;
  readonly #inspections: Inspections;
  readonly #publisher: Publisher;
  /** Resolved when the settings of all documents are known. */
  #ready: Promise<void> = Promise.resolve();
  #generation = 0;

  constructor(
    connection: Connection,
    session: Session,
    engine: Engine,
    params: InitializeParams,
    shower: TextShower,
    host: Host,
  ) {
    const client = new Client(params);
    const documents = new Documents(client.encoding);
    const writer = new DiagnosticWriter(client, engine.rules, host);
    this.#connection = connection;
    this.#client = client;
    this.#documents = documents;
    this.#workspace = new Workspace(params);
    this.#configuration = new ClientConfiguration(connection, client, params, engine.rules);
    this.#project = new Project(connection, engine, this.#workspace, this.#configuration, () =>
      host.lookAround((folder) => this.#workspace.homeOf(folder)),
    );
    this.#inspections = new Inspections(engine, (document) => this.#project.settingsOf(document));
    this.#publisher = new Publisher(connection, this.#inspections, writer, (uri) =>
      documents.get(uri),
    );
    const actions = new ActionProvider(client, writer);
    new Answers(session, {
      connection,
      client,
      documents,
      inspections: this.#inspections,
      actions,
      publisher: this.#publisher,
      shower,
      ready: () => this.#ready,
      generation: () => this.#generation,
    }).listen();
    this.#listen(session);
  }

  get capabilities() {
    return serverCapabilities(this.#client);
  }

  #listen(session: Session): void {
    this.#documents.listen(session, (uri) => this.#workspace.nameOf(uri), {
      opened: (document) => this.#load([document]),
      changed: (document) => this.#publish(document),
      closed: (document) => {
        this.#project.forget(document);
        this.#publisher.drop(document);
      },
    });
    session.take(InitializedNotification.type, () => this.#register());
    session.take(DidChangeConfigurationNotification.type, ({ settings }) => {
      this.#configuration.take(settings);
      this.#reload();
    });
    session.take(DidChangeWorkspaceFoldersNotification.type, ({ event }) => {
      this.#workspace.update(event);
      this.#reload();
    });
    session.take(DidChangeWatchedFilesNotification.type, () => this.#reload());
  }

  /** Asks to be told of what changes outside of the documents. */
  async #register(): Promise<void> {
    const { registersSettings, registersWatchers } = this.#client;
    const registrations = [
      ...(registersSettings
        ? [
            {
              method: DidChangeConfigurationNotification.method,
              registerOptions: { section: SECTION },
            },
          ]
        : []),
      ...(registersWatchers
        ? [
            {
              method: DidChangeWatchedFilesNotification.method,
              registerOptions: { watchers: WATCHED },
            },
          ]
        : []),
    ].map((each) => ({ ...each, id: each.method }));
    if (registrations.length === 0) return;
    try {
      await this.#connection.sendRequest(RegistrationRequest.type, { registrations });
    } catch (error) {
      this.#connection.console.warn(`the client does not watch files: ${messageOf(error)}`);
    }
  }

  /** Reads all documents anew, as their settings may have changed. */
  #reload(): void {
    this.#project.reset();
    this.#load(this.#documents.all());
    void this.#ready.then(() => this.#refresh());
  }

  #load(documents: readonly OpenDocument[]): void {
    const loaded = this.#project.load(documents).then(() => {
      this.#generation++;
      for (const document of documents) {
        this.#inspections.forget(document);
        this.#publish(document);
      }
    });
    this.#ready = this.#ready.then(() => loaded);
  }

  #publish(document: OpenDocument): void {
    if (this.#client.pullsDiagnostics || !this.#project.knows(document)) return;
    this.#publisher.request(document);
  }

  /** Has the client ask anew for what it asked for before. */
  #refresh(): void {
    const { refreshesDiagnostics, refreshesHints, refreshesLenses, pullsDiagnostics } =
      this.#client;
    const requests = [
      ...(pullsDiagnostics && refreshesDiagnostics ? [DiagnosticRefreshRequest.type] : []),
      ...(refreshesHints ? [InlayHintRefreshRequest.type] : []),
      ...(refreshesLenses ? [CodeLensRefreshRequest.type] : []),
    ];
    for (const request of requests) {
      this.#connection.sendRequest(request).catch((error: unknown) => {
        this.#connection.console.warn(`the client does not refresh: ${messageOf(error)}`);
      });
    }
  }
}
