import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EscapeCharacter } from "../syntax/directives.ts";
import cases from "./expand.cases.json" with { type: "json" };
import { expandWord, expandWords, ExpansionError, type ExpansionOptions } from "./expand.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What BuildKit v0.34.2 made of a word: `shell.NewLex(escape)` with these options. */
interface BuildKitCase {
  readonly word: string;
  readonly env: Environment;
  readonly escape: EscapeCharacter;
  readonly options?: ExpansionOptions;
  /** `ProcessWordWithMatches`, or else its error. */
  readonly text?: string;
  readonly matched?: readonly string[];
  readonly unmatched?: readonly string[];
  readonly error?: string;
  /** `ProcessWords`. */
  readonly words?: readonly string[];
}

function lookupIn(env: Environment): (name: string) => string | undefined {
  return (name) => (Object.hasOwn(env, name) ? env[name] : undefined);
}

const ENVIRONMENT: Environment = {
  TARGETOS: "linux",
  TARGETARCH: "arm",
  TARGETVARIANT: "v7",
  EMPTY: "",
  SPACED: " one  two ",
  FILE: "lib/lib.tar.gz",
  STAR: "*",
  LINES: "a1\nb1",
};

function expand(word: string, options?: ExpansionOptions): string {
  return expandWord(word, lookupIn(ENVIRONMENT), "\\", options).text;
}

function reasonOf(word: string, env: Environment = ENVIRONMENT): string {
  try {
    return `no error: ${expandWord(word, lookupIn(env), "\\").text}`;
  } catch (error) {
    if (error instanceof ExpansionError) return error.reason;
    throw error;
  }
}

describe("expandWord", () => {
  it.each([
    ["golang:1.23", "golang:1.23"],
    ["$TARGETOS/$TARGETARCH/$TARGETVARIANT", "linux/arm/v7"],
    ["${TARGETARCH}64", "arm64"],
    ["$TARGETARCH64", ""],
    ["a$", "a$"],
    ["a$.b", "a$.b"],
    ["$1x$@y$$z", "xyz"],
    ["${UNSET-a}${EMPTY-b}", "a"],
    ["${UNSET:-a}${EMPTY:-b}", "ab"],
    ["${UNSET+a}${EMPTY+b}${TARGETOS+c}", "bc"],
    ["${UNSET:+a}${EMPTY:+b}${TARGETOS:+c}", "c"],
    ["${TARGETOS?no}${TARGETOS:?no}${EMPTY?no}", "linuxlinux"],
    ["linux-${TARGETARCH}${TARGETVARIANT:+-${TARGETVARIANT}}", "linux-arm-v7"],
    ["${UNSET:-${EMPTY:-$TARGETOS}}", "linux"],
    ["${UNSET:-'}'}${UNSET:-\\}}", "}}"],
    ["${TARGETVARIANT#v}", "7"],
    ["${FILE#*l}", "ib/lib.tar.gz"],
    ["${FILE##*l}", "ib.tar.gz"],
    ["${FILE%.*}", "lib/lib.tar"],
    ["${FILE%%.*}", "lib/lib"],
    ["${FILE%.???}", "lib/lib.tar.gz"],
    ["${FILE#*[l]}", "lib/lib.tar.gz"],
    ["${FILE/lib/bin}", "bin/lib.tar.gz"],
    ["${FILE//lib/bin}", "bin/bin.tar.gz"],
    ["${FILE//\\//_}", "lib_lib.tar.gz"],
    ["${FILE//l?b/<\\$0>}", "<\\lib>/<\\lib>.tar.gz"],
    ["${FILE//lib/'[$0$1$$]'}", "[lib$]/[lib$].tar.gz"],
    ["${FILE/lib/'[$0]'}", "[$0]/lib.tar.gz"],
    ["${STAR#\\*}", ""],
    // Quotes do not take its meaning from a star.
    ['${FILE##"*"}', ""],
    ["${LINES#*1}", "\nb1"],
    ["${LINES##*1}", "\nb1"],
    ["${LINES//?1/x}", "x\nx"],
    ["'$TARGETOS'", "$TARGETOS"],
    ["\"$TARGETOS 'x'\"", "linux 'x'"],
    ['"\\$TARGETOS \\" \\x"', '$TARGETOS " \\x'],
    ["\\$TARGETOS \\x \\\\", "$TARGETOS x \\"],
    ["trailing\\", "trailing"],
    ["a<<EOF$EMPTY", "a<<EOF"],
    ["\ufeff$TARGETOS", "linux"],
    ["\ufeffplain", "plain"],
    ["größe$EMPTY", "größe"],
  ])("%s", (word, text) => {
    expect(expand(word)).toBe(text);
  });

  it("takes the backquote as escape character", () => {
    const lookup = lookupIn(ENVIRONMENT);
    expect(expandWord("C:\\`$TARGETOS\\$TARGETOS", lookup, "`").text).toBe("C:\\$TARGETOS\\linux");
  });

  it("reports the names that were looked up", () => {
    const { matched, unmatched } = expandWord("${A:-$B}$C'$D'", lookupIn({ A: "", C: "c" }), "\\");
    expect([...matched]).toEqual(["A", "C"]);
    expect([...unmatched]).toEqual(["B"]);
  });

  it("keeps what it is told to keep", () => {
    expect(expand("\"a\" 'b'", { rawQuotes: true })).toBe("\"a\" 'b'");
    expect(expand("\\a\\$b", { rawEscapes: true })).toBe("\\a\\$b");
    expect(expand("$U${U}${U:-a}${U//a/b}", { skipUnsetEnv: true })).toBe("$U${U}${U:-a}${U/a/b}");
    expect(expand("'$TARGETOS'\"", { skipProcessQuotes: true })).toBe("'linux'\"");
  });

  it.each([
    ["${TARGETOS", "unsupported modifier (\ufffd) in substitution"],
    ["${", "syntax error: missing '}'"],
    ["${}", "syntax error: bad substitution"],
    ["${UNSET:-a", "syntax error: missing '}'"],
    ["${FILE/a}", "syntax error: missing '/' in ${}"],
    ["${FILE/a/b", "syntax error: missing '}'"],
    ["${TARGETOS^^}", "unsupported modifier (^) in substitution"],
    ["${TARGETOS:0}", "unsupported modifier (:0) in substitution"],
    ["${FILE:#a}", "unsupported modifier (:#) in substitution"],
    ["${FILE#\\a}", "invalid pattern (\\a) in substitution: invalid escape '\\a'"],
    ["${UNSET?}", "UNSET: is not allowed to be unset"],
    ["${UNSET:?needed}", "UNSET: needed"],
    ["${EMPTY:?}", "EMPTY: is not allowed to be empty"],
    ["'a", "unexpected end of statement while looking for matching single-quote"],
    ['"a', "unexpected end of statement while looking for matching double-quote"],
  ])("rejects %s", (word, reason) => {
    expect(reasonOf(word)).toBe(reason);
  });

  it("names the word in the message as Go quotes it", () => {
    expect(() => expand('"\t\u0001é\u00a0${}')).toThrow(
      'failed to process "\\"\\t\\x01é\\u00a0${}": syntax error: bad substitution',
    );
  });

  it("returns every word without special characters as it is", () => {
    const plain = fc.string({ unit: fc.constantFrom("a", " ", "<", "{", "}", "é", "\n", "`") });
    fc.assert(
      fc.property(plain, (word) => {
        expect(expand(word)).toBe(word);
      }),
    );
  });

  it("fails with an ExpansionError only", () => {
    const unit = fc.constantFrom(..."AB${}:-+?#%/*\\'\" é", "${A", "${A:-", "${A//");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (word) => {
        reasonOf(word, { A: "a/b", "": "x" });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("expandWords", () => {
  function words(word: string, options?: ExpansionOptions): string[] {
    return expandWords(word, lookupIn(ENVIRONMENT), "\\", options);
  }

  it("splits values, but not quotes", () => {
    expect(words("a $SPACED b")).toEqual(["a", "one", "two", "b"]);
    expect(words('x"$SPACED"y')).toEqual(["x one  two y"]);
    expect(words("a\\ b \u00a0 c")).toEqual(["a b", "c"]);
    expect(words("'' $EMPTY")).toEqual([]);
  });

  it("keeps the space between << and its terminator", () => {
    expect(words("cat << EOF < in")).toEqual(["cat", "<< EOF", "<", "in"]);
  });

  it("loses what stands before an operand, like BuildKit", () => {
    expect(words("a b${UNSET:-c}")).toEqual(["a", "c"]);
  });
});

describe("BuildKit's answers", () => {
  it.each(cases as readonly BuildKitCase[])("$word", (wanted) => {
    const run = (): unknown => {
      const { word, env, escape, options } = wanted;
      const { text, matched, unmatched } = expandWord(word, lookupIn(env), escape, options);
      return {
        text,
        matched: [...matched].sort(),
        unmatched: [...unmatched].sort(),
        words: expandWords(word, lookupIn(env), escape, options),
      };
    };
    const { text, matched, unmatched, words, error } = wanted;
    if (error === undefined) expect(run()).toEqual({ text, matched, unmatched, words });
    else expect(run).toThrow(error);
  });
});

describe("hostile input", () => {
  const MEGABYTE = 1 << 20;
  const long: Environment = {
    A: "a".repeat(MEGABYTE),
    STARS: `${"a*".repeat(MEGABYTE / 2)}b`,
    BORDERS: `${"a".repeat(MEGABYTE / 2)}b`,
    WILD: `${"a?".repeat(MEGABYTE / 16)}b`,
    LINES: "a\n".repeat(MEGABYTE / 2),
  };

  it.each([
    ["nested operands", "${U:-".repeat(10_000) + "}".repeat(10_000)],
    ["nested quotes", '${U:-"'.repeat(10_000) + '"}'.repeat(10_000)],
    ["nested patterns", "${U#".repeat(10_000) + "}".repeat(10_000)],
    ["nested and unclosed", "${U:-".repeat(MEGABYTE / 5)],
    ["dollar signs", "$".repeat(MEGABYTE)],
    ["quotes", "'".repeat(MEGABYTE + 1)],
    ["escape characters", "\\".repeat(MEGABYTE)],
    ["a longest prefix", "${A##$STARS}"],
    ["a shortest suffix", "${A%$STARS}"],
    ["a search that fails late", "${A//$BORDERS/x}"],
    ["a pattern of wildcards", "${A//$WILD/x}"],
    ["many lines", "${LINES//*a/$0$0}"],
    ["a result without end", "$A".repeat(MEGABYTE / 2)],
    ["many patterns", "${A##*}".repeat(MEGABYTE / 8)],
  ])("comes to an end: %s", (_, word) => {
    reasonOf(word, long);
  });

  it("allows far more nesting than anyone needs", () => {
    expect(expand("${U:-".repeat(200) + "x" + "}".repeat(200))).toBe("x");
    expect(reasonOf("${U:-".repeat(201) + "}".repeat(201))).toBe("too many nested substitutions");
  });
});
