import { calledBuilds } from "../bake/builds.ts";
import type { Build, Place, Reading } from "../build.ts";
import { type FileReader, joinInside, REPOSITORY } from "../files.ts";
import { locate } from "../locate.ts";
import { parsePlatformList, runnerPlatform } from "../platforms.ts";
import { collect } from "../readings.ts";
import { buildsInScript } from "../scripts.ts";
import type { Variables } from "../variables.ts";
import type { YamlValue } from "../yaml.ts";
import { type Environment, environment, isKnown, openAsVariables } from "./environment.ts";
import { textsWith } from "./expression.ts";
import type { MatrixRow } from "./matrix.ts";
import { type ScriptOutputs, scriptOutputs } from "./outputs.ts";
import { Choice, type Contexts, type ExpressionValue } from "./values.ts";

/**
 * Actions that build an image as docker/build-push-action does. Forks take the same inputs; some
 * stand in a folder of a repository of actions.
 */
const BUILD_ACTIONS = /^(?:[\w.-]+\/)+build-push-action@|^namespacelabs\/[\w-]*build[\w-]*@/;
const BAKE_ACTIONS = /^(?:[\w.-]+\/)+bake-action@/;
/** Texts of which one stands in every file that uses such an action. */
export const ACTION_WORDS: readonly string[] = [
  "/build-push-action@",
  "namespacelabs/",
  "/bake-action@",
];
/** Services that build each platform on a machine of its own. */
const NATIVE_BUILDERS = /^(depot|namespacelabs)\//;

/** One combination of a job's matrix: its steps, read one after the other. */
export class Job {
  readonly #job: YamlValue;
  readonly #files: FileReader;
  readonly #path: string;
  readonly #steps: Record<string, ExpressionValue> = {};
  #contexts: Contexts;

  constructor(path: string, job: YamlValue, row: MatrixRow, outer: Contexts, files: FileReader) {
    this.#path = path;
    this.#job = job;
    this.#files = files;
    const matrix = { ...outer, matrix: row, steps: this.#steps };
    this.#contexts = { ...matrix, env: environment(job.get("env"), matrix) };
  }

  builds(): Promise<Reading> {
    const steps = this.#job.get("steps")?.items ?? [];
    const machine = steps.some((step) => this.#bringsMachines(step)) ? "any" : this.#runner();
    return collect(
      steps.map((step) => {
        const reading = this.#step(step, machine);
        this.#finish(step);
        return reading;
      }),
    );
  }

  /** What other jobs get of this one: `needs.<job>.outputs`. */
  outputs(): Readonly<Record<string, ExpressionValue>> {
    for (const step of this.#job.get("steps")?.items ?? []) this.#finish(step);
    const outputs = [...(this.#job.get("outputs")?.pairs ?? [])];
    return Object.fromEntries(
      outputs.map(([name, text]) => [name, Choice.of(textsWith(text, this.#contexts))]),
    );
  }

  /** What the steps behind it know of a step: its outputs, and the variables that it sets. */
  #finish(step: YamlValue): void {
    const script = step.get("run")?.text;
    if (script === undefined || !/GITHUB_OUTPUT|GITHUB_ENV|::set-/.test(script)) return;
    const { scripts, variables } = this.#scripts(step, script);
    const all = scripts.map((each) => scriptOutputs(each, variables));
    const merge = (of: keyof ScriptOutputs) => {
      const names = new Set(all.flatMap((each) => [...each[of].keys()]));
      return [...names].map((name): [string, ExpressionValue] => {
        const lists = all.map((each) => each[of].get(name) ?? undefined);
        return [name, lists.includes(undefined) ? undefined : Choice.of(lists.flatMap((x) => x!))];
      });
    };
    const id = step.get("id")?.text;
    if (id !== undefined) this.#steps[id] = { outputs: Object.fromEntries(merge("outputs")) };
    const env = { ...(this.#contexts["env"] as Environment), ...Object.fromEntries(merge("env")) };
    this.#contexts = { ...this.#contexts, env };
  }

  /** The machine that the job runs on, as far as its labels tell. */
  #runner(): Build["machine"] {
    const runsOn = this.#job.get("runs-on");
    const labels = runsOn?.isMap ? runsOn.get("labels") : runsOn;
    const texts = labels?.texts.map((text) => textsWith(text, this.#contexts));
    if (texts === undefined || texts.length === 0) return undefined;
    // Of a choice that only a run makes, the machine is not known.
    const known = texts.map((each) => (each?.length === 1 ? each[0]! : undefined));
    return known.includes(undefined) ? undefined : runnerPlatform(known as string[]);
  }

  /** Whether setup-buildx-action adds machines of other platforms, or builds in the cloud. */
  #bringsMachines(step: YamlValue): boolean {
    if (step.get("uses")?.text?.startsWith("docker/setup-buildx-action@") !== true) return false;
    const driver = step.get("with", "driver")?.text;
    return driver === "cloud" || step.get("with", "append") !== undefined;
  }

  #step(step: YamlValue, machine: Build["machine"]): Promise<Reading> | Reading {
    const uses = step.get("uses")?.text ?? "";
    const own = NATIVE_BUILDERS.test(uses) ? "any" : machine;
    if (BUILD_ACTIONS.test(uses)) return { builds: this.#built(step, own), notes: [] };
    if (BAKE_ACTIONS.test(uses)) return this.#baked(step, own);
    const run = step.get("run");
    return run === undefined ? { builds: [], notes: [] } : this.#script(step, run, machine);
  }

  #built(step: YamlValue, machine: Build["machine"]): Build[] {
    const platforms = step.get("with", "platforms");
    const contexts = this.#inputTexts(step, "context") ?? ["."];
    const dockerfiles = this.#inputTexts(step, "file");
    const located = contexts.flatMap((context) => {
      // The default is the repository as git has it.
      const folder = context.replace(/^\{\{defaultContext\}\}:?/, "") || ".";
      const files = dockerfiles ?? [undefined];
      return files.flatMap((dockerfile) => {
        const isPlain = !folder.startsWith(".") && !folder.startsWith(REPOSITORY);
        const named = { dockerfile, context: isPlain ? `./${folder}` : folder };
        return isOpen(named.dockerfile, named.context)
          ? []
          : (locate(named, [""], this.#files) ?? []);
      });
    });
    // Which stage it is may be open; then the last one is as likely as any.
    const [stage = ""] = this.#inputTexts(step, "target") ?? [];
    return located.map((each) => ({
      ...each,
      targets: this.#targetsOf(platforms, step, machine),
      machine,
      stage: stage === "" || isOpen(stage) ? undefined : stage,
      args: this.#args(step.get("with", "build-args")),
      from: (platforms ?? step.get("uses")!).place,
    }));
  }

  /** An image that is published without platforms is one for the machine that builds it. */
  #targetsOf(
    platforms: YamlValue | undefined,
    step: YamlValue,
    machine: Build["machine"],
  ): Build["targets"] {
    if (platforms === undefined) {
      const pushes = step.get("with", "push") ?? step.get("with", "outputs");
      const isPublished = pushes !== undefined && pushes.text !== "false";
      return isPublished && machine !== "any" && machine !== undefined ? [machine] : undefined;
    }
    // An input that nobody gives says nothing: another caller may give it.
    const lists = this.#texts(platforms);
    if (lists?.every((list) => list.trim() === "")) return undefined;
    const parsed = lists?.filter((list) => list.trim() !== "").map(parsePlatformList);
    return parsed === undefined || parsed.includes(undefined)
      ? undefined
      : parsed.flatMap((each) => each!);
  }

  #baked(step: YamlValue, machine: Build["machine"]): Promise<Reading> {
    // A word that only a run can tell is left out, as are files of other actions.
    const list = (name: string) =>
      (step.get("with", name)?.texts ?? [])
        .flatMap((text) => openAsVariables(text, this.#contexts).split(/[\n,]/))
        .flatMap((word) => textsWith(word.trim(), this.#contexts) ?? [])
        .filter((word) => word !== "" && !word.includes("$") && !word.startsWith("cwd://"));
    const inputs = step.get("with", "set") ?? step.get("with", "files") ?? step.get("uses")!;
    const variables = Object.entries(environment(step.get("env"), this.#contexts));
    return calledBuilds(
      {
        folder: joinInside("", this.#inputTexts(step, "workdir")?.[0] ?? ".") ?? "",
        files: list("files"),
        targets: list("targets"),
        overrides: list("set"),
        variables: new Map(variables.filter(isKnown)),
        machine,
        place: inputs.place,
      },
      this.#files,
    );
  }

  #script(step: YamlValue, run: YamlValue, machine: Build["machine"]): Promise<Reading> | Reading {
    const folder =
      step.get("working-directory") ?? this.#job.get("defaults", "run", "working-directory");
    const [named = "."] = textsWith(folder?.text ?? ".", this.#contexts) ?? [];
    const inside = joinInside("", named) ?? "";
    const placeOf = (line: number): Place => ({ path: this.#path, line: run.textLine + line - 1 });
    const { scripts, variables } = this.#scripts(step, run.text ?? "");
    const place = { folders: [inside, ""], variables, machine, placeOf };
    return collect(scripts.map((script) => buildsInScript(script, place, this.#files)));
  }

  /** What an expression may become is read one by one; what is open stands as a variable. */
  #scripts(
    step: YamlValue,
    text: string,
  ): { readonly scripts: readonly string[]; readonly variables: Variables } {
    const env = environment(step.get("env"), this.#contexts);
    const contexts = { ...this.#contexts, env };
    return {
      scripts: textsWith(openAsVariables(text, contexts), contexts) ?? [],
      variables: new Map(
        Object.entries(env).map(([name, value]) => {
          return [name, value instanceof Choice ? value.texts : [value]];
        }),
      ),
    };
  }

  #args(value: YamlValue | undefined): Map<string, string> {
    const args = new Map<string, string>();
    for (const line of value?.texts.flatMap((text) => text.split("\n")) ?? []) {
      const [, name, text] = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
      const known = text === undefined ? undefined : textsWith(text.trim(), this.#contexts);
      if (known?.length === 1) args.set(name!, known[0]!);
    }
    return args;
  }

  #inputTexts(step: YamlValue, name: string): string[] | undefined {
    const value = step.get("with", name);
    if (value === undefined) return undefined;
    return this.#texts(value)?.map((text) => text.trim()) ?? ["${{"];
  }

  #texts(value: YamlValue): string[] | undefined {
    const lists = value.texts.map((text) => textsWith(text, this.#contexts));
    if (lists.includes(undefined)) return undefined;
    return value.text === undefined ? [lists.flat().join(",")] : (lists.flat() as string[]);
  }
}

function isOpen(...words: readonly (string | undefined)[]): boolean {
  return words.some((word) => word?.includes("${{"));
}
