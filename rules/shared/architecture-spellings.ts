import { ARCHITECTURES, type Architecture } from "../../src/platform/architectures.ts";

/** The columns in which an ecosystem's name for one architecture stands for the other names, too. */
const COLUMNS = [
  "goarch",
  "uname",
  "rustGnu",
  "rustMusl",
  "gcc",
  "dotnet",
  "dotnetMusl",
  "node",
] as const satisfies readonly (keyof Architecture)[];

const [AMD64, ARM64] = ["amd64", "arm64"].map((docker) =>
  ARCHITECTURES.find((row) => row.docker === docker)!,
) as [Architecture, Architecture];

/** What to write instead: how the names for amd64 and arm64 are spelled where one of them is known. */
export function namesForTargets(name: string): string {
  const column = COLUMNS.find((each) => [AMD64[each], ARM64[each]].includes(name.toLowerCase()));
  if (column === "goarch") return "Use $TARGETARCH in its place, with ARG TARGETARCH above";
  const choose = "Choose by TARGETARCH, with ARG TARGETARCH above";
  if (column === undefined) return choose;
  return `${choose}: ${AMD64[column]} for amd64, ${ARM64[column]} for arm64`;
}
