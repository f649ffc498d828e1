import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PositionEncodingKind } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { encodingFor } from "../../src/lsp/encoding.ts";
import { OpenDocument } from "../../src/lsp/open-document.ts";
import { FUZZ_SEED, fuzzRuns } from "../support/invariants.ts";
import { startClient, URI } from "../support/lsp-client.ts";

const ENCODINGS = ["utf-8", "utf-16", "utf-32"] as const;
/** Texts with what is counted differently: characters of one to four bytes, and all line ends. */
const TEXT = fc
  .array(fc.constantFrom("FROM ", "a", "é", "漢", "🐋", "\n", "\r\n", "\r", " \\", "#"), {
    maxLength: 40,
  })
  .map((pieces) => pieces.join(""));

function documentOf(text: string, encoding: PositionEncodingKind): OpenDocument {
  const document = TextDocument.create(URI, "dockerfile", 1, text);
  return new OpenDocument(document, "Dockerfile", encodingFor([encoding]));
}

describe.each(ENCODINGS)("%s", (encoding) => {
  test("places and offsets are inverse to each other, between characters", () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const document = documentOf(text, encoding);
        let offset = 0;
        for (const character of text) {
          // Between the two characters of a line end is no place.
          const inLineEnd = text.slice(offset - 1, offset + 1) === "\r\n";
          if (!inLineEnd) expect(document.offsetAt(document.positionAt(offset))).toBe(offset);
          offset += character.length;
        }
      }),
      { seed: FUZZ_SEED, numRuns: fuzzRuns(300) },
    );
  });

  test("edits make of the text what they say", () => {
    const edit = fc.record({ from: fc.nat(), to: fc.nat(), insert: TEXT });
    fc.assert(
      fc.property(TEXT, fc.array(edit, { maxLength: 8 }), (start, edits) => {
        const document = documentOf(start, encoding);
        let text = start;
        edits.forEach(({ from, to, insert }, index) => {
          const places = boundaries(text);
          const [first, last] = [
            places[from % places.length]!,
            places[to % places.length]!,
          ].toSorted((a, b) => a - b) as [number, number];
          const range = document.rangeOf({ start: first, end: last });
          document.update([{ range, text: insert }], index + 2);
          text = text.slice(0, first) + insert + text.slice(last);
          expect(document.source.text).toBe(text);
          expect(document.version).toBe(index + 2);
        });
      }),
      { seed: FUZZ_SEED, numRuns: fuzzRuns(300) },
    );
  });

  test("findings stand where the client counts them", async () => {
    const client = await startClient({
      capabilities: { general: { positionEncodings: [encoding] } },
    });
    // One 🐋 is two UTF-16 units, four bytes and one character.
    const text = 'FROM python:3.12\r\nRUN echo "🐋é" && pip install flask\r\n';
    const [{ range } = { range: undefined }] = await client.diagnose(URI, text);
    const before = { "utf-8": 21, "utf-16": 18, "utf-32": 17 }[encoding];
    expect(range).toEqual({
      start: { line: 1, character: before },
      end: { line: 1, character: before + 17 },
    });
    const seen = client.published.length;
    // Turns "pip" into "true".
    const end = { line: 1, character: before + 3 };
    client.change(URI, { range: { start: range!.start, end }, text: "true" });
    expect((await client.nextPublished(URI, seen)).diagnostics).toEqual([]);
  });
});

test("a client that knows several encodings gets UTF-16, and one that names none, too", () => {
  expect(encodingFor(["utf-8", "utf-16"]).kind).toBe("utf-16");
  expect(encodingFor(["utf-32", "utf-8"]).kind).toBe("utf-8");
  expect(encodingFor(undefined).kind).toBe("utf-16");
  expect(encodingFor(["ebcdic"]).kind).toBe("utf-16");
});

test("changes behind the end are made at the end", () => {
  const document = documentOf("FROM a\n", "utf-16");
  const far = { line: 90, character: 90 };
  document.update([{ range: { start: far, end: far }, text: "RUN b\n" }], 2);
  expect(document.source.text).toBe("FROM a\nRUN b\n");
  document.update([{ range: { start: { line: 1, character: 0 }, end: far }, text: "" }], 3);
  expect(document.source.text).toBe("FROM a\n");
});

test("a byte order mark is counted by the client as the character that it is", async () => {
  const client = await startClient();
  const [diagnostic] = await client.diagnose(
    URI,
    "\ufeffFROM --platform=$TARGETPLATFORM debian:12\n",
  );
  expect(diagnostic!.range.start).toEqual({ line: 0, character: 6 });
});

test.each(["untitled:Untitled-1", "vscode-vfs://github/o/r/Dockerfile", "not a uri at all"])(
  "a document that is no file is served: %s",
  async (uri) => {
    const client = await startClient();
    expect(await client.diagnose(uri, "FROM python:3.12\nRUN pip install flask\n")).toHaveLength(1);
    const plan = await client.request<{ title: string }>("workspace/executeCommand", {
      command: "dockerlint-xarch.showPlan",
      arguments: [uri],
    });
    expect(plan.title).toMatch(/^Plan of /);
  },
);

/** The offsets between characters, none inside of a line end. */
function boundaries(text: string): number[] {
  const places = [0];
  for (const character of text.match(/\r\n|[^]/gu) ?? []) {
    places.push(places.at(-1)! + character.length);
  }
  return places;
}
