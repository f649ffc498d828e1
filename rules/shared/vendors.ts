import type { Architecture } from "../../src/platform/architectures.ts";

/** How somebody who offers downloads calls architectures. */
interface Vendor {
  /** The addresses that it is true of. */
  readonly addresses: RegExp;
  /** By Docker's names. */
  readonly names: Readonly<Record<string, string>>;
}

/** Each was seen in use for both architectures, in the Dockerfiles of others. */
const VENDORS: readonly Vendor[] = [
  {
    addresses: /\bawscli\.amazonaws\.com\/awscli-exe-linux-/,
    names: { amd64: "x86_64", arm64: "aarch64" },
  },
  {
    addresses: /\bdownload\.docker\.com\/linux\/static\//,
    names: { amd64: "x86_64", arm64: "aarch64" },
  },
  {
    addresses: /\bnodejs\.org\/(dist|download\/release)\/.*-linux-/,
    names: { amd64: "x64", arm64: "arm64" },
  },
  {
    addresses: /\bjust-containers\/s6-overlay\/.*\.tar\.gz/,
    names: { amd64: "amd64", arm64: "aarch64" },
  },
  {
    addresses: /\bjust-containers\/s6-overlay\/.*\.tar\.xz/,
    names: { amd64: "x86_64", arm64: "aarch64" },
  },
];

/** How the vendor of one of the addresses names an architecture; undefined for one that is not known. */
export function vendorOf(
  addresses: readonly string[],
): ((row: Architecture) => string | undefined) | undefined {
  const vendor = VENDORS.find((each) => addresses.some((address) => each.addresses.test(address)));
  return vendor && (({ docker }) => vendor.names[docker]);
}

/** The archive of Ubuntu is for Intel's architectures; the others are on a server of their own. */
export function isIntelOnly(address: string): boolean {
  return /\/ubuntu\/pool\//.test(address);
}
