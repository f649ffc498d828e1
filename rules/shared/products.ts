import type { CommandFact } from "../../src/facts/facts.ts";
import { joinPath, type RunStep } from "../../src/graph/steps.ts";
import { listOf, nameCommand } from "../../src/rule/wording.ts";
import { NODE } from "./node-ecosystems.ts";

/** What commands make that is worth keeping. */
export interface Product {
  /** Absolute paths. */
  readonly made: readonly string[];
  /** What has to follow the commands, so that nothing else stands there. */
  readonly ending: string;
  /** Whether it is a folder with all that stood there before. */
  readonly whole: boolean;
  /** Whether the packages in it are taken away. */
  readonly clears: boolean;
  readonly assumption: string;
}

/** Builders that work in the folder of the project, and leave it to the project where. */
const PROJECT_BUILDERS = /^(ant|bun|bundlers|gradle|maven|npm|pnpm|sbt|yarn)$/;

/** Folders that hold more than a project. */
const SHARED =
  /^\/(bin|boot|dev|etc|home(\/[^/]+)?|lib\w*|media|mnt|opt|proc|root|run|s?bin|srv|sys|tmp|usr(\/.*)?|var(\/\w+)?)?$/;

/** Folders of the system, in which a command may put a program. */
const SYSTEM =
  /^\/(bin|etc|go|go\/\w+|home|lib\w*|mnt|opt|root|run|s?bin|srv|tmp|usr|usr\/\w+|usr\/local\/\w+|var)$/;

/** Paths that a COPY takes as they are. */
const PLAIN = /^(\/[\w@+-][\w@+.-]*)+$/;

/**
 * Signs of packages that stand elsewhere than in node_modules: Yarn's own kind of installation, and
 * servers that a build puts together with the packages that they need.
 */
const OTHER_PACKAGES = /\.next\/standalone|\.output\b|\.pnp\.|\.yarn\b|\.yarnrc/;

/**
 * What commands of one step make; undefined where they do not tell.
 * @param file the text of the Dockerfile
 */
export function productOf(
  work: readonly CommandFact[],
  step: RunStep,
  file: string,
): Product | undefined {
  const product = namedBy(work) ?? (OTHER_PACKAGES.test(file) ? undefined : projectOf(work, step));
  const isOwn = (path: string) => PLAIN.test(path) && !SYSTEM.test(path);
  return product?.made.every(isOwn) ? product : undefined;
}

/** The programs and folders that the commands name. */
function namedBy(work: readonly CommandFact[]): Product | undefined {
  const made = work.map(({ invocation, recognition: { writes = [] } }) =>
    writes.length === 0 || writes.some(({ mixed, guessed }) => mixed || guessed)
      ? undefined
      : writes.map(({ path }) => joinPath(invocation.workdir, path)),
  );
  if (made.length === 0 || !made.every((paths) => paths !== undefined)) return undefined;
  const paths = [...new Set(made.flat())];
  if (!paths.every((path) => path !== undefined)) return undefined;
  return {
    made: paths,
    ending: "",
    whole: false,
    clears: false,
    assumption:
      `of all that ${names(work)} leave${work.length > 1 ? "" : "s"} behind only ${listOf(paths)} ${paths.length > 1 ? "are" : "is"} ` +
      "needed in the image: no cache and nothing that was downloaded",
  };
}

/** The whole project, where it stands in a folder of its own; the packages in it are the target's. */
function projectOf(work: readonly CommandFact[], { workdir }: RunStep): Product | undefined {
  const folders = work.map(({ invocation }) => invocation.workdir);
  const inside = (folder: string | undefined) => `${folder}/`.startsWith(`${workdir}/`);
  if (workdir === undefined || SHARED.test(workdir) || !folders.every(inside)) return undefined;
  if (!work.every(({ ecosystem }) => PROJECT_BUILDERS.test(ecosystem))) return undefined;
  const isNode = work.some(({ ecosystem }) => NODE.has(ecosystem));
  const but = isNode
    ? ", and changes nothing in node_modules, where all packages are"
    : "; what was downloaded for it is not needed";
  return {
    made: [workdir],
    ending: isNode ? ` && find ${workdir} ${CLEAR}` : "",
    whole: true,
    clears: isNode,
    assumption: `what ${names(work)} makes for the image stands in ${workdir}: it adds files there${but}`,
  };
}

function names(work: readonly CommandFact[]): string {
  return listOf([...new Set(work.map(nameCommand))]);
}

/** Folders like `.next/standalone` have packages in them that the build itself put there. */
const CLEAR = "-name node_modules ! -path '*/.*' -prune -exec rm -r {} +";

/** The command with which a stage of its own leaves the packages behind, and the folder. */
export function clearedFolder(words: readonly string[]): string | undefined {
  const [find, folder, ...others] = words;
  const clears = others.join(" ") === CLEAR.replaceAll("'", "");
  return find === "find" && clears ? folder : undefined;
}
