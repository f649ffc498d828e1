import type { Engine } from "../engine/lint.ts";
import { type FileSettings, Inspection } from "./inspection.ts";
import type { OpenDocument } from "./open-document.ts";

/** No Dockerfile is larger; while one types, even that would be slow. As the command line's limit. */
const MAX_LENGTH = 5_000_000;

/** Keeps what is known of each document's last version. */
export class Inspections {
  readonly #engine: Engine;
  readonly #settingsOf: (document: OpenDocument) => FileSettings | undefined;
  readonly #last = new WeakMap<OpenDocument, Inspection>();

  constructor(engine: Engine, settingsOf: (document: OpenDocument) => FileSettings | undefined) {
    this.#engine = engine;
    this.#settingsOf = settingsOf;
  }

  /** Undefined for what is no Dockerfile, far too large for one, or left out by the project. */
  of(document: OpenDocument): Inspection | undefined {
    const { source } = document;
    if (!isDockerfile(document) || source.text.length > MAX_LENGTH) return undefined;
    const last = this.#last.get(document);
    if (last?.source === source) return last;
    const settings = this.#settingsOf(document);
    if (settings === undefined) return undefined;
    const inspection = new Inspection(this.#engine, source, settings);
    this.#last.set(document, inspection);
    return inspection;
  }

  /** Has a document read anew, since its settings may have changed. */
  forget(document: OpenDocument): void {
    this.#last.delete(document);
  }
}

/**
 * Whether a document is a Dockerfile. Editors can be made to send others as well, such as the bake
 * file, whose text then counts instead of the one on disk.
 */
function isDockerfile({ languageId, uri }: OpenDocument): boolean {
  if (/^(?:docker|container)file/i.test(languageId)) return true;
  return /(?:^|[/.:])(?:docker|container)file(?:\.[^/.]*)?$/i.test(uri);
}
