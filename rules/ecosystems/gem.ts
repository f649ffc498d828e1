import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { light, unavoidable } from "../shared/recognitions.ts";
import { installGems } from "../shared/ruby.ts";
import { RUBY } from "../shared/slowdowns.ts";
import { refuseGems } from "../shared/ruby.ts";

const VALUED =
  "-i --install-dir -n --bindir -P --platform -s --source -v --version --trust-policy".split(" ");

/** Small gems without native code. */
const TOOLS = /^(bundler|rake|rubygems-update)(:.*)?$/;

export const gem: Ecosystem = {
  id: "gem",
  title: "RubyGems",
  commands: ["gem"],
  recipe: refuseGems,
  recognise(invocation) {
    switch (invocation.subcommand()) {
      case "install":
      case "i":
        return install(invocation);
      case "update":
      case "pristine": {
        const why = "it renews what the target's own Ruby has: start from a newer image instead";
        return unavoidable("install", "build-bound", RUBY, why);
      }
      case "fetch":
        return light("fetch");
      case "build":
        return light("bundle", "portable");
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};

function install(invocation: Invocation): Recognition {
  const [, ...gems] = invocation.operands(VALUED);
  if (gems.length > 0 && gems.every((name) => TOOLS.test(name))) {
    return light("install", "build-bound");
  }
  return installGems("gem fetch", "gem install --local");
}
