import type { Invocation } from "../../../src/facts/invocation.ts";

/** Options of uv itself whose value is the next word. */
export const VALUED = "--cache-dir --color --config-file --directory --project --python -p".split(
  " ",
);

/** Options with which uv leaves out the project itself, or installs it in another way. */
const ABOUT_THE_PROJECT = /^--(no-install-(project|workspace|local)|no-editable)$/;

/** Those that the stage on the build platform adds. */
const ABOUT_THE_PLATFORM = /^--(python-platform|no-build)(=|$)/;

/**
 * What tells one installation from another one: that of the project after that of its packages, the
 * usual pair of layers, brings no packages of its own.
 */
export function workOfInstall(uv: Invocation): string {
  const words = uv.args.filter((arg, index) => {
    if (uv.args[index - 1] === "--python-platform") return false;
    return !ABOUT_THE_PROJECT.test(arg) && !ABOUT_THE_PLATFORM.test(arg);
  });
  return ["uv", ...words].join(" ");
}
