import { chainOf } from "./final-stage.ts";
import type { BuildGraph, GraphStage } from "../../src/graph/graph.ts";

/** "stage build is on glibc and this one on musl", where that is plain from the images' names. */
export function libcDifference(
  from: GraphStage,
  into: GraphStage,
  graph: BuildGraph,
): string | undefined {
  const [made, used] = [libcOf(from, graph), libcOf(into, graph)];
  if (made === undefined || used === undefined || made === used) return undefined;
  return `stage ${from.label} is on ${made} and this one on ${used}: only static programs run on both`;
}

/** Systems, and images that are built on one of them where their tag does not say alpine. */
const GLIBC =
  /(^|\/)(debian|ubuntu|fedora|rockylinux|almalinux|centos|amazonlinux|oraclelinux|golang|rust|node|python|ruby|php|perl|dart|swift|gcc|buildpack-deps|eclipse-temurin|amazoncorretto|maven|gradle|dotnet\/[\w-]+|distroless\/(base|cc|java\d*|nodejs\d*|python3)(-debian\d+)?)(:|@|$)/;

/** Whether the image that a stage begins with is known to be on musl. */
export function isMusl(stage: GraphStage, graph: BuildGraph): boolean {
  return libcOf(stage, graph) === "musl";
}

function libcOf(stage: GraphStage, graph: BuildGraph): "glibc" | "musl" | undefined {
  const { base } = chainOf(stage, graph).at(-1)!;
  if (!base.known || base.value.kind !== "image") return undefined;
  if (/(^|[/:-])alpine/.test(base.value.reference)) return "musl";
  return GLIBC.test(base.value.reference) ? "glibc" : undefined;
}
