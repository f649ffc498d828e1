import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, light } from "../shared/recognitions.ts";
import { moveVendor } from "../shared/vendor-stage.ts";
import { LIKE_PYTHON } from "../shared/slowdowns.ts";

const VALUED = ["-d", "--working-dir"];

/** Composer looks for the extensions of the PHP that it runs on. */
const INSTALL =
  "run it in a stage on $BUILDPLATFORM with the same PHP version " +
  "(composer install --no-scripts --ignore-platform-req=ext-*) and copy vendor";

export const composer: Ecosystem = {
  id: "composer",
  title: "Composer (PHP)",
  commands: ["composer", "composer.phar", "php"],
  recipe: moveVendor,
  recognise(invocation) {
    const composer = composerOf(invocation);
    return composer && recogniseComposer(composer);
  },
};

/** `composer` itself, or the script of `php -d memory_limit=-1 /usr/bin/composer`. */
function composerOf(invocation: Invocation): Invocation | undefined {
  if (invocation.name !== "php") return invocation;
  const script = invocation.operands(["-d", "-c"])[0] ?? "";
  if (!/(^|\/)composer(\.phar)?$/.test(script)) return undefined;
  return invocation.inner(invocation.args.indexOf(script));
}

function recogniseComposer(composer: Invocation): Recognition | undefined {
  const words = composer.operands(VALUED);
  switch (words[0] === "global" ? words[1] : words[0]) {
    case "install":
    case "i":
    case "update":
    case "upgrade":
    case "u":
    case "require":
    case "req":
    case "remove":
    case "create-project": {
      const role = composer.has("--dry-run") ? "resolve" : "install";
      return avoidable(role, "unknown", LIKE_PYTHON, INSTALL);
    }
    case "dump-autoload":
    case "dumpautoload":
      return light("bundle", "portable");
    case undefined:
      return undefined;
    default:
      return light();
  }
}
