/**
 * Files that nobody writes and that a linter must get through all the same: each of one thing,
 * as often as fits into a number of characters. BuildKit reads no line of 64 KB or more, so that
 * long instructions are continued.
 */
export const HOSTILE: Readonly<Record<string, (size: number) => string>> = {
  "comment, FROM and RUN in turn": (size) => repeat(size, () => "# c\nFROM alpine AS x\nRUN a\n"),

  "ENV lines, each with the one before": (size) =>
    repeat(size, (n) => `ENV A${n}=$A${n - 1}\n`, "FROM a\n"),

  "one ENV of many, each with the one before": (size) =>
    repeat(size, (n) => ` \\\n  A${n}=$A${n - 1}`, "FROM a\nENV B=1"),

  "ENV lines that make one variable longer": (size) =>
    repeat(size, () => "ENV A=$A:x\n", "FROM a\n"),

  "ARG lines above FROM, each with the one before": (size) =>
    repeat(size, (n) => `ARG A${n}=$A${n - 1}\n`, "ARG A=1\n") + "FROM a\n",

  "WORKDIR lines, each below the one before": (size) =>
    repeat(size, () => "WORKDIR a\n", "FROM a\nWORKDIR /\n") + "RUN make\n",

  "nested ${A:-...} in an ENV": (size) =>
    `FROM a\nENV B=${nest(size, "${A:-\\\n", "}", "\\\n")}\nRUN a\n`,

  "nested ${A:-...} in a FROM": (size) => `FROM ${nest(size, "${A:-\\\n", "}", "\\\n")}\nRUN a\n`,

  "commands joined by &&, a line each": (size) =>
    repeat(size, () => " && \\\n  true", "FROM a\nRUN true"),

  "commands joined by ;, on lines of 60 KB": (size) =>
    wrapped(
      repeat(size, () => "true; ", "FROM a\nRUN "),
      60_000,
    ),

  "heavy commands, a line each": (size) =>
    repeat(size, () => " && \\\n  pip install x", "FROM a\nRUN true"),

  "heavy commands, a RUN each": (size) => repeat(size, () => "RUN pip install x\n", "FROM a\n"),

  "go build, a stage each": (size) =>
    repeat(size, () => "FROM golang:1.24\nRUN CGO_ENABLED=0 go build -o /a .\n"),

  "cd, each below the one before": (size) =>
    repeat(size, () => " && \\\n  cd a", "FROM a\nWORKDIR /\nRUN true") + " && make\n",

  "words of one command": (size) =>
    wrapped(`FROM a\nRUN pip install${" x".repeat(size / 2)}`, 60_000),

  "quotes and escapes in one word": (size) =>
    wrapped(`FROM a\nRUN pip install ${"'x'\"y\"".repeat(size / 6)}`, 60_000),

  "stages, each FROM the one before": (size) =>
    repeat(size, (n) => `FROM s${n - 1} AS s${n}\nRUN a\n`, "FROM a AS s0\n"),

  "stages, each FROM the one before, and a go build in the last": (size) =>
    repeat(size, (n) => `FROM s${n - 1} AS s${n}\n`, "FROM golang AS s0\n") +
    "RUN go build -o /a .\n",

  "go build in stages, each FROM the one before": (size) =>
    repeat(size, (n) => `FROM s${n - 1} AS s${n}\nRUN go build -o /a .\n`, "FROM golang AS s0\n"),

  "stages, each with a COPY from the one before": (size) =>
    repeat(size, (n) => `FROM a AS s${n}\nCOPY --from=s${n - 1} a b\n`, "FROM a AS s0\n"),

  "native stages, each with all of the one before": (size) =>
    repeat(
      size,
      (n) => `FROM --platform=$BUILDPLATFORM a AS s${n}\nCOPY --from=s${n - 1} / /\n`,
      "FROM --platform=$BUILDPLATFORM a AS s0\nRUN go build -o /a\n",
    ).replace(/FROM \S+ a AS s(\d+)\nCOPY .*\n$/, "$&FROM a\nCOPY --from=s$1 / /\n"),

  "native stages, each FROM the one before": (size) =>
    repeat(
      size,
      (n) => `FROM s${n - 1} AS s${n}\nRUN cp a b\n`,
      "FROM --platform=$BUILDPLATFORM a AS s0\n",
    ).replace(/FROM s\d+ AS s(\d+)\nRUN cp a b\n$/, "$&FROM a\nCOPY --from=s$1 / /\n"),

  "programs that a native stage makes, and all of them copied": (size) =>
    repeat(
      size,
      (n) => `RUN go build -o /out/a${n} .\n`,
      "FROM --platform=$BUILDPLATFORM golang:1.24 AS s\n",
    ) + "FROM a\nCOPY --from=s /out /out\n",

  "files that a native stage moves on and on": (size) =>
    repeat(
      size,
      (n) => ` && \\\n  mv /a${n - 1} /a${n}`,
      "FROM --platform=$BUILDPLATFORM golang:1.24 AS s\nRUN go build -o /a0 .",
    ) + "\nFROM a\nCOPY --from=s / /\n",

  "copies of one native stage": (size) =>
    repeat(
      size,
      (n) => `COPY --from=s /out/a${n} /a${n}\n`,
      "FROM --platform=$BUILDPLATFORM a AS s\nRUN make && cp a b && go build -o /out/a1 .\nFROM a\n",
    ),

  "programs that a native stage makes, copied one by one": (size) =>
    repeat(
      size / 2,
      (n) => `RUN go build -o /out/a${n} .\n`,
      "FROM --platform=$BUILDPLATFORM golang:1.24 AS s\n",
    ) + repeat(size / 2, (n) => `COPY --from=s /out/a${n} /a${n}\n`, "FROM a\n"),

  "downloads for one architecture, a RUN each": (size) =>
    repeat(size, () => "RUN curl -O http://x/amd64/a\n", "FROM a\nARG TARGETARCH\n"),

  "downloads for one architecture, a line each": (size) =>
    repeat(
      size,
      () => " && \\\n  curl -O $U/a",
      "FROM a\nARG TARGETARCH\nENV U=http://x/amd64\nRUN a",
    ),

  "ONBUILD lines, and stages that inherit them": (size) =>
    repeat(size / 2, () => "ONBUILD RUN a\n", "FROM a AS b\n") + repeat(size / 2, () => "FROM b\n"),

  "comments that silence a rule": (size) =>
    repeat(size, () => "# dockerlint-xarch ignore=emulated-step\nRUN pip install x\n", "FROM a\n"),

  "comments that silence a rule, above one RUN": (size) =>
    repeat(size, () => "# hadolint ignore=DL3029,DL3059\n", "FROM a\n") + "RUN pip install x\n",

  "comments inside one continuation": (size) =>
    repeat(size, () => "# c\n", "FROM a\nRUN a \\\n") + " b\n",

  "a heredoc of many lines": (size) =>
    repeat(size, () => "pip install x\n", "FROM a\nRUN <<EOF\n") + "EOF\n",

  "heredocs, a RUN each": (size) => repeat(size, () => "RUN <<EOF\na\nEOF\n", "FROM a\n"),

  "heredocs of one COPY": (size) => {
    const count = Math.floor(size / 16);
    const names = Array.from({ length: count }, (_, n) => `A${n}`);
    const operators = names.map((name) => `<<${name}`).join(" \\\n");
    return `FROM a\nCOPY ${operators} /x/\n${names.map((name) => `${name}\n`).join("")}`;
  },

  "a RUN of nested $(": (size) => `FROM a\nRUN ${nest(size, "a $(\\\n", ")", "\\\n")}\n`,

  "a RUN of nested (": (size) => `FROM a\nRUN ${nest(size, "(\\\n", ")", "\\\n")}\n`,

  "a RUN of $( that are never closed": (size) => repeat(size, () => "a $(\\\n", "FROM a\nRUN "),

  "an exec form of many strings": (size) =>
    repeat(size, () => '"\\u0041", \\\n', "FROM a\nRUN [") + '"a"]\n',

  "brackets that are no exec form": (size) => wrapped(`FROM a\nRUN ${"[".repeat(size)}`, 60_000),

  "flags of one RUN": (size) =>
    repeat(size, () => "--mount=type=bind,from=a \\\n", "FROM a\nRUN ") + "a\n",

  "unknown instructions": (size) => repeat(size, () => "RUM a\n"),

  "blank lines": (size) => "\n".repeat(size),
};

/** A text of about `size` characters: `line(1)`, `line(2)` and so on behind a head. */
function repeat(size: number, line: (n: number) => string, head = ""): string {
  const parts = [head];
  let length = head.length;
  for (let n = 1; length < size; n++) {
    const part = line(n);
    parts.push(part);
    length += part.length;
  }
  return parts.join("");
}

/** `open` as often as fits, and as many `close`, with a line end now and then. */
function nest(size: number, open: string, close: string, lineEnd: string): string {
  const depth = Math.floor(size / (open.length + close.length));
  return open.repeat(depth) + wrapped(close.repeat(depth), 60_000, lineEnd);
}

function wrapped(text: string, width: number, lineEnd = "\\\n"): string {
  const lines: string[] = [];
  for (let at = 0; at < text.length; at += width) lines.push(text.slice(at, at + width));
  return lines.join(lineEnd);
}
