import type { Invocation } from "../../../src/facts/invocation.ts";

/** Options of uv itself whose value is the next word. */
export const VALUED = "--cache-dir --color --config-file --directory --project --python -p".split(
  " ",
);

/** Options with which uv leaves out the project itself, or installs it in another way. */
const ABOUT_THE_PROJECT = /^--(no-install-(project|workspace|local)|no-editable)$/;

/** Those that the stage on the build platform adds, with values and without. */
const OF_THE_STAGE = /^--(python-platform|no-install-package)$/;
const FLAG_OF_THE_STAGE = /^--no-build$/;

/**
 * What tells one installation from another one: that of the project after that of its packages, the
 * usual pair of layers, brings no packages of its own.
 */
export function workOfInstall(uv: Invocation): string {
  const words = uv.args.filter((arg, index) => {
    if (OF_THE_STAGE.test(uv.args[index - 1] ?? "") || OF_THE_STAGE.test(arg)) return false;
    return !ABOUT_THE_PROJECT.test(arg) && !FLAG_OF_THE_STAGE.test(arg);
  });
  return ["uv", ...words].join(" ");
}
