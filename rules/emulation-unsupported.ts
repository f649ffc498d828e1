import { emulatedSteps, placeOf } from "../src/rule/emulation.ts";
import type { Rule } from "../src/rule/rule.ts";
import { capitalise, nameCommand, nameTargets } from "../src/rule/wording.ts";
import { remedyFor } from "./shared/own-stage.ts";

export const emulationUnsupported: Rule = {
  id: "emulation-unsupported",
  severity: "error",
  summary: "a RUN step that is known to crash or hang under QEMU runs emulated",
  docs: {
    what:
      `A command that is known not to survive QEMU user mode: .NET, the Erlang JIT, npm and yarn on ` +
      `32-bit arm from Node 20, Maven on 32-bit arm.`,
    why:
      `The build hangs for hours or dies with a segmentation fault, on some runs and not on others. ` +
      `The maintainers of these tools do not support QEMU, so that only a native step helps.`,
    bad: `FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build
WORKDIR /src
COPY . .
RUN dotnet publish -o /app

FROM mcr.microsoft.com/dotnet/aspnet:8.0
COPY --from=build /app /app
`,
    good: `FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:8.0 AS build
ARG TARGETARCH
WORKDIR /src
COPY . .
RUN dotnet publish -a $TARGETARCH -o /app

FROM mcr.microsoft.com/dotnet/aspnet:8.0
COPY --from=build /app /app
`,
    exceptions: `Ignore it where every target is built on a machine of its own architecture.`,
  },
  *check(analysis, { recipeOf }) {
    for (const step of emulatedSteps(analysis)) {
      if (step.broken === undefined) continue;
      const { fact, hazard, targets } = step.broken;
      const { heavy } = fact.recognition;
      const where = `${nameCommand(fact)} runs under QEMU for ${nameTargets(targets, analysis.graph)}`;
      const instead = "build on a machine of the target's own architecture";
      yield {
        ...placeOf(step, fact),
        message: `${where}, where it is known to fail: ${hazard.what} (${hazard.source}).`,
        help: capitalise(heavy?.native.possible ? heavy.native.how : instead),
        remedy: () => remedyFor(fact, step, analysis, recipeOf),
      };
    }
  },
};
