/** `e_machine` and the class of the ELF files of an architecture; see elf(5) and binutils `elf/common.h`. */
interface ElfMachine {
  /** As in `linux/arm64`. */
  readonly architecture: string;
  readonly machine: number;
  readonly bits: 32 | 64;
  readonly endian: "little" | "big";
}

const MACHINES: readonly ElfMachine[] = [
  { architecture: "386", machine: 0x03, bits: 32, endian: "little" },
  { architecture: "amd64", machine: 0x3e, bits: 64, endian: "little" },
  { architecture: "arm", machine: 0x28, bits: 32, endian: "little" },
  { architecture: "arm64", machine: 0xb7, bits: 64, endian: "little" },
  { architecture: "loong64", machine: 0x102, bits: 64, endian: "little" },
  { architecture: "mips64", machine: 0x08, bits: 64, endian: "big" },
  { architecture: "mips64le", machine: 0x08, bits: 64, endian: "little" },
  { architecture: "ppc64", machine: 0x15, bits: 64, endian: "big" },
  { architecture: "ppc64le", machine: 0x15, bits: 64, endian: "little" },
  { architecture: "riscv64", machine: 0xf3, bits: 64, endian: "little" },
  { architecture: "s390x", machine: 0x16, bits: 64, endian: "big" },
];

/** The architecture whose programs begin with these bytes; undefined if none. */
export function architectureOf(bytes: Buffer): string | undefined {
  if (bytes.length < 20 || bytes.toString("latin1", 0, 4) !== "\u007fELF") return undefined;
  const bits = bytes[4] === 2 ? 64 : 32;
  const endian = bytes[5] === 2 ? "big" : "little";
  const machine = endian === "big" ? bytes.readUInt16BE(18) : bytes.readUInt16LE(18);
  const found = MACHINES.find(
    (each) => each.machine === machine && each.bits === bits && each.endian === endian,
  );
  return found?.architecture;
}
