import type { RunStep } from "../../src/graph/steps.ts";
import type { ShellCommand } from "../../src/syntax/shell.ts";

/** A way to ask for the machine that a command runs on, and how it spells the answer. */
interface Probe {
  readonly command: RegExp;
  /** What it says on amd64 and on arm64. */
  readonly names: readonly [string, string];
  /**
   * The column of the table of architectures that has its whole answer; absent where the answer is
   * more than a name, or other names.
   */
  readonly answer?: "uname" | "debian" | "alpine" | "node" | "goarch";
}

const UNAME = ["x86_64", "aarch64"] as const;
const DOCKER = ["amd64", "arm64"] as const;
const NODE = ["x64", "arm64"] as const;

const PROBES: readonly Probe[] = [
  { command: /^uname (-m|--machine)$/, names: UNAME, answer: "uname" },
  { command: /^uname (-[a-z]*[mpi]|--machine|--processor|--hardware-platform|-a)\b/, names: UNAME },
  { command: /^arch$/, names: UNAME, answer: "uname" },
  { command: /^dpkg --print-architecture$/, names: DOCKER, answer: "debian" },
  { command: /^dpkg-architecture -q ?DEB_HOST_ARCH$/, names: DOCKER, answer: "debian" },
  { command: /^dpkg-architecture\b/, names: DOCKER },
  { command: /^apk --print-arch$/, names: UNAME, answer: "alpine" },
  { command: /^rpm (--eval|-E) ?%\{?(_arch|_target_cpu|_host_cpu)/, names: UNAME },
  { command: /^node (-p|--print) process\.arch$/, names: NODE, answer: "node" },
  { command: /^node (-p|-e|--print|--eval) .*\bprocess\.arch\b|^node .*\bos\.arch\(/, names: NODE },
  { command: /^python[\d.]* -c .*\bplatform\.(machine|processor|uname)\(/, names: UNAME },
  { command: /^go env (GOARCH|GOHOSTARCH)$/, names: DOCKER, answer: "goarch" },
  { command: /^go env (.* )?(GOARCH|GOHOSTARCH)\b/, names: DOCKER },
  { command: /^rustc (-vV|-Vv|--version --verbose|--print host-tuple)\b/, names: UNAME },
  { command: /^(gcc|clang|cc) -(dumpmachine|-print-target-triple)\b/, names: UNAME },
];

function probeOf({ name, words }: ShellCommand): Probe | undefined {
  const text = [name, ...words.slice(1).map(({ value }) => value)].join(" ");
  return PROBES.find(({ command }) => command.test(text));
}

/** The commands of a step that ask for the machine that it runs on. */
export function probesIn({ script }: RunStep): ShellCommand[] {
  if (script.kind !== "shell") return [];
  return script.script.commands.filter((command) => probeOf(command) !== undefined);
}

/** Whether a text has such a question in a substitution. */
export function asksForMachine(text: string): boolean {
  if (!/[`]|\$\(/.test(text)) return false;
  const line = text.replaceAll(/(?:[\\`]\r?\n|\s)+/g, " ");
  return [...line.matchAll(/(?<=\$\(|`|\|\s*)\s*([^|;&)`]*)/g)].some(([, command]) => {
    const words = command!.trim().replaceAll(/["']/g, "");
    return PROBES.some((probe) => probe.command.test(words));
  });
}

/** What the answer is on amd64 and on arm64. */
export function answersOf(command: ShellCommand): readonly [string, string] {
  return probeOf(command)?.names ?? UNAME;
}

/** The column of the table of architectures that has what a command answers, and nothing else. */
export function answerColumn(command: ShellCommand): Probe["answer"] {
  return probeOf(command)?.answer;
}
