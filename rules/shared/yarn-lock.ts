import type { SourceText } from "../../src/text/source.ts";
import { lineOf } from "./context-files.ts";
import { COMPILED, type NativePackage, PACKERS, TRAITS } from "./native-package.ts";

/** What packages with native code need in order to compile it, or to find what others compiled. */
const HELPERS =
  /^(node-gyp|node-gyp-build(-optional-packages)?|(@mapbox\/|@discordjs\/)?node-pre-gyp|prebuild-install|bindings|nan|node-addon-api|cmake-js)$/;

/**
 * The packages of a lock file of yarn that are known to be made, or chosen, for a machine. Neither
 * form of the file tells which packages have install scripts, so that there may be more.
 * @returns undefined where it is no such file
 */
export function readYarnLock(lock: SourceText): NativePackage[] | undefined {
  if (!/^(# yarn lockfile v1|__metadata:)/m.test(lock.text)) return undefined;
  const found = new Map<string, NativePackage>();
  let name: string | undefined;
  let list = "";
  let offset = 0;
  for (const line of lock.text.split("\n")) {
    if (/^[^\s#]/.test(line)) {
      // `"@scope/name@^1.0.0", "@scope/name@^1.1.0":`
      name = /^"?((?:@[^/@"]+\/)?[^/@"\s]+)@/.exec(line)?.[1];
      list = "";
    } else if (/^ {2}\S/.test(line)) list = /^ {2}(\w+):?\s*$/.exec(line)?.[1] ?? "";
    const trait = name === undefined ? undefined : traitOf(name, line, list);
    if (trait !== undefined && !found.has(name!)) {
      const place = lineOf(lock, offset);
      const why = `${name} ${trait.what}: ${place}`;
      found.set(name!, { name: name!, kind: trait.kind, dev: false, place, why });
    }
    offset += line.length + 1;
  }
  return [...found.values()];
}

/** What a line of a package's entry says of it. */
function traitOf(name: string, line: string, list: string) {
  if (/^\S/.test(line)) {
    if (PACKERS.test(name)) return { kind: "packer", what: TRAITS.packer } as const;
    const isCompiled = COMPILED.test(name);
    return isCompiled ? ({ kind: "install-script", what: "has native code" } as const) : undefined;
  }
  // Packages for other systems are never installed in an image.
  const conditions = /^ {2}conditions: (.*)$/.exec(line)?.[1];
  if (conditions !== undefined) {
    const isForLinux = !/os=/.test(conditions) || /os=linux/.test(conditions);
    return isForLinux ? ({ kind: "chosen", what: TRAITS.chosen } as const) : undefined;
  }
  const needed = list === "dependencies" ? /^ {4}"?([^\s":]+)/.exec(line)?.[1] : undefined;
  return needed !== undefined && HELPERS.test(needed)
    ? ({ kind: "install-script", what: `has native code: it needs ${needed}` } as const)
    : undefined;
}
