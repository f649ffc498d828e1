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

/**
 * `case $TARGETARCH in amd64) echo x86_64 ;; ... esac`: says a name for the target, and Docker's own for
 * what is not listed. Nothing in it has to be quoted, so that it stands in any quotes.
 * @param own the variable, as the file writes it
 */
export function sayByTarget(
  rows: readonly Architecture[],
  name: (row: Architecture) => string | undefined,
  own: string,
): string {
  const others = rows.filter((row) => name(row) !== row.goarch);
  const branches = others.map((row) => `${row.goarch}) echo ${name(row)} ;;`);
  return `case ${own} in ${branches.join(" ")} *) echo ${own} ;; esac`;
}
