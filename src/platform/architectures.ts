import { normalizePlatform, type Platform } from "./platform.ts";

/**
 * One architecture of Linux and its name in every ecosystem. A column without a name is undefined:
 * the ecosystem has none, or ships nothing for it.
 */
export interface Architecture {
  /** ARCH or ARCH/VARIANT, as in `--platform=linux/ARCH/VARIANT`. */
  readonly docker: string;
  /** Go's GOARCH, which is also TARGETARCH. */
  readonly goarch: string;
  /** Go's GOARM, on arm only. */
  readonly goarm: string | undefined;
  /** `uname -m` on such a machine. On an arm64 machine, arm containers see aarch64 or armv8l. */
  readonly uname: string;
  /** `dpkg --print-architecture`. */
  readonly debian: string | undefined;
  /** `apk --print-arch`. */
  readonly alpine: string | undefined;
  /** What follows `manylinux_2_17_` or `musllinux_1_2_` in the tags of a Python wheel. */
  readonly wheel: string | undefined;
  /** `process.arch`, and `cpu` in package.json. */
  readonly node: string | undefined;
  /** Rust's targets for glibc and musl that have a prebuilt standard library. */
  readonly rustGnu: string | undefined;
  readonly rustMusl: string | undefined;
  /** The triple before `-gcc`, as Debian names its cross compilers. */
  readonly gcc: string | undefined;
  /** The runtime identifiers of .NET. Microsoft builds x64, arm64 and arm only. */
  readonly dotnet: string | undefined;
  readonly dotnetMusl: string | undefined;
}

/**
 * Sources: containerd/platforms `database.go` (docker), `go tool dist list`, dpkg's `cputable` and
 * `tupletable`, `rustc --print target-list` and `rustup target list` 1.95, the platform table of
 * esbuild's `install.js` (node). Names that two architectures share stand in both rows: `armhf` is
 * Debian's arm/v7 and Alpine's arm/v6, and Debian's `armel` is all it has below v7.
 */
export const ARCHITECTURES: readonly Architecture[] = [
  {
    docker: "amd64",
    goarch: "amd64",
    goarm: undefined,
    uname: "x86_64",
    debian: "amd64",
    alpine: "x86_64",
    wheel: "x86_64",
    node: "x64",
    rustGnu: "x86_64-unknown-linux-gnu",
    rustMusl: "x86_64-unknown-linux-musl",
    gcc: "x86_64-linux-gnu",
    dotnet: "linux-x64",
    dotnetMusl: "linux-musl-x64",
  },
  {
    docker: "arm64",
    goarch: "arm64",
    goarm: undefined,
    uname: "aarch64",
    debian: "arm64",
    alpine: "aarch64",
    wheel: "aarch64",
    node: "arm64",
    rustGnu: "aarch64-unknown-linux-gnu",
    rustMusl: "aarch64-unknown-linux-musl",
    gcc: "aarch64-linux-gnu",
    dotnet: "linux-arm64",
    dotnetMusl: "linux-musl-arm64",
  },
  {
    docker: "arm/v7",
    goarch: "arm",
    goarm: "7",
    uname: "armv7l",
    debian: "armhf",
    alpine: "armv7",
    wheel: "armv7l",
    node: "arm",
    rustGnu: "armv7-unknown-linux-gnueabihf",
    rustMusl: "armv7-unknown-linux-musleabihf",
    gcc: "arm-linux-gnueabihf",
    dotnet: "linux-arm",
    dotnetMusl: "linux-musl-arm",
  },
  {
    docker: "arm/v6",
    goarch: "arm",
    goarm: "6",
    uname: "armv6l",
    debian: "armel",
    alpine: "armhf",
    wheel: "armv6l",
    node: "arm",
    rustGnu: "arm-unknown-linux-gnueabihf",
    rustMusl: "arm-unknown-linux-musleabihf",
    // Debian's gnueabihf is for v7 and its gnueabi has no hardware floating point.
    gcc: undefined,
    dotnet: undefined,
    dotnetMusl: undefined,
  },
  {
    docker: "arm/v5",
    goarch: "arm",
    goarm: "5",
    uname: "armv5tel",
    debian: "armel",
    alpine: undefined,
    wheel: undefined,
    node: undefined,
    rustGnu: "armv5te-unknown-linux-gnueabi",
    rustMusl: "armv5te-unknown-linux-musleabi",
    gcc: "arm-linux-gnueabi",
    dotnet: undefined,
    dotnetMusl: undefined,
  },
  {
    docker: "386",
    goarch: "386",
    goarm: undefined,
    uname: "i686",
    debian: "i386",
    alpine: "x86",
    wheel: "i686",
    node: "ia32",
    rustGnu: "i686-unknown-linux-gnu",
    rustMusl: "i686-unknown-linux-musl",
    gcc: "i686-linux-gnu",
    dotnet: undefined,
    dotnetMusl: undefined,
  },
  {
    docker: "ppc64le",
    goarch: "ppc64le",
    goarm: undefined,
    uname: "ppc64le",
    debian: "ppc64el",
    alpine: "ppc64le",
    wheel: "ppc64le",
    // Node tells the byte order by os.endianness() only.
    node: "ppc64",
    rustGnu: "powerpc64le-unknown-linux-gnu",
    rustMusl: "powerpc64le-unknown-linux-musl",
    gcc: "powerpc64le-linux-gnu",
    dotnet: "linux-ppc64le",
    dotnetMusl: undefined,
  },
  {
    docker: "s390x",
    goarch: "s390x",
    goarm: undefined,
    uname: "s390x",
    debian: "s390x",
    alpine: "s390x",
    wheel: "s390x",
    node: "s390x",
    rustGnu: "s390x-unknown-linux-gnu",
    // The compiler knows s390x-unknown-linux-musl, but there is no standard library to add.
    rustMusl: undefined,
    gcc: "s390x-linux-gnu",
    dotnet: "linux-s390x",
    dotnetMusl: undefined,
  },
  {
    docker: "riscv64",
    goarch: "riscv64",
    goarm: undefined,
    uname: "riscv64",
    debian: "riscv64",
    alpine: "riscv64",
    wheel: "riscv64",
    node: "riscv64",
    rustGnu: "riscv64gc-unknown-linux-gnu",
    rustMusl: "riscv64gc-unknown-linux-musl",
    gcc: "riscv64-linux-gnu",
    dotnet: undefined,
    dotnetMusl: undefined,
  },
  {
    docker: "loong64",
    goarch: "loong64",
    goarm: undefined,
    uname: "loongarch64",
    debian: "loong64",
    alpine: "loongarch64",
    wheel: "loongarch64",
    node: "loong64",
    rustGnu: "loongarch64-unknown-linux-gnu",
    rustMusl: "loongarch64-unknown-linux-musl",
    gcc: "loongarch64-linux-gnu",
    dotnet: undefined,
    dotnetMusl: undefined,
  },
  {
    docker: "mips64le",
    goarch: "mips64le",
    goarm: undefined,
    // The kernel's name for both byte orders.
    uname: "mips64",
    debian: "mips64el",
    alpine: undefined,
    wheel: undefined,
    node: "mips64el",
    rustGnu: undefined,
    rustMusl: undefined,
    gcc: "mips64el-linux-gnuabi64",
    dotnet: undefined,
    dotnetMusl: undefined,
  },
];

const BY_DOCKER_NAME: ReadonlyMap<string, Architecture> = new Map(
  ARCHITECTURES.map((row) => [row.docker, row]),
);

const BY_ANY_NAME: ReadonlyMap<string, readonly Architecture[]> = indexByName();

/**
 * The row of a platform. The variants of amd64, arm64 and the rest share one row, those of arm have
 * one each. Undefined for other systems than Linux and what the table does not have.
 */
export function architectureOf(platform: Platform): Architecture | undefined {
  const { os, architecture, variant } = normalizePlatform(platform);
  if (os !== "linux") return undefined;
  return BY_DOCKER_NAME.get(architecture === "arm" ? `arm/${variant}` : architecture);
}

/** Every row with this name in any column but GOARM, in any case. Empty when there is none. */
export function architecturesNamed(name: string): readonly Architecture[] {
  return BY_ANY_NAME.get(name.toLowerCase()) ?? [];
}

function indexByName(): Map<string, Architecture[]> {
  const index = new Map<string, Architecture[]>();
  for (const row of ARCHITECTURES) {
    const { goarm: _, ...names } = row;
    for (const name of new Set(Object.values(names))) {
      if (name === undefined) continue;
      const rows = index.get(name);
      if (rows === undefined) index.set(name, [row]);
      else rows.push(row);
    }
  }
  return index;
}
