const KEYWORDS = (
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL " +
  "STOPSIGNAL USER VOLUME WORKDIR"
).split(" ");

/** What Dockerfiles are made of, whole and broken. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  keywords: KEYWORDS.flatMap((word) => [`${word} `, `\n${word} `, `\n${word.toLowerCase()} `]),
  blanks: ["\n", "\n\n", "\r\n", "\r", " ", "  ", "\t", "\ufeff", "\u00a0", "\v", "\f", "\0"],
  others: ["é", "😀", "\ud83d", "a", "b", "0", "x=1", "-v", "--", "*", "?", "~"],
  continuations: ["\\\n", "\\\r\n", "\\ \t\n", "\\\\\n", "`\n", "``\n", "\\", "`", "\\\n\n"],
  comments: ["#", " # ", "# comment\n", "\\\n# c\n", "# hadolint ignore=DL3029\n"],
  suppressions: ["# dockerlint-xarch ignore=all\n", "# dockerlint-xarch ignore-file=a,b -- c\n"],
  directives: [
    "\n# syntax=docker/dockerfile:1\n",
    "# escape=`\n",
    "# escape=\\\n",
    "# check=skip=a\n",
  ],
  platforms: ["--platform=", "--platform=linux/arm64 ", "--platform=$BUILDPLATFORM "],
  flags: ["--from=a ", "--mount=type=bind,from=a ", '--mount=x,"a,""b" ', "--link ", "--a=\\ b "],
  images: "python:3.12 golang:1.24-alpine node:22 scratch r:50/a/b:1@sha256:aa AS ".split(" "),
  heredocs: [
    "<<EOF",
    "<<-EOF",
    "<<'EOF'",
    '<<"E O"',
    "3<<EOF",
    "<< EOF",
    "<<-",
    "<<<",
    "<<A <<B\n",
  ],
  heredocNames: [
    "<<E'O'F",
    "<<$A",
    "\nEOF\n",
    "EOF",
    "\nA\n",
    "\nB\n",
    "\n\tEOF\n",
    "#!/bin/bash\n",
  ],
  variables: ["$", "$A", "${A}", "${A", "${A:-", "${A:-${B}}", "${A#*/}", "${A%%/*}", "${A//a/b}"],
  braces: ["}", "$$", "$(", ")", "$(a b)", "((", "))", "$((1+2))", "`a`", "{", "[[ a ]]", "("],
  redirections: ["<(a)", ">x", "2>&1", "< y "],
  quotes: ["'", '"', "''", '""', "\\'", '\\"', "'a b'", '"a b"', "$'a'"],
  json: [
    "[",
    "]",
    '["a", "b"]',
    '["sh", "-c", "pip install x"]',
    '["\\u0041\\n"',
    ",",
    "[1]",
    "{}",
  ],
  assignments: ["A=b ", "A=", "=", "A=b C='d e' ", "A b ", "PATH=/x:$PATH "],
  commands: ["pip install x ", "go build . ", "npm ci ", "cargo build ", "make -j ", "cd /x "],
  wrappers: ["sudo -E ", "env A=b ", "sh -c ", "bash -euxc ", "xargs ", "su u -c ", "exec "],
  compounds: ["if ", "; then ", "; fi ", "for i in ", "; do ", "; done ", "case a in ", ";; "],
  operators: ["; ", " && ", " || ", " | ", " & ", "! ", "|| true\n", "\nRUN set -eux; \\\n  "],
};

/** For tests that put texts together at random. */
export const PIECES: readonly string[] = Object.values(KINDS).flat();
