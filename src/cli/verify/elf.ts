/** `e_machine` of the architectures that images are built for (elf.h), named as `readelf` does. */
const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, "Intel 80386"],
  [8, "MIPS"],
  [20, "PowerPC"],
  [21, "PowerPC64"],
  [22, "S/390"],
  [40, "ARM"],
  [62, "x86-64"],
  [183, "AArch64"],
  [243, "RISC-V"],
  [258, "LoongArch"],
]);

/** The machine that a program or library is for; undefined where the content is neither. */
export function elfMachine(content: Buffer): string | undefined {
  if (content.length < 20 || content.toString("latin1", 0, 4) !== "\u007fELF") return undefined;
  const machine = content[5] === 2 ? content.readUInt16BE(18) : content.readUInt16LE(18);
  return MACHINES.get(machine) ?? `machine ${machine}`;
}
