import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { installsInto, WRITE_NATIVELY } from "../shared/python.ts";
import { avoidable, light, unavoidable } from "../shared/recognitions.ts";
import { refusing } from "../shared/refusing.ts";
import { LIKE_PIP, LIKE_PYTHON } from "../shared/slowdowns.ts";

const UNLOCKED =
  "without a lock conda solves for the machine that it runs on: commit one for each platform " +
  "(conda-lock -k explicit -p linux-64 -p linux-aarch64), which leaves only downloads and links here";

const VALUED = (
  "--channel --file --kind --name --platform --prefix --rc-file --root-prefix --solver --subdir " +
  "-c -f -k -n -p -r"
).split(" ");

export const conda: Ecosystem = {
  id: "conda",
  title: "conda",
  commands: ["conda", "mamba", "micromamba", "conda-env", "conda-lock"],
  recipe: refusing({ ships: UNLOCKED, builds: UNLOCKED }),
  recognise(invocation) {
    if (invocation.has("--version", "-V", "--help", "-h")) return undefined;
    const words = invocation.operands(VALUED);
    if (invocation.name === "conda-lock") return recogniseLock(invocation, words[0]);
    return invocation.name === "conda-env" || words[0] === "env"
      ? recogniseEnv(invocation, words)
      : recogniseConda(invocation, words);
  },
};

function recogniseConda(invocation: Invocation, words: readonly string[]): Recognition | undefined {
  switch (words[0]) {
    case "create":
      // `conda create -n app` alone makes an empty environment.
      if (words.length === 1 && !hasFile(invocation)) return light("install", "build-bound");
      return install(invocation);
    case "install":
    case "update":
    case "upgrade":
      return install(invocation);
    case undefined:
      return undefined;
    default:
      return light();
  }
}

/** `conda env create`, `conda-env update`. */
function recogniseEnv(invocation: Invocation, words: readonly string[]): Recognition {
  return words.includes("create") || words.includes("update") ? install(invocation) : light();
}

/** conda-lock solves for all the platforms that it is asked for, on any machine. */
function recogniseLock(invocation: Invocation, subcommand: string | undefined): Recognition {
  return subcommand === "install"
    ? installLocked(invocation)
    : avoidable("resolve", "portable", LIKE_PYTHON, WRITE_NATIVELY);
}

function install(invocation: Invocation): Recognition {
  const files = invocation.values("--file", "-f");
  if (files.some((file) => /\.lock$|explicit|conda-lock/.test(file)))
    return installLocked(invocation);
  const isForeign =
    invocation.has("--platform", "--subdir") || invocation.variable("CONDA_SUBDIR") !== undefined;
  const how =
    "solve in a stage on $BUILDPLATFORM (conda-lock -k explicit -p linux-<aarch64 or 64>), and " +
    "create the environment from that lock here (conda create --file), which solves nothing";
  const output = isForeign ? "unknown" : "build-bound";
  return installsInto(avoidable("install", output, LIKE_PIP, how), folderOf(invocation));
}

function folderOf(invocation: Invocation): string {
  const prefix = invocation.value("--prefix", "-p");
  if (prefix !== undefined) return `${prefix}/`;
  const root = invocation.variable("MAMBA_ROOT_PREFIX") ?? "/opt/conda";
  const name = invocation.value("--name", "-n");
  return name === undefined || name === "base" ? `${root}/` : `${root}/envs/${name}/`;
}

function installLocked(invocation: Invocation): Recognition {
  const why = "the lock leaves nothing to solve, and conda unpacks and links on the target itself";
  return installsInto(unavoidable("install", "build-bound", LIKE_PIP, why), folderOf(invocation));
}

function hasFile(invocation: Invocation): boolean {
  return invocation.has("--file", "-f", "--clone");
}
