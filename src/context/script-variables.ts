import type { ShellCommand } from "../syntax/shell.ts";
import type { ShellWord } from "../syntax/shell-word.ts";
import { ASSIGNMENT } from "../syntax/wrappers.ts";
import { REPOSITORY } from "./files.ts";
import { valueOf, valuesOf, type Variables } from "./variables.ts";

/** CI systems say in these where they put the repository. */
const WORKSPACES = new Map<string, readonly string[]>(
  [
    "GITHUB_WORKSPACE",
    "CI_PROJECT_DIR",
    "CIRCLE_WORKING_DIRECTORY",
    "CI_WORKSPACE",
    "DRONE_WORKSPACE",
  ].map((name) => [name, [REPOSITORY]]),
);
/** A command that differs in more ways is not looked at in all of them. */
const MAX_FORMS = 8;
/** A variable that may have more values is not followed. */
const MAX_VALUES = 64;

/** A command's words, and which word of the script each comes from. */
export interface CommandForm {
  readonly words: readonly string[];
  readonly sources: readonly ShellWord[];
}

/** The variables of a script while its commands are read in order. */
export class ScriptVariables {
  readonly #values: Map<string, readonly string[]>;
  readonly #folder: string;

  /** @param folder the script's own, from the root of the repository */
  constructor(script: string, given: Variables, folder: string) {
    this.#values = new Map([...WORKSPACES, ...given, ...loopVariables(script)]);
    this.#folder = folder === "" ? REPOSITORY : `${REPOSITORY}/${folder}`;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** Every text that a word may become. */
  valuesOf(word: string): string[] | undefined {
    return valuesOf(this.#withFolders(word), this.#values);
  }

  /** The only text that a word can become. */
  valueOf(word: string): string | undefined {
    return valueOf(this.#withFolders(word), this.#values);
  }

  /** The variables of which there is one value. */
  get known(): Map<string, string> {
    const known = [...this.#values].filter(([, values]) => values.length === 1);
    return new Map(known.map(([name, [value]]) => [name, value!]));
  }

  /** `X=1`, `export X=1`, `X+=(--push)`: a value in a branch is one of several. */
  assign({ name, words, assignments, enclosure }: ShellCommand): void {
    const declares = ["export", "local", "readonly", "declare"].includes(name);
    if (words.length > 0 && !declares) return;
    const isBranch = enclosure !== undefined;
    if (words.length === 0) {
      for (const { name: variable, value, elements, appends } of assignments) {
        this.#set(variable, elements?.join(" ") ?? value, isBranch, appends, elements && " ");
      }
    }
    for (const { value } of words) {
      const match = ASSIGNMENT.exec(value);
      if (match !== null) this.#set(match[1]!, value.slice(match[0].length), isBranch, false);
    }
  }

  #set(name: string, text: string, isBranch: boolean, appends: boolean, gap = ""): void {
    const earlier = this.#values.get(name) ?? [];
    const added = this.valuesOf(text);
    const kept = isBranch ? earlier : [];
    const values =
      appends && earlier.length > 0
        ? added?.flatMap((each) => earlier.map((before) => `${before}${gap}${each}`))
        : added;
    if (values !== undefined && values.length <= MAX_VALUES) {
      this.#values.set(name, [...new Set([...kept, ...values])].slice(0, MAX_VALUES));
    } else if (kept.length === 0 && !appends) this.#values.delete(name);
  }

  /**
   * What a command's words may be. Variables without quotes can hold several words, and none; where
   * it is open which options they hold, the command has several forms.
   */
  formsOf({ words }: ShellCommand): CommandForm[] {
    let forms: CommandForm[] = [{ words: [], sources: [] }];
    for (const word of words) {
      const texts = this.#textsOf(word);
      const added = forms.length * texts.length <= MAX_FORMS ? texts : texts.slice(-1);
      forms = forms.flatMap((form) =>
        added.map((each) => ({
          words: [...form.words, ...each],
          sources: [...form.sources, ...each.map(() => word)],
        })),
      );
    }
    return forms;
  }

  /** The words that one word may become. */
  #textsOf(word: ShellWord): readonly (readonly string[])[] {
    // All elements of an array: each is a word.
    const value = word.value.replace(/\$\{(\w+)\[[@*]\]\}/g, "${$1}");
    const values = value.includes("$") ? this.valuesOf(value) : [value];
    if (values === undefined) return [[value]];
    const isOptions = values.every(
      (each) => each === "" || /^-.*\s/.test(each) || each.startsWith("--"),
    );
    if (values.length > 1 && !isOptions) return [[value]];
    const isWhole = /["']/.test(word.raw.text) && value === word.value;
    return values.map((each) => (isWhole && !isOptions ? [each] : splitWords(each)));
  }

  /** `$(git rev-parse --show-toplevel)` and `$(cd "$(dirname "$0")/.." && pwd)` as folders. */
  #withFolders(word: string): string {
    if (!/rev-parse|dirname/.test(word) || word.length > 500) return word;
    return word
      .replace(/\$\(\s*git rev-parse --show-toplevel\s*\)/g, REPOSITORY)
      .replace(OWN_FOLDER, this.#folder)
      .replace(FOLDER_OF_CD, "$1");
  }
}

const OWN_NAME = /"?(?:\$0|\$\{?BASH_SOURCE(?:\[0\]|\})*)"?/.source;
/** The folder of the script by its name. */
const OWN_FOLDER = new RegExp(
  `\\$\\(\\s*dirname (?:-- )?(?:"?\\$\\((?:readlink -f|realpath) (?:-- )?${OWN_NAME}\\)"?|${OWN_NAME})\\s*\\)`,
  "g",
);
const FOLDER_OF_CD = new RegExp(
  `\\$\\(\\s*cd (?:-- )?"?(${REPOSITORY}[^\\s"$();&]*)"?(?: [&\\d]?>\\S+){0,3} ?(?:&&|;) ?pwd(?: -P)?\\s*\\)`,
  "g",
);

function splitWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** `for arch in amd64 arm64; do`: the words that a variable of a loop takes. */
function loopVariables(script: string): Map<string, string[]> {
  const variables = new Map<string, string[]>();
  for (const line of script.split("\n")) {
    const [, name, list] = /^\s*for\s+(\w+)\s+in\s+([^;]{1,500})/.exec(line) ?? [];
    if (name === undefined || /[$`*]/.test(list!)) continue;
    const words = list!.trim().split(/\s+/);
    variables.set(
      name,
      words.map((word) => word.replace(/^["']|["']$/g, "")),
    );
  }
  return variables;
}
