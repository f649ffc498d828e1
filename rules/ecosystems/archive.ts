import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { light } from "../shared/recognitions.ts";

const TAR = ["tar", "bsdtar", "gtar"];
const SEVEN_ZIP = ["7z", "7za", "7zr", "7zz"];
/** Each packs, and unpacks with `-d`. */
const BOTH_WAYS = ["brotli", "bzip2", "gzip", "lz4", "lzma", "pigz", "xz", "zstd"];
const UNPACKERS = (
  "bunzip2 bzcat gunzip uncompress unlz4 unlzma unpigz unrar unxz unzip unzstd xzcat zcat " +
  "zstdcat"
).split(" ");

/** Packing and unpacking take 2 to 7 times as long, as measured with qemu-user 7.2: light. */
export const archive: Ecosystem = {
  id: "archive",
  title: "Archives",
  commands: [...TAR, ...SEVEN_ZIP, ...BOTH_WAYS, ...UNPACKERS, "zip"],
  recognise(invocation) {
    if (invocation.has("--version", "--help") || invocation.args.length === 0) return undefined;
    return packs(invocation) ? light() : light("fetch");
  },
};

function packs({ name, args }: Invocation): boolean {
  const first = args[0] ?? "";
  if (name === "zip") return true;
  if (SEVEN_ZIP.includes(name)) return args.includes("a") || args.includes("u");
  if (BOTH_WAYS.includes(name)) {
    return !args.some((arg) => /^(-[a-z0-9]*d|--(un|de)compress)/.test(arg));
  }
  if (!TAR.includes(name)) return false;
  return /^[a-zA-Z]*c/.test(first) || args.some((arg) => /^(-[a-zA-Z]*c|--create)/.test(arg));
}
