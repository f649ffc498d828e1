import type { CommandFact } from "../../../src/facts/facts.ts";
import type { CrossInstaller } from "../../shared/modules-prefill.ts";
import { objectionToCommand } from "./command.ts";
import { installScripts } from "./scripts.ts";

/** npm, of which `npm rebuild` runs the install scripts. */
export const NPM: CrossInstaller = {
  tool: "npm",
  isInstall,
  objectionTo: objectionToCommand,
  scriptsOf: installScripts,
  keepsLock: ({ invocation }) =>
    /^(ci|clean-install)$/.test(invocation.subcommand() ?? "") ||
    invocation.args.includes("--no-package-lock"),
  locks: "package*.json",
  assumptions: [],
};

/** A command that installs packages of the project. */
export function isInstall({ ecosystem, recognition, invocation }: CommandFact): boolean {
  const isGlobal = invocation.has("-g", "--global");
  return (
    ecosystem === "npm" &&
    recognition.role === "install" &&
    recognition.heavy !== undefined &&
    !isGlobal
  );
}
