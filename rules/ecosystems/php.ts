import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { light, unavoidable, writing } from "../shared/recognitions.ts";
import { C_COMPILE, C_CONFIGURE } from "../shared/slowdowns.ts";

const WHY = "PHP extensions are built by the target's own PHP";

export const php: Ecosystem = {
  id: "php",
  title: "PHP extensions",
  commands:
    "docker-php-ext-install docker-php-ext-configure install-php-extensions pecl pie phpize".split(
      " ",
    ),
  recognise(invocation) {
    if (invocation.has("--help", "--version")) return light();
    switch (invocation.name) {
      case "docker-php-ext-configure":
      case "phpize":
        return unavoidable("configure", "build-bound", C_CONFIGURE, WHY);
      case "pecl":
      case "pie":
        return recognisePecl(invocation.subcommand(["-d", "-D"]));
      default:
        return build();
    }
  },
};

function recognisePecl(subcommand: string | undefined): Recognition | undefined {
  switch (subcommand) {
    case "install":
    case "upgrade":
    case "upgrade-all":
    case "build":
      return build();
    case "download":
      return light("fetch", "portable");
    case undefined:
      return undefined;
    default:
      return light();
  }
}

function build(): Recognition {
  const recognition = unavoidable("compile", "build-bound", C_COMPILE, WHY);
  return writing(recognition, "/usr/local/lib/php/extensions/", "/usr/lib/php/");
}
