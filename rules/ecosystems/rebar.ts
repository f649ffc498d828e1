import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { mapCodeOnce } from "../shared/beam-flags.ts";
import { compileModules, fetchSources, onErlang, release } from "../shared/beam.ts";
import { light, tests } from "../shared/recognitions.ts";
import { LIKE_PYTHON } from "../shared/slowdowns.ts";

export const rebar: Ecosystem = {
  id: "rebar",
  title: "Rebar (Erlang)",
  commands: ["rebar", "rebar3"],
  recipe: mapCodeOnce,
  recognise(invocation) {
    const words = invocation.operands();
    // `rebar3 as prod release`
    const task = words[0] === "as" ? words[2] : words[0];
    return task === undefined ? undefined : onErlang(recogniseTask(task), invocation);
  },
};

function recogniseTask(task: string): Recognition {
  switch (task) {
    case "compile":
    case "escriptize":
      return compileModules();
    case "release":
    case "tar":
      return release();
    case "get-deps":
      return fetchSources();
    case "ct":
    case "eunit":
    case "dialyzer":
      return tests(LIKE_PYTHON);
    default:
      return light();
  }
}
