import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { answerMakefile, runMakefile } from "../shared/makefile.ts";
import { light, tests } from "../shared/recognitions.ts";
import { C_COMPILE } from "../shared/slowdowns.ts";

const VALUED = "-C --directory -f --file --makefile -I --include-dir -o -W --eval".split(" ");

/** Questions about the tool or the build; ninja's `-t` runs a tool such as `clean`. */
const QUESTION = ["--version", "--help", "-h", "-n", "--dry-run", "--just-print", "-t", "-q"];

const TRIVIAL = /^(help|info|version|.*clean.*|.*config|print-.*|uninstall|fmt|format|wget)$/;
const INSTALL = /^(install|.*-install|install[-_].*|.*_install|altinstall)$/;
const TEST = /^(test|tests|check|.*-test|.*-check|test-.*|installcheck|bench|lint)$/;
const FETCH = /^(deps|vendor|download.*|fetch.*|.*-deps)$/;

export const make: Ecosystem = {
  id: "make",
  title: "Make and Ninja",
  commands: ["make", "gmake", "ninja", "ninja-build", "samu"],
  recipe: answerMakefile,
  recognise(invocation) {
    if (invocation.has(...QUESTION) || isVersionOfMake(invocation)) return light();
    const goals = goalsOf(invocation);
    const all = (pattern: RegExp) => goals.length > 0 && goals.every((goal) => pattern.test(goal));
    if (all(TRIVIAL)) return light();
    if (all(FETCH)) return light("fetch");
    if (all(TEST)) return tests(C_COMPILE);
    // Counted in public Dockerfiles: of 391 installs without `-j` 319 stand behind a build, of 23
    // with `-j` only 2. The others build.
    if (all(INSTALL) && !isParallel(invocation)) return light("install");
    return runMakefile(invocation);
  },
};

/** `-v` is the version for make, and verbose for ninja. */
function isVersionOfMake(invocation: Invocation): boolean {
  return invocation.name.endsWith("make") && invocation.args.includes("-v");
}

/** What is to be made: no `CC=gcc`, and no number behind `-j`. */
function goalsOf(invocation: Invocation): string[] {
  return invocation.operands(VALUED).filter((word) => !/^[\d$`]|=/.test(word));
}

function isParallel(invocation: Invocation): boolean {
  return invocation.args.some((arg) => /^(-j|--jobs)/.test(arg));
}
