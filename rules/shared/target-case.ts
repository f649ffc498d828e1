import type { BuildGraph } from "../../src/graph/graph.ts";
import {
  ARCHITECTURES,
  type Architecture,
  architectureOf,
} from "../../src/platform/architectures.ts";

/** What a file that names no target is taken to be built for. */
const COMMON: ReadonlySet<string> = new Set(["amd64", "arm64", "arm/v7"]);

/** The architectures that a tool has to know, or the target that it does not know. */
export type KnownTargets =
  | { readonly rows: readonly Architecture[] }
  | { readonly unknown: string };

/**
 * The rows of the targets of a file.
 * @param isKnown whether a tool has a name for an architecture
 */
export function knownTargets(
  { targets }: BuildGraph,
  isKnown: (row: Architecture) => boolean,
): KnownTargets {
  const rows = new Set<Architecture>();
  for (const target of targets) {
    if (target === "foreign") {
      const common = ARCHITECTURES.filter((row) => COMMON.has(row.docker) && isKnown(row));
      for (const row of common) rows.add(row);
      continue;
    }
    const row = architectureOf(target);
    if (row === undefined || !isKnown(row)) {
      return { unknown: row?.docker ?? `${target.os}/${target.architecture}` };
    }
    rows.add(row);
  }
  return { rows: [...rows] };
}

/** Lines of shell that choose by the target, and the ARGs that they need. */
export interface TargetCase {
  readonly args: readonly string[];
  readonly lines: readonly string[];
}

/**
 * `case "$TARGETARCH" in amd64) ... ;; esac`; of arm the variant counts, too. Another target fails.
 * @param branch what to do for an architecture
 */
export function caseByTarget(
  rows: readonly Architecture[],
  branch: (row: Architecture) => string,
): TargetCase {
  const asksVariant = rows.some(({ docker }) => docker.includes("/"));
  const word = asksVariant ? "$TARGETARCH/$TARGETVARIANT" : "$TARGETARCH";
  const pattern = ({ docker }: Architecture) =>
    asksVariant && !docker.includes("/") ? `${docker}/*` : docker;
  return {
    args: asksVariant ? ["TARGETARCH", "TARGETVARIANT"] : ["TARGETARCH"],
    lines: [
      `case "${word}" in`,
      ...rows.map((row) => `  ${pattern(row)}) ${branch(row)} ;;`),
      `  *) echo "no compiler is set up for ${word}" >&2; exit 1 ;;`,
      "esac",
    ],
  };
}
