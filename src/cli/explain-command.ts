import { print } from "./output.ts";
import { engine } from "../index.ts";
import { explainRule, listRules } from "../report/explain.ts";
import { EXIT } from "./errors.ts";
import { unknownRule } from "./options.ts";
import { pageOf } from "./own-package.ts";
import { colorsFor } from "./terminal.ts";

/** Prints what a rule is about; without one, all of them. Returns the exit status. */
export async function explainCommand(id: string | undefined): Promise<number> {
  const colors = await colorsFor("auto");
  if (id === undefined) print(listRules(engine.rules, colors));
  else {
    const rule = engine.rules.find((each) => each.id === id);
    if (rule === undefined)
      throw unknownRule(
        id,
        engine.rules.map((each) => each.id),
      );
    print(explainRule(rule, colors, pageOf(id)));
  }
  return EXIT.clean;
}
