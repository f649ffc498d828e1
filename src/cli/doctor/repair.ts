import type { Platform } from "../../platform/platform.ts";
import type { Buildx } from "./buildx.ts";
import type { Host } from "./host.ts";

/** The image by BuildKit's authors that registers QEMU with the kernel, flag F included. */
export const EMULATORS = "docker run --privileged --rm tonistiigi/binfmt";

/** Registers emulators: with docker anywhere, else with the distribution's packages. */
export function registerEmulators(
  targets: readonly Platform[],
  buildx: Buildx,
  host: Host,
): string[] {
  const architectures = [...new Set(targets.map(({ architecture }) => architecture))].join(",");
  if (buildx.missing === undefined) return [`${EMULATORS} --install ${architectures}`];
  return install(["qemu-user-static"], host);
}

/** @param names what a package may be called: Docker's own packages have names of their own */
export function install(names: readonly string[], host: Host): string[] {
  const release = host.read("/etc/os-release") ?? "";
  const families = [...release.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map(([, id]) => id).join(" ");
  if (/debian|ubuntu/.test(families)) return names.map((name) => `sudo apt-get install ${name}`);
  if (/fedora|rhel/.test(families)) return names.map((name) => `sudo dnf install ${name}`);
  return [`install the package ${names[0]}, or what your system calls it`];
}
