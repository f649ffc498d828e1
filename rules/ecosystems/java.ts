import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { avoidable, light, writing } from "../shared/recognitions.ts";
import { JVM } from "../shared/slowdowns.ts";
import { namesTarget } from "../shared/target.ts";
import { moveJars } from "../shared/jar-stage.ts";

export const java: Ecosystem = {
  id: "java",
  title: "Java compiler, linker and layers",
  commands: ["java", "javac", "jlink"],
  recipe: moveJars,
  recognise(invocation) {
    if (invocation.name === "java") return takeApart(invocation);
    if (invocation.has("-version", "--version", "-help", "--help", "-h", "--list-plugins")) {
      return light();
    }
    if (invocation.args.length === 0) return undefined;
    return invocation.name === "jlink" ? link(invocation) : compile();
  },
};

/** `java -Djarmode=layertools -jar app.jar extract`: a jar of Spring Boot unpacks itself. */
function takeApart({ args }: Invocation): Recognition | undefined {
  const isUnpacked = args.some((arg) => /^-Djarmode=(layer)?tools$/.test(arg));
  const how = "put the stage on $BUILDPLATFORM and copy the layers: they are the jar's own files";
  return isUnpacked ? avoidable("bundle", "portable", JVM, how) : undefined;
}

function compile(): Recognition {
  const how = "put the stage on $BUILDPLATFORM and copy the class files: they run anywhere";
  return avoidable("bundle", "portable", JVM, how);
}

/** A runtime has native code: that of the jmods that it is linked from. */
function link(invocation: Invocation): Recognition {
  const jmods = invocation.value("--module-path", "-p") ?? "";
  const how =
    "put the stage on $BUILDPLATFORM and link from the jmods of the target's JDK, of the same " +
    "version as this one: jlink --module-path";
  const output = namesTarget(jmods) ? "target-bound" : "build-bound";
  return writing(avoidable("bundle", output, JVM, how), `${invocation.value("--output") ?? "."}/`);
}
