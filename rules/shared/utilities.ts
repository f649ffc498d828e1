import type { ShellCommand } from "../../src/syntax/shell.ts";

/**
 * Commands that do the same on every machine: what they write is what they read, or text. A stage
 * that runs nothing else besides its compiler can move.
 */
const UTILITIES: ReadonlySet<string> = new Set(
  (
    ": [ addgroup adduser awk base64 basename break cat cd chgrp chmod chown command continue cp cut " +
    "date dirname du echo env exit export expr false find getent gpg grep groupadd head id install jar " +
    "jq let ln local ls md5sum mkdir mktemp mv nl od passwd printf pwd read readlink realpath return " +
    "rm rmdir sed seq set sha1sum sha256sum sha512sum shift shopt sleep sort split stat tail tee test " +
    "touch tr true truncate type tty umask uniq unset update-ca-certificates upx useradd usermod wait " +
    "wc which whoami xargs yes"
  ).split(" "),
);

/** Those that hand on what they read, machine code too. */
const COPIERS = new Set("cat cp dd head install ln mv split tail tee".split(" "));

/** Options and words with which a harmless command runs another one. */
const RUNS_ANOTHER =
  /\bsystem\s*\(|--to-command|--use-compress-program|--checkpoint-action|\balias\.|\bext::|-s\b.*--strip|\bstrip\b/;

/**
 * Why a command that is no ecosystem's may do another thing on another machine; undefined for one
 * that does the same everywhere.
 * @param workdir where it runs, if that is known
 */
export function objectionToUtility(
  command: ShellCommand,
  workdir: string | undefined,
): string | undefined {
  const { name, words, redirects } = command;
  if (name === "") return undefined;
  if (name === "strip") {
    return "strip knows programs of its own machine: have the compiler leave symbols out (strip = true, -s)";
  }
  if (!isUtility(command)) return `${name} does what is not known to be the same on every machine`;
  const args = words.slice(1).map(({ value }) => value);
  const copies = COPIERS.has(name) || (writesFile(redirects) && !PRINTERS.has(name));
  if (copies && command.wrappers.includes("xargs")) {
    return `${name} takes what another command names, which may be for the machine that it runs on`;
  }
  const inputs = redirects.filter(({ operator }) => operator === "<");
  const read = [
    ...(copies ? sourcesOf(name, args) : []),
    ...(name === "cd" ? args.filter((arg) => !/^\$\{?\w/.test(arg)) : []),
    ...inputs.map(({ target }) => target?.value ?? ""),
  ];
  const machineCode = read.find((path) => leadsAnywhere(path) || mayHoldMachineCodeAt(path));
  if (machineCode !== undefined) {
    return `${name} takes ${machineCode}, which may be for the machine that it runs on`;
  }
  if (COPIERS.has(name) && workdir !== undefined && mayHoldMachineCode(workdir)) {
    return `${name} works in ${workdir}, where programs of the machine stand`;
  }
  return undefined;
}

/** Whether a command is known to run no other one and to do the same on every machine. */
export function isUtility({ name, words }: ShellCommand): boolean {
  if (name === "") return true;
  const args = words.slice(1).map(({ value }) => value);
  const isAlone = !args.some((arg) => RUNS_ANOTHER.test(arg)) && !runsOthers(name, args);
  return UTILITIES.has(name) && isAlone;
}

/** `find -exec` and `xargs` run commands; `sed` does with the flag `e`, `install -s` calls strip. */
function runsOthers(name: string, args: readonly string[]): boolean {
  if (name === "find") {
    const exec = args.findIndex((arg) => /^-(exec|ok)(dir)?$/.test(arg));
    return exec >= 0 && !/^(chmod|chown|chgrp|rm|rmdir|touch|sed|cat)$/.test(args[exec + 1] ?? "");
  }
  if (name === "sed") return args.some((arg) => /\/[0-9gIip]*e[0-9gIip]*(;|$)|^e\s/.test(arg));
  return name === "install" && args.includes("-s");
}

/** What a copier reads. `mv app /usr/local/bin/`: what is written there is not read. */
function sourcesOf(name: string, args: readonly string[]): readonly string[] {
  const operands = args.filter((arg) => !arg.startsWith("-"));
  if (name === "tee") return [];
  if (name === "install" && args.some((arg) => /^-\w*d|^--directory$/.test(arg))) return [];
  const hasDestination = ["cp", "install", "mv"].includes(name) && operands.length > 1;
  return hasDestination ? operands.slice(0, -1) : operands;
}

/** `$(which curl)`, `$TOOL`, `~/.local/bin/x`: what only the shell knows. */
function leadsAnywhere(path: string): boolean {
  return /^[$`~]/.test(path);
}

function mayHoldMachineCodeAt(path: string): boolean {
  return path.startsWith("/") && mayHoldMachineCode(path);
}

/** Their output is their own words. */
const PRINTERS = new Set(["echo", "printf"]);

function writesFile(redirects: ShellCommand["redirects"]): boolean {
  return redirects.some(
    ({ operator, target }) => /^(>|>>|>\|)$/.test(operator) && target?.value !== "/dev/null",
  );
}

/** What asks for the machine that it runs on, or looks for its libraries: after a move the answer is another one. */
const PROBES =
  /\b(uname|dpkg --print-architecture|apk --print-arch|rpm --eval|rpm -E|getconf|lscpu|nproc --all|go env|go version|rustc -vV|rustc --version --verbose|sysctl hw)\b|(^|[\s`(;&|])arch([\s`);&|]|$)|process\.arch|platform\.machine|os\.uname|HOSTTYPE|MACHTYPE|DPKG_ARCH|\/proc\/|\/lib(64)?\/(ld-|[\w.-]{0,30}-linux-(gnu|musl))/;

/** Whether a script asks for the architecture it runs on. */
export function probesMachine(text: string): boolean {
  return PROBES.test(text);
}

/** Files of the base image or of its packages that are the same for every architecture. */
const PORTABLE_SYSTEM_PATHS =
  /^\/(etc\/(ssl|pki|ca-certificates|passwd|group|shadow|mime\.types|protocols|services|nsswitch\.conf|localtime|timezone)|usr\/share\/(zoneinfo|ca-certificates|i18n|misc\/magic)|usr\/local\/go\/lib\/time)(\/|$)/;

/** Folders in which programs, libraries and packages stand. */
const SYSTEM_PATHS =
  /^\/(bin|sbin|lib\w*|usr(?!\/src(\/|$))|etc|var(?!\/www(\/|$))|dev|proc|sys|go\/(bin|pkg)|root\/(\.\w+|go))?(\/|$)/;

/** Whether what stands at a path may have been made for the machine that the stage ran on. */
export function mayHoldMachineCode(path: string): boolean {
  if (PORTABLE_SYSTEM_PATHS.test(path)) return false;
  return ["/", "/go", "/root"].includes(path) || SYSTEM_PATHS.test(path);
}

/** Files that are text by their name: the same wherever they were written. */
const TEXT =
  /\.(conf|cfg|ini|json|ya?ml|toml|xml|properties|env|txt|md|csv|html?|css|js|mjs|cjs|map|svg|sql|proto|sh|py|rb|php|tmpl|tpl|lock|sum|mod|csproj|sln|crt|pem)$/;

export function isText(path: string): boolean {
  return TEXT.test(path) && !path.includes("/node_modules/");
}
