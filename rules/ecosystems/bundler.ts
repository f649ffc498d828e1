import type { Hazard, Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, light, tests, unavoidable } from "../shared/recognitions.ts";
import { remarkOnGems } from "../shared/gem-lock.ts";
import { installGems } from "../shared/ruby.ts";
import { RUBY } from "../shared/slowdowns.ts";
import { refuseGems } from "../shared/ruby.ts";

const VALUED = "-j --jobs --gemfile --path --retry --with --without".split(" ");

const ASSETS = /^(assets:precompile|(shaka|web)packer:compile|vite:build|(css|javascript):build)$/;

/** It forks, and forked Ruby 3.3 hangs; without parallel processes it does not. */
const BOOTSNAP_HANGS: Hazard = {
  what: "bootsnap precompile hangs unless it is given -j 0 or -j 1",
  source: "rails/bootsnap#495",
};

export const bundler: Ecosystem = {
  id: "bundler",
  title: "Bundler and Rails (Ruby)",
  commands: ["bundle", "bundler", "rails", "rake", "rspec", "bootsnap"],
  recipe: refuseGems,
  remark: remarkOnGems,
  recognise(invocation) {
    switch (invocation.name) {
      case "bundle":
      case "bundler":
        return recogniseBundle(invocation);
      case "bootsnap":
        return recogniseBootsnap(invocation);
      case "rspec":
        return tests(RUBY);
      case "rails":
      case "rake":
        return recogniseTask(invocation);
      default:
        return undefined;
    }
  },
};

function recogniseBundle(bundle: Invocation): Recognition | undefined {
  // `bundle _2.4.22_ install` chooses a version of Bundler.
  switch (bundle.operands(VALUED).find((word) => !/^_.*_$/.test(word))) {
    case undefined:
      // `bundle` alone is an install.
      if (bundle.has("--version", "-v", "--help", "-h")) return undefined;
      return install();
    case "install":
    case "i":
    case "update":
    case "add":
      return install();
    case "cache":
    case "package":
      return avoidable("fetch", "unknown", RUBY, "run it in a stage on $BUILDPLATFORM");
    case "exec": {
      const inner = bundle.inner(bundle.args.indexOf("exec") + 1);
      return inner && bundler.recognise(inner);
    }
    case "lock":
      return light("resolve");
    default:
      return light();
  }
}

function install(): Recognition {
  return installGems("bundle cache --no-install --all-platforms", "bundle install --local");
}

function recogniseTask(invocation: Invocation): Recognition | undefined {
  const tasks = invocation.operands();
  if (tasks.some((task) => ASSETS.test(task))) {
    const how = "put an assets stage on $BUILDPLATFORM and copy public/assets from it";
    return avoidable("bundle", "portable", RUBY, how);
  }
  const isTest = tasks.some((task) => /^(test|spec)(:|$)/.test(task));
  return isTest ? tests(RUBY) : undefined;
}

function recogniseBootsnap(invocation: Invocation): Recognition | undefined {
  if (invocation.subcommand() !== "precompile") return undefined;
  const why = "the cache holds bytecode of the target's own Ruby";
  const precompile = unavoidable("compile", "build-bound", RUBY, why);
  const isSerial = /(^| )(-j|--jobs)[ =]?[01]( |$)/.test(invocation.args.join(" "));
  return isSerial ? precompile : { ...precompile, hazard: BOOTSNAP_HANGS };
}
