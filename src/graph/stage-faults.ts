import { AUTOMATIC_PLATFORM_ARGS, parsePlatform } from "../platform/platform.ts";
import type { SyntaxFault } from "../syntax/dockerfile.ts";
import type { StageEdge } from "./build.ts";
import type { GraphStage } from "./graph.ts";
import type { StagedFile } from "./stage-syntax.ts";

/**
 * What BuildKit refuses once it puts the stages together, as far as the file alone decides: what
 * hangs on an ARG above the first FROM, a build argument may put right.
 */
export function stageFaults(stages: readonly GraphStage[], file: StagedFile): SyntaxFault[] {
  return stages.flatMap((stage) => [
    ...fromFaults(stage, file),
    ...stage.edges.flatMap((edge) => edgeFaults(edge, stage)),
  ]);
}

/** `dockerfile2llb/convert.go:buildDispatchStates` */
function fromFaults({ syntax }: GraphStage, file: StagedFile): SyntaxFault[] {
  const { base, platformFlag } = syntax;
  const faults: SyntaxFault[] = [];
  if (base !== undefined && /^(""|'')$/.test(base.text)) {
    faults.push({ message: "base name should not be blank", span: base.span });
  }
  if (platformFlag === undefined) return faults;
  const { text, span } = platformFlag;
  const variable = /^\$(?:(\w+)|\{(\w+)\})$/.exec(text);
  const name = variable?.[1] ?? variable?.[2];
  if (name !== undefined && !isKnown(name, file)) {
    const message = `empty platform value from expression ${text}: ${name} is not declared above the first FROM`;
    faults.push({ message, span });
  } else if (/^[^$"'\\`]+$/.test(text) && parsePlatform(text) === undefined) {
    faults.push({ message: `failed to parse platform ${text}`, span });
  }
  return faults;
}

function isKnown(name: string, { globalArgs }: StagedFile): boolean {
  const declared = globalArgs.flatMap(({ assignments }) => assignments);
  return AUTOMATIC_PLATFORM_ARGS.has(name) || declared.some((each) => each.name.text === name);
}

/**
 * `convert.go:findStateByIndex` looks at every stage; `dispatch` and `convert_runmount.go` only at
 * those that are built.
 */
function edgeFaults(
  { kind, from, instruction }: StageEdge,
  { index, reachable, label }: GraphStage,
): SyntaxFault[] {
  const { span } = instruction.logical;
  if ("image" in from) {
    if (kind === "mount") return [];
    if (from.image.includes("$")) {
      const message = `variable expansion is not supported for --from=${from.image}: begin a stage with that image`;
      return [{ message, span }];
    }
    const isIndex = /^\d+$/.test(from.image);
    return isIndex ? [{ message: `invalid stage index ${from.image}`, span }] : [];
  }
  if (from.stage < index || !reachable) return [];
  const message =
    from.stage === index
      ? `circular dependency detected on stage: ${label}`
      : `cannot ${kind} from a stage that is defined later than stage ${label}`;
  return [{ message, span }];
}
