import type { Analysis } from "../../../src/facts/analysis.ts";
import { joinPath } from "../../../src/graph/steps.ts";
import { type Export, exportsOf, type Family, type FamilyCommand } from "../../../src/rule/move.ts";

/** What makes a publish one for a certain machine. */
const BOUND =
  /^(-r|--runtime|-a|--arch|--os|--self-contained|--sc|--use-current-runtime|--ucr)$|(RuntimeIdentifier|SelfContained|PublishSingleFile|PublishReadyToRun|PublishAot|PublishTrimmed)\b/i;

/** Whether a stage publishes for one machine, or its image starts the program made for one. */
export function isForOneMachine(
  commands: readonly FamilyCommand[],
  family: Family,
  analysis: Analysis,
): boolean {
  const isBound = commands.some(
    ({ fact }) =>
      fact?.ecosystem === "dotnet" && fact.invocation.args.some((arg) => BOUND.test(arg)),
  );
  return (
    isBound || exportsOf(family, analysis).some(({ to }) => !startsWithDotnet(analysis, to.index))
  );
}

/** Whether the image of a stage is started as `dotnet x.dll`. */
function startsWithDotnet({ graph }: Analysis, index: number): boolean {
  const { instructions } = graph.stages[index]!.syntax;
  const start =
    instructions.findLast(({ name }) => name === "ENTRYPOINT") ??
    instructions.findLast(({ name }) => name === "CMD");
  return start !== undefined && /^\s*\[?\s*"?dotnet\b/.test(start.args.text);
}

/** Where `dotnet publish` writes, by its usual names. */
const PUBLISHED = /\/(app|out|output|publish|dist)(\/[^/]*)?\/?$|\/bin\/[^/]+\/.*publish/;

/** Whether a path is one to which a publish of these commands writes. */
export function isPublished({ path }: Export, commands: readonly FamilyCommand[]): boolean {
  return PUBLISHED.test(path) || isNamedOutput(path, commands);
}

/** Whether a publish names the path as its output. */
export function isNamedOutput(path: string, commands: readonly FamilyCommand[]): boolean {
  return commands.some(({ fact, workdir }) => {
    if (fact?.ecosystem !== "dotnet" || fact.invocation.subcommand() !== "publish") return false;
    const output = fact.invocation.value("-o", "--output");
    const folder = output === undefined ? undefined : joinPath(workdir, output);
    return folder !== undefined && folder !== "/" && `${path}/`.startsWith(`${folder}/`);
  });
}
