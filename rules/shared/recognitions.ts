import type {
  OutputBinding,
  Recognition,
  Role,
  Slowdown,
  Written,
} from "../../src/facts/ecosystem.ts";

/** A command that takes no time worth speaking of, even under emulation. */
export function light(role: Role = "other", output: OutputBinding = "unknown"): Recognition {
  return { role, output };
}

/** A command that takes long under emulation and need not run there: `how` is the advice. */
export function avoidable(
  role: Role,
  output: OutputBinding,
  slowdown: Slowdown,
  how: string,
): Recognition {
  return { role, output, heavy: { slowdown, native: { possible: true, how } } };
}

/** A command that takes long under emulation and has to run on the target: `why` is the reason. */
export function unavoidable(
  role: Role,
  output: OutputBinding,
  slowdown: Slowdown,
  why: string,
): Recognition {
  return { role, output, heavy: { slowdown, native: { possible: false, why } } };
}

/** Tests are there to run where the image runs. */
export function tests(slowdown: Slowdown): Recognition {
  return unavoidable("test", "unknown", slowdown, "tests are meant to run on the target");
}

/** The same, with the paths of what the command makes. */
export function writing(
  recognition: Recognition,
  ...writes: readonly (Written | string)[]
): Recognition {
  const all = writes.map((each) => (typeof each === "string" ? { path: each } : each));
  return { ...recognition, writes: all };
}
