import type { CommandFact } from "../../../src/facts/facts.ts";
import { objectionToPlainness } from "../../shared/modules-prefill.ts";
import { nodeVersion } from "../../shared/node.ts";

/** Options that say how packages are installed, and nothing about where. */
const HARMLESS =
  /^(--(omit|only|include|production|no-audit|audit|no-fund|fund|legacy-peer-deps|prefer-offline|prefer-online|silent|quiet|verbose|loglevel|no-optional|no-progress|progress|force|no-save|save|save-dev|save-exact|save-prod|ignore-scripts|registry|unsafe-perm|no-update-notifier|strict-peer-deps|maxsockets|fetch-\w+|cache|no-bin-links|package-lock|no-package-lock|install-strategy|engine-strict|color|no-color)(=.*)?|-[fdqsDES]|-dd|-ddd|--no-shrinkwrap)$/;

/** Options among them whose value is the next word. */
const VALUED = new Set(
  "--omit --only --include --loglevel --registry --cache --maxsockets".split(" "),
);

/** Why an `npm install` cannot be done for another machine and copied. */
export function objectionToCommand({ command, invocation }: CommandFact): string | undefined {
  const version = nodeVersion(invocation.image);
  if (version === undefined) {
    return (
      "which npm the image has is not known: from 10.1 on it installs for other machines (--cpu), and " +
      "older ones install for their own without a word"
    );
  }
  if (!knowsCpu(version)) {
    return `npm of Node ${version.join(".")} installs for its own machine alone: Node 18.19, 20.9 and later bring npm 10.1`;
  }
  const other = optionsOf(invocation.args).find((option) => !HARMLESS.test(option));
  return (
    objectionToPlainness(command) ??
    (other && `${other} is not known to leave node_modules where it is looked for`)
  );
}

function optionsOf(args: readonly string[]): string[] {
  return args.filter((arg, at) => arg.startsWith("-") && !VALUED.has(args[at - 1] ?? ""));
}

/** 18.19 and 20.8 are the first of their lines with npm 10.1. */
function knowsCpu([major, minor]: readonly number[]): boolean {
  if (major === 18) return minor === undefined || minor >= 19;
  if (major === 20) return minor === undefined || minor >= 8;
  return major! >= 21;
}
