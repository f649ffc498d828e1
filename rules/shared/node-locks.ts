import type { Analysis } from "../../src/facts/analysis.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { contextFile } from "../../src/flow/context-files.ts";
import type { GraphStage } from "../../src/graph/graph.ts";
import type { RunStep } from "../../src/graph/steps.ts";
import type { SourceText } from "../../src/text/source.ts";
import { pathIn } from "./context-files.ts";
import type { NativePackage } from "./native-package.ts";
import { nativePackages } from "./npm-lock.ts";
import { allowedBuilds, PNPM_SETTINGS, type PnpmSettings } from "./pnpm-builds.ts";
import { type PnpmLock, readPnpmLock } from "./pnpm-lock.ts";
import { readYarnLock } from "./yarn-lock.ts";

/** What the lock file of an install tells. */
export interface LockedPackages {
  /** Those that are not the same on every machine, as far as the file tells. */
  readonly native: readonly NativePackage[];
  /** Why there may be others: "yarn.lock does not tell which packages have install scripts". */
  readonly doubt: string | undefined;
}

/** The package managers whose lock files are read, and the files' names. */
const LOCKS: Readonly<Record<string, string>> = {
  npm: "package-lock.json",
  pnpm: "pnpm-lock.yaml",
  yarn: "yarn.lock",
};

/** Reads a file that stands where a command runs. */
type FileOf = (name: string) => ReturnType<typeof contextFile>;

/** The packages that an install takes from the lock file in its folder. */
export function lockedPackages(
  ecosystem: string,
  { workdir }: Pick<Invocation, "workdir">,
  stage: GraphStage,
  step: RunStep,
  analysis: Analysis,
): LockedPackages {
  const fileOf = (name: string) => contextFile(analysis, stage, step, pathIn(workdir, name, step));
  const name = LOCKS[ecosystem];
  if (name === undefined) return { native: [], doubt: "" };
  const lock = fileOf(name);
  if (lock.kind === "missing") return { native: [], doubt: `${name} is not in the build context` };
  if (lock.kind === "unknown") return { native: [], doubt: `${name} ${lock.reason}` };
  const read = READERS[ecosystem]!(lock.source, fileOf);
  const doubt = `${name} is of no version that tells about native code`;
  return read ?? { native: [], doubt };
}

const READERS: Readonly<
  Record<string, (lock: SourceText, fileOf: FileOf) => LockedPackages | undefined>
> = {
  npm(lock) {
    const native = nativePackages(lock);
    return native && { native, doubt: undefined };
  },
  pnpm(lock, fileOf) {
    const read = readPnpmLock(lock);
    if (read === undefined || read.tellsScripts) {
      return read && { native: read.packages, doubt: undefined };
    }
    return withBuilds(read, settingsOf(fileOf));
  },
  yarn(lock) {
    const native = readYarnLock(lock);
    const doubt = "yarn.lock does not tell which packages have install scripts";
    return native && { native, doubt };
  },
};

/** What pnpm 9 and later write of a package does not tell of scripts; pnpm 10 runs few. */
function withBuilds(lock: PnpmLock, settings: PnpmSettings | undefined): LockedPackages {
  const allowed = settings && allowedBuilds(settings);
  if (allowed === undefined) {
    const doubt = "pnpm-lock.yaml does not tell which packages have install scripts";
    return { native: lock.packages, doubt };
  }
  const built = [...allowed].flatMap((name): NativePackage[] => {
    const place = lock.placeOf.get(name);
    if (place === undefined) return [];
    const why = `${name} may run its install script: ${place}`;
    return [{ name, kind: "install-script", dev: false, place, why }];
  });
  return { native: [...lock.packages, ...built], doubt: undefined };
}

/** Undefined where a file may be there that cannot be read. */
function settingsOf(fileOf: FileOf): PnpmSettings | undefined {
  const texts: Record<string, string | undefined> = {};
  for (const name of PNPM_SETTINGS) {
    const file = fileOf(name);
    if (file.kind === "unknown") return undefined;
    texts[name] = file.kind === "file" ? file.source.text : undefined;
  }
  return texts as PnpmSettings;
}
