import type { Written } from "../../../src/facts/ecosystem.ts";
import type { Invocation } from "../../../src/facts/invocation.ts";
import { baseName } from "../../../src/syntax/wrappers.ts";
import { constantTarget } from "../../shared/target.ts";

const VALUED = (
  "-C -o -ldflags -tags -mod -modfile -p -gcflags -asmflags -buildmode -installsuffix -overlay " +
  "-pkgdir -toolexec -compiler -gccgoflags -pgo -exec"
).split(" ");

/** The programs that `go build` writes: `go help build` tells where. */
export function programsOf(invocation: Invocation): Written[] {
  const folder = invocation.value("-C");
  const names = namesOf(invocation);
  const output = invocation.value("-o");
  if (output === "/dev/null") return [];
  const likeliest = (name: string) => ({ ...inside(folder, name), guessed: true });
  if (output === undefined) return names.map(likeliest);
  const named = { path: output.startsWith("/") ? output : inside(folder, output).path, names };
  // In the folder of the sources only the programs are its output.
  if (!/^(\.\/?)?$/.test(output) || names.length === 0) return [named];
  return names.map(likeliest);
}

/** Where `go install` puts programs; cross-compiled ones in a folder that is named for the target. */
export function installedPrograms(invocation: Invocation): Written[] {
  const names = namesOf(invocation);
  return binaryFolders(invocation).flatMap((folder) => {
    const paths = names.length === 0 ? [""] : names;
    return paths.flatMap((name) => [
      { path: `${folder}/${name}` },
      { path: `${folder}/*/${name}` },
    ]);
  });
}

function binaryFolders(invocation: Invocation): string[] {
  const own = invocation.variable("GOBIN");
  if (own !== undefined) return [own];
  const path = invocation.variable("GOPATH");
  if (path !== undefined) return [`${path}/bin`];
  // The official image sets it; Go's own default is below the home directory.
  const isOfficial = /(^|\/)golang$/.test(invocation.image?.repository ?? "");
  return [isOfficial ? "/go/bin" : "/root/go/bin"];
}

/** What the programs are called: their packages' folders, or the first of the files. */
function namesOf(invocation: Invocation): string[] {
  const [, ...packages] = invocation.operands(VALUED);
  if (packages.length > 0 && packages.every((name) => name.endsWith(".go"))) {
    return [baseName(packages[0]!).replace(/\.go$/, "")];
  }
  // A module's name is in go.mod: that of the folder is the best guess.
  const own = invocation.workdir === undefined ? [] : [baseName(invocation.workdir)];
  if (packages.length === 0) return own.filter((name) => name !== "");
  return packages.flatMap((name) => {
    if (name === "." || name === "./") return own;
    if (name.includes("...")) return [];
    return [
      baseName(
        name
          .replace(/@.*$/, "")
          .replace(/\/$/, "")
          .replace(/\/v\d+$/, ""),
      ),
    ];
  });
}

function inside(folder: string | undefined, path: string): Written {
  return { path: folder === undefined ? path : `${folder}/${path}` };
}

/** GOARCH, where it is a constant and the program is one for Linux. */
export function namedArchitecture(invocation: Invocation): string | undefined {
  const system = invocation.variable("GOOS") ?? "linux";
  if (system !== "linux" && !/\$\{?TARGETOS\b/.test(system)) return undefined;
  return constantTarget(invocation.variable("GOARCH"));
}
