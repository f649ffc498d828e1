import type { BuildGraph } from "../../src/graph/graph.ts";
import { architectureOf } from "../../src/platform/architectures.ts";
import type { Rewrite } from "../../src/rule/rewrite.ts";

/**
 * `--cpu=...` as npm and pnpm take it, from TARGETARCH: sed changes it where Node has another name.
 * That for amd64 is always told, since a name that npm does not know goes unnoticed.
 */
export function cpuOption(rewrite: Rewrite, { targets }: BuildGraph): string {
  const changes = new Map([["amd64", "x64"]]);
  for (const target of targets) {
    const row = target === "foreign" ? undefined : architectureOf(target);
    if (row?.node !== undefined && row.node !== row.goarch) changes.set(row.goarch, row.node);
  }
  const scripts = [...changes].map(([docker, node]) => `-e s/${docker}/${node}/`);
  const script = scripts.length === 1 ? scripts[0]!.replace("-e ", "") : scripts.join(" ");
  return `--cpu=$(echo ${rewrite.variable("TARGETARCH")} | sed ${script})`;
}
