import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { mapCodeOnce } from "../shared/beam-flags.ts";
import { compileModules, fetchSources, onErlang, release } from "../shared/beam.ts";
import { avoidable, light, tests } from "../shared/recognitions.ts";
import { LIKE_PYTHON } from "../shared/slowdowns.ts";

export const mix: Ecosystem = {
  id: "mix",
  title: "Mix (Elixir)",
  commands: ["mix"],
  recipe: mapCodeOnce,
  recognise(invocation) {
    const tasks = tasksOf(invocation);
    if (tasks.length === 0) return undefined;
    return onErlang(costliest(tasks.map(recogniseTask)), invocation);
  },
};

/** The tasks of `mix compile`, `mix do deps.get, compile` and `mix do deps.get + compile`. */
function tasksOf(invocation: Invocation): string[] {
  const words = invocation.operands();
  if (words[0] !== "do") return words.slice(0, 1);
  const lists = words
    .slice(1)
    .join(" ")
    .split(/,| \+ /);
  return lists.map((list) => list.trim().split(" ")[0]!).filter((task) => task !== "");
}

function costliest(recognitions: readonly Recognition[]): Recognition {
  return recognitions.findLast(({ heavy }) => heavy !== undefined) ?? recognitions.at(-1)!;
}

function recogniseTask(task: string): Recognition {
  switch (task) {
    case "compile":
    case "deps.compile":
    case "escript.build":
    case "archive.build":
      return compileModules();
    case "release":
    case "distillery.release":
      return release();
    case "deps.get":
    case "deps.update":
    case "deps":
      return fetchSources();
    case "assets.deploy":
    case "assets.build": {
      const how = "put an assets stage on $BUILDPLATFORM and copy priv/static from it";
      return avoidable("bundle", "portable", LIKE_PYTHON, how);
    }
    case "phx.digest":
      return light("bundle", "portable");
    case "archive.install":
    case "escript.install":
    case "local.hex":
    case "local.rebar":
      return light("install", "portable");
    case "test":
    case "coveralls":
    case "dialyzer":
      return tests(LIKE_PYTHON);
    default:
      return light();
  }
}
