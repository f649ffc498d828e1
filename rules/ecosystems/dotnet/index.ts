import type {
  Hazard,
  OutputBinding,
  Recognition,
  Role,
  Written,
} from "../../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../../src/rule/ecosystem.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { retargetPublish } from "./for-target.ts";
import { movePublish } from "./recipe.ts";
import { avoidable, light, tests } from "../../shared/recognitions.ts";
import { DOTNET } from "../../shared/slowdowns.ts";
import { compiledFor, constantTarget } from "../../shared/target.ts";

/** Even `dotnet help` hangs on 32-bit arm; Microsoft supports no architecture under QEMU. */
const UNSUPPORTED: Hazard = {
  what: ".NET does not support QEMU, where its commands hang and crash",
  source: "dotnet/dotnet-docker#5355",
};

const PROPERTY = /^(?:-|--|\/)p(?:roperty)?:(\w+)=/;

/** What PublishAot needs besides. */
const WITH_CLANG = ", with clang and the target's libraries, on x64 and arm64 only";

/** Commands of the SDK that do no heavy work: they too run on .NET. */
const OTHERS = new Set(
  (
    "add build-server clean dev-certs ef format help list new nuget package reference remove run " +
    "sdk sln solution store user-secrets watch workload"
  ).split(" "),
);

export const dotnet: Ecosystem = {
  id: "dotnet",
  title: ".NET",
  commands: ["dotnet"],
  recipe: movePublish,
  retarget: retargetPublish,
  recognise(invocation) {
    const recognition = recogniseSdk(invocation);
    return recognition && { ...recognition, hazard: UNSUPPORTED };
  },
};

function recogniseSdk(invocation: Invocation): Recognition | undefined {
  const command = invocation.subcommand() ?? "";
  switch (command) {
    case "restore":
      return forTarget(invocation, "fetch", "dotnet restore -a $TARGETARCH");
    case "build":
    case "msbuild":
    case "pack":
      return forTarget(invocation, "compile", "dotnet build -a $TARGETARCH");
    case "publish":
      return forTarget(invocation, "compile", "dotnet publish -a $TARGETARCH");
    case "test":
    case "vstest":
      return tests(DOTNET);
    case "tool":
      return light("install", "build-bound");
    // `dotnet app.dll` runs a program.
    default:
      return OTHERS.has(command) ? light() : undefined;
  }
}

/** `-a` takes Docker's names of architectures from SDK 7.0.300 on (dotnet/sdk#30369). */
function forTarget(invocation: Invocation, role: Role, command: string): Recognition {
  const how =
    `put the stage on $BUILDPLATFORM and work for the target: ${command} ` +
    `(SDK 7.0.300 or later)${isAot(invocation) ? WITH_CLANG : ""}`;
  const output = invocation.value("-o", "--output");
  return {
    ...avoidable(role, outputOf(invocation), DOTNET, how),
    builtFor: constantTarget(targetOf(invocation)),
    // Only a publish is meant to be copied from where the project file puts it.
    writes: output === undefined ? publishFolders(role) : [{ path: `${output}/` }],
  };
}

/** `bin/Release/net8.0/publish`, in the project's folder or one below. */
function publishFolders(role: Role): Written[] {
  if (role !== "compile") return [];
  return ["bin/*/*/", "*/bin/*/*/"].map((path) => ({ path }));
}

function targetOf(invocation: Invocation): string | undefined {
  const target = invocation.value("-a", "--arch", "-r", "--runtime");
  return target ?? propertyOf(invocation, "RuntimeIdentifier");
}

function isAot(invocation: Invocation): boolean {
  return propertyOf(invocation, "PublishAot") === "true";
}

/** Without an option the project file decides, and a host program for the SDK's own machine. */
function outputOf(invocation: Invocation): OutputBinding {
  const named = targetOf(invocation);
  if (named !== undefined) return compiledFor(named);
  // Without a host program, too: of NuGet packages with native code that of one machine is taken.
  const isForItself = invocation.has("--use-current-runtime", "--ucr") || isAot(invocation);
  return isForItself || isSelfContained(invocation) ? "build-bound" : "unknown";
}

function isSelfContained(invocation: Invocation): boolean {
  const value = invocation.value("--self-contained", "--sc");
  const property = propertyOf(invocation, "SelfContained");
  return property === "true" || (value !== undefined && value !== "false");
}

/** An MSBuild property: `-p:NAME=value`, `/p:NAME=value`, `--property:NAME=value`. */
function propertyOf({ args }: Invocation, name: string): string | undefined {
  const property = args.find((arg) => PROPERTY.exec(arg)?.[1] === name);
  return property?.slice(property.indexOf("=") + 1);
}
