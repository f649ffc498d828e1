import type {
  Position,
  Range,
  TextDocumentContentChangeEvent,
  TextEdit as LspEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextEdit } from "../text/edit.ts";
import { SourceText } from "../text/source.ts";
import type { Span } from "../text/span.ts";
import type { ColumnEncoding } from "./encoding.ts";

/**
 * A document that an editor has open. Its positions are the client's: lines also end at a lone
 * carriage return (LSP, "Text Documents"), which for BuildKit is a character like any other, so
 * places are exchanged as offsets of the text.
 */
export class OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  /** As people call it: a path, or what is behind the colon of another URI. */
  readonly name: string;
  readonly #encoding: ColumnEncoding;
  #document: TextDocument;
  #source: SourceText | undefined;

  constructor(document: TextDocument, name: string, encoding: ColumnEncoding) {
    this.uri = document.uri;
    this.languageId = document.languageId;
    this.name = name;
    this.#document = document;
    this.#encoding = encoding;
  }

  get version(): number {
    return this.#document.version;
  }

  get source(): SourceText {
    return (this.#source ??= new SourceText(this.name, this.#document.getText()));
  }

  /** Takes over what the client changed; each change is in terms of the text after those before. */
  update(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    for (const change of changes) {
      const own = "range" in change ? { ...change, range: this.#toUnits(change.range) } : change;
      this.#document = TextDocument.update(this.#document, [own], version);
      this.#source = undefined;
    }
  }

  positionAt(offset: number): Position {
    const position = this.#document.positionAt(offset);
    const { line, character } = position;
    if (character === 0) return position;
    return { line, character: this.#encoding.columnBehind(this.#lineText(line, character)) };
  }

  /** The offset of a position; what is behind the end of a line or of the text is at that end. */
  offsetAt(position: Position): number {
    return this.#document.offsetAt(this.#unitsOf(position));
  }

  rangeOf({ start, end }: Span): Range {
    return { start: this.positionAt(start), end: this.positionAt(end) };
  }

  spanOf({ start, end }: Range): Span {
    return { start: this.offsetAt(start), end: this.offsetAt(end) };
  }

  editOf(edit: TextEdit): LspEdit {
    return { range: this.rangeOf(edit), newText: edit.text };
  }

  /** Places behind the end of the text are at its end. */
  #toUnits({ start, end }: Range): Range {
    const inside = (at: Position) => this.#document.positionAt(this.offsetAt(at));
    return { start: inside(start), end: inside(end) };
  }

  #unitsOf({ line, character }: Position): Position {
    if (!Number.isInteger(line) || !Number.isInteger(character)) {
      throw new TypeError("a position has a line and a character, both whole numbers");
    }
    const text = this.#lineText(line, Number.MAX_SAFE_INTEGER);
    return { line, character: this.#encoding.unitsBefore(text, character) };
  }

  #lineText(line: number, units: number): string {
    return this.#document.getText({
      start: { line, character: 0 },
      end: { line, character: units },
    });
  }
}
