/** The options of a command that builds an image, as its words say them. */
export interface DockerBuild {
  readonly kind: "build";
  /** The words of `--platform`, or of `--arch` with its system. */
  readonly platforms: readonly WordAt[];
  readonly file: string | undefined;
  readonly context: string | undefined;
  readonly target: string | undefined;
  readonly args: readonly string[];
}

/** `docker buildx bake` */
export interface DockerBake {
  readonly kind: "bake";
  readonly files: readonly string[];
  readonly targets: readonly string[];
  /** `*.platform=linux/arm64` */
  readonly overrides: readonly string[];
}

/** A word, and its index in the command. */
export interface WordAt {
  readonly text: string;
  readonly index: number;
}

const BUILDERS = new Set(["docker", "podman", "nerdctl", "finch", "buildx", "docker-buildx"]);

/** Texts of which one stands in every script with such a command, its program's name a variable or not. */
export const COMMAND_WORDS: readonly string[] = [
  ...[...BUILDERS, "buildah", "depot", "executor"].map((name) => `${name} `),
  "build -",
  "bake -",
];

/** The options with a value of `docker buildx build`, `podman build` and `docker` itself. */
const VALUED = new Set(
  (
    "-f --file -t --tag --target --build-arg --build-context --cache-from --cache-to -o --output " +
    "--secret --ssh --label --annotation --builder --progress --iidfile --metadata-file --network " +
    "--no-cache-filter --add-host --allow --attest --sbom --provenance --cgroup-parent --shm-size " +
    "--ulimit --call --platform --manifest --os --arch --variant --jobs -v --volume --isolation " +
    "--authfile --context -c --host -H --log-level -l --config --set --print --var --list -m --memory"
  ).split(" "),
);

/** Reads a command's words; undefined where it builds no image. */
export function readDockerCommand(words: readonly string[]): DockerBuild | DockerBake | undefined {
  const [name = "", ...rest] = words;
  const operands = operandsOf(rest, 1);
  const verbs = operands.slice(0, 2).map(({ text }) => text);
  if (BUILDERS.has(name)) {
    const own = name === "buildx" || name === "docker-buildx" ? ["buildx", ...verbs] : verbs;
    const nested = ["buildx", "image", "builder"].includes(own[0] ?? "");
    const verb = nested ? own[1] : own[0];
    const skip = nested && own.length === verbs.length ? 2 : 1;
    if (verb === "bake") return readBake(rest, operands[skip - 1]!.index);
    if (verb === "build" || (verb === "b" && nested)) {
      return readBuild(rest, operands[skip - 1]!.index);
    }
    return undefined;
  }
  if (name === "buildah" && /^(bud|build|build-using-dockerfile)$/.test(verbs[0] ?? "")) {
    return readBuild(rest, operands[0]!.index);
  }
  if (name === "depot" && verbs[0] === "build") return readBuild(rest, operands[0]!.index);
  if (name === "depot" && verbs[0] === "bake") return readBake(rest, operands[0]!.index);
  return name === "executor" ? readKaniko(rest) : undefined;
}

/** The words that are no options, with their indices in the command. */
function operandsOf(words: readonly string[], offset: number): WordAt[] {
  const operands: WordAt[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (!word.startsWith("-") || word === "-") operands.push({ text: word, index: at + offset });
    else if (VALUED.has(word)) at++;
  }
  return operands;
}

function readBuild(rest: readonly string[], verb: number): DockerBuild {
  const options = new Options(rest.slice(verb), verb + 1);
  const system = options.last("--os") ?? "linux";
  const architectures = options.values("--arch").map(({ text, index }) => {
    return { text: text.replace(/[^\s,]+/g, `${system}/$&`), index };
  });
  return {
    kind: "build",
    platforms: [...options.values("--platform"), ...architectures],
    file: options.last("-f", "--file"),
    context: contextOf(options.operands),
    target: options.last("--target"),
    args: options.values("--build-arg").map(({ text }) => text),
  };
}

/** The last operand: one that is nothing but a variable may as well hold options. */
function contextOf(operands: readonly WordAt[]): string | undefined {
  const isOpen = ({ text }: WordAt) => /^\$(\w+|\{[^{}]*\})$/.test(text);
  return (operands.findLast((each) => !isOpen(each)) ?? operands.at(-1))?.text;
}

function readBake(rest: readonly string[], verb: number): DockerBake {
  const options = new Options(rest.slice(verb), verb + 1);
  return {
    kind: "bake",
    files: options.values("-f", "--file").map(({ text }) => text),
    targets: options.operands.map(({ text }) => text),
    overrides: options.values("--set").map(({ text }) => text),
  };
}

/** kaniko's `executor` builds on the machine that it runs on. */
function readKaniko(rest: readonly string[]): DockerBuild {
  const options = new Options(rest, 1);
  const context = options.last("--context", "-c")?.replace(/^dir:\/\//, "");
  return {
    kind: "build",
    platforms: options.values("--custom-platform", "--customPlatform"),
    file: options.last("--dockerfile", "-f"),
    context,
    target: options.last("--target"),
    args: options.values("--build-arg").map(({ text }) => text),
  };
}

class Options {
  readonly operands: readonly WordAt[];
  readonly #words: readonly string[];
  readonly #offset: number;

  constructor(words: readonly string[], offset: number) {
    this.#words = words;
    this.#offset = offset;
    this.operands = operandsOf(words, offset);
  }

  values(...names: readonly string[]): WordAt[] {
    const values: WordAt[] = [];
    this.#words.forEach((word, at) => {
      for (const name of names) {
        const next = this.#words[at + 1];
        const index = at + this.#offset;
        if (word === name && next !== undefined) values.push({ text: next, index: index + 1 });
        else if (word.startsWith(`${name}=`)) {
          values.push({ text: word.slice(name.length + 1), index });
        } else if (/^-[a-zA-Z]$/.test(name) && word.startsWith(name) && !word.startsWith("--")) {
          if (word.length > 2) values.push({ text: word.slice(2), index });
        }
      }
    });
    return values;
  }

  last(...names: readonly string[]): string | undefined {
    return this.values(...names).at(-1)?.text;
  }
}
