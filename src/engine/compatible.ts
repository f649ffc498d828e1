import type { BuildGraph } from "../graph/graph.ts";
import type { Fix } from "../rule/fix.ts";
import { overlap, sameEdit, type TextEdit } from "../text/edit.ts";

/**
 * As many fixes as can be made together: safe ones first, else from the first on. Fixes are at odds
 * where their edits overlap, and where one changes the FROM of a stage in which another changes
 * something: what is right on one platform need not be right on the other.
 * @param fixes in order
 */
export function compatible<T extends { readonly fix: Fix }>(
  fixes: readonly T[],
  graph: BuildGraph,
): T[] {
  const reach = (fix: Fix) => reachOf(fix, graph);
  const taken: { readonly fix: Fix; readonly reach: Reach }[] = [];
  const ordered = fixes.toSorted((a, b) => rank(a.fix) - rank(b.fix));
  return ordered.filter(({ fix }) => {
    const own = reach(fix);
    const fits = taken.every(
      (other) =>
        !editsOverlap(fix, other.fix) &&
        (contains(fix, other.fix) || contains(other.fix, fix) || !areAtOdds(own, other.reach)),
    );
    if (fits) taken.push({ fix, reach: own });
    return fits;
  });
}

function rank({ applicability }: Fix): number {
  return applicability === "safe" ? 0 : 1;
}

function editsOverlap(one: Fix, other: Fix): boolean {
  return one.edits.some((edit) =>
    other.edits.some((each) => !sameEdit(edit, each) && overlap(edit, each)),
  );
}

/** Whether one fix makes all edits of another: two findings, one cause. */
function contains(one: Fix, other: Fix): boolean {
  return other.edits.every((edit) => one.edits.some((each) => sameEdit(edit, each)));
}

/** The stages, by index, that a fix changes, and those among them whose FROM it changes. */
interface Reach {
  readonly stages: ReadonlySet<number>;
  readonly froms: ReadonlySet<number>;
}

function reachOf({ edits }: Fix, { stages }: BuildGraph): Reach {
  const starts = stages.map(({ syntax }) => syntax.from.span.start);
  const stageOf = ({ start }: TextEdit) => starts.findLastIndex((each) => each < start);
  const froms = edits.filter((edit) => {
    const stage = stages[stageOf(edit)];
    return stage !== undefined && edit.start < stage.syntax.from.span.end;
  });
  return { stages: new Set(edits.map(stageOf)), froms: new Set(froms.map(stageOf)) };
}

function areAtOdds(one: Reach, other: Reach): boolean {
  const meets = (a: ReadonlySet<number>, b: ReadonlySet<number>) => [...a].some((i) => b.has(i));
  return meets(one.froms, other.stages) || meets(other.froms, one.stages);
}
