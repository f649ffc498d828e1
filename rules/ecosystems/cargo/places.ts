import { joinPath } from "../../../src/graph/steps.ts";
import type { Export, FamilyCommand } from "../../../src/rule/move.ts";
import type { MappedText } from "../../../src/text/mapped.ts";
import type { Span } from "../../../src/text/span.ts";
import { isText, mayHoldMachineCode } from "../../shared/utilities.ts";

/**
 * With `--target`, programs come to stand one folder deeper: `target/aarch64-.../release`. Where
 * other commands and stages look for them, the way has to change.
 */
export class Places {
  readonly #outputs: readonly Output[];
  /** Where commands put programs that they take from there. */
  readonly #placed: ReadonlySet<string>;
  /** The folders in which `cargo install` puts them. */
  readonly #installed: readonly string[];

  /**
   * @param builds the commands that are told the target
   * @param commands all commands of their stages
   */
  constructor(builds: readonly FamilyCommand[], commands: readonly FamilyCommand[]) {
    const written = builds.flatMap(({ fact, workdir }) => {
      const { recognition, invocation } = fact!;
      // `target` stands beside the manifest, wherever that is.
      const at = invocation.has("--manifest-path") ? undefined : workdir;
      return (recognition.writes ?? []).map(({ path }) => ({ path, workdir: at }));
    });
    this.#installed = written.flatMap(({ path }) => (path.endsWith("/bin/") ? [path] : []));
    this.#outputs = written
      .filter(({ path }) => !path.endsWith("/bin/"))
      .map(({ path, workdir }) => readOutput(path, workdir));
    this.#placed = new Set(commands.flatMap((command) => this.#placedBy(command)));
  }

  /** The slashes in a text, as `target/release/app`, behind which the name of the target belongs. */
  slashesIn(text: MappedText): Span[] {
    // Two commands that put programs into one folder are one matter.
    const byName = new Map(this.#outputs.map((output) => [output.name, output]));
    return [...byName.values()].flatMap(({ name, folder }) =>
      [...text.text.matchAll(wholePath(name))].map(({ index }) =>
        text.spanOf(index + folder.length, index + folder.length + 1),
      ),
    );
  }

  /** Whether another stage may take what stands at a path. */
  mayLeave({ path, written }: Export): boolean {
    if (isText(path) || this.#placed.has(path)) return true;
    // A way that an ARG spells cannot be changed where it is used.
    if (this.hold(path)) return this.hold(written);
    if (this.#installed.some((folder) => path.startsWith(folder) && path !== folder)) return true;
    const above = path === "/" ? path : `${path}/`;
    const holdsTarget = this.#outputs.some(
      ({ place }) => place === undefined || `${place}/`.startsWith(above),
    );
    return !holdsTarget && !mayHoldMachineCode(path);
  }

  /** What another command does with the folder that no change of a word would put right. */
  objectionTo({ command }: FamilyCommand): string | undefined {
    const { words, assignments, redirects, name } = command;
    const isHarmless = ["ls", "mkdir", "rm", "echo"].includes(name);
    const lost = words.find((word) => {
      if (!this.#namesFolder(word.value)) return false;
      // Between single quotes a shell fills in nothing.
      if (this.slashesIn(word.raw).length > 0) return word.raw.text.startsWith("'");
      return !isHarmless;
    });
    const values = [
      ...assignments.map(({ value }) => value),
      ...redirects.map(({ target }) => target?.value ?? ""),
    ];
    const problem = lost?.value ?? values.find((value) => this.#namesFolder(value));
    if (problem === undefined) return undefined;
    return `${problem} is where programs stand now: a cross compile puts them one folder deeper`;
  }

  /** Whether a path is one that moves. */
  hold(path: string): boolean {
    return this.#outputs.some(({ name }) => wholePath(name).test(path));
  }

  #namesFolder(text: string): boolean {
    return this.#outputs.some(({ folder }) => wholePath(folder).test(text));
  }

  /** `cp target/release/app /usr/local/bin/` */
  #placedBy({ command, workdir }: FamilyCommand): string[] {
    if (!["cp", "install", "mv"].includes(command.name)) return [];
    const values = command.words.slice(1).map(({ value }) => value);
    const operands = values.filter((value) => !value.startsWith("-"));
    const to = joinPath(workdir, operands.at(-1) ?? "");
    if (to === undefined) return [];
    const moved = operands.slice(0, -1).filter((from) => this.hold(from));
    return moved.flatMap((from) => [to, `${to}/${from.slice(from.lastIndexOf("/") + 1)}`]);
  }
}

/** A folder in which cargo puts programs. */
interface Output {
  /** `target/release` */
  readonly name: string;
  /** `target` */
  readonly folder: string;
  /** Where that stands, if that is known. */
  readonly place: string | undefined;
}

/** @param path `target/release/`, relative to the working directory, or absolute */
function readOutput(path: string, workdir: string | undefined): Output {
  const [folder, profile] = path.split("/").slice(-3, -1) as [string, string];
  return { name: `${folder}/${profile}`, folder, place: joinPath(workdir, `${path}..`) };
}

/** A path, where no other name begins or ends in it. */
function wholePath(path: string): RegExp {
  const literal = path.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w.-])${literal}(?![\w.-])`, "g");
}
