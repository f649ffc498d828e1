import type { Engine } from "../engine/lint.ts";
import { type FileSettings, Inspection } from "./inspection.ts";
import type { OpenDocument } from "./open-document.ts";

/** No Dockerfile is larger; the command line refuses such files, too. */
const MAX_LENGTH = 5_000_000;

/** Tells how a document is read; undefined where it is left out. */
export type SettingsOf = (document: OpenDocument) => Promise<FileSettings | undefined>;

/** Keeps what is known of each document's last version. */
export class Inspections {
  readonly #engine: Engine;
  readonly #settingsOf: SettingsOf;
  readonly #last = new WeakMap<OpenDocument, Inspection>();

  constructor(engine: Engine, settingsOf: SettingsOf) {
    this.#engine = engine;
    this.#settingsOf = settingsOf;
  }

  /**
   * What is known of the version that is current in the end, however often the document is edited
   * meanwhile; undefined for what is no Dockerfile, far too large for one, or left out.
   */
  async of(document: OpenDocument): Promise<Inspection | undefined> {
    for (;;) {
      const { source } = document;
      if (!isDockerfile(document) || source.text.length > MAX_LENGTH) return undefined;
      const last = this.#last.get(document);
      if (last?.source === source) return last;
      const settings = await this.#settingsOf(document);
      if (document.source !== source) continue;
      if (settings === undefined) return undefined;
      const inspection = new Inspection(this.#engine, source, settings);
      this.#last.set(document, inspection);
      return inspection;
    }
  }

  /** Has a document read anew, since its settings may have changed. */
  forget(document: OpenDocument): void {
    this.#last.delete(document);
  }
}

/** Whether a document is a Dockerfile: clients can be made to send others as well. */
function isDockerfile({ languageId, uri }: OpenDocument): boolean {
  if (/^(?:docker|container)file/i.test(languageId)) return true;
  return /(?:^|[/.:])(?:docker|container)file(?:\.[^/.]*)?$/i.test(uri);
}
