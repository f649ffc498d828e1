import type { Origin } from "../../src/flow/operation.ts";

/** What makes the output of a compiler one for the target, by ecosystem. */
const CROSS_COMPILE: Readonly<Record<string, string>> = {
  bun: "Name the target: bun build --compile --target=bun-linux-<arm64 or x64>, by TARGETARCH",
  c: "Compile with the target's compiler: xx-clang, or Debian's crossbuild-essential",
  cargo:
    "Cross-compile: rustup target add, a linker for the target and cargo build --target, or xx-cargo",
  dart: "Name the target: dart compile exe --target-os=linux --target-arch=<arm64 or x64>",
  dotnet: "Build for the target: -a $TARGETARCH, with ARG TARGETARCH above",
  go: "Set GOOS=$TARGETOS GOARCH=$TARGETARCH for it, with ARG TARGETOS TARGETARCH above",
  zig: "Name the target: -Dtarget=aarch64-linux-musl for linux/arm64, by TARGETARCH",
};

/** What to do about a file that is for the machine that builds. */
export function repairOf({ fact, stage }: Origin): string {
  if (fact === undefined) {
    const image = stage.syntax.base?.text ?? "the image";
    return `Take it from the target's image: COPY --from=${image}`;
  }
  const repair = CROSS_COMPILE[fact.ecosystem];
  if (repair !== undefined) return repair;
  const isMixed = fact.recognition.writes?.some(({ mixed }) => mixed) === true;
  const unless = isMixed ? ", unless none of the packages has native code" : "";
  return fact.recognition.role === "install" || isMixed
    ? `Install in a stage on the target platform: take --platform off stage ${stage.label}, or split it${unless}`
    : `Take --platform off stage ${stage.label}: it then builds for the target, under emulation`;
}
