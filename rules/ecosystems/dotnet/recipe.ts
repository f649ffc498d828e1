import { commandsOf, familyOf, oncePerFamily } from "../../../src/rule/move.ts";
import { publishForTarget } from "./for-target.ts";
import { movePortablePublish } from "./portable.ts";
import { isForOneMachine } from "./publish.ts";

/** .NET compiles for every machine on any: what is portable is moved, the rest is told the target. */
export const movePublish = oncePerFamily(({ stage }, analysis) => {
  const family = familyOf(stage, analysis);
  const commands = [...commandsOf(family)];
  return isForOneMachine(commands, family, analysis)
    ? publishForTarget(stage, analysis)
    : movePortablePublish(stage, analysis);
});
