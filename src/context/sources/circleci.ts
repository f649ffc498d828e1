import { AMD64, ARM64 } from "../platforms.ts";
import { collect } from "../readings.ts";
import { buildsInScript } from "../scripts.ts";
import type { Source } from "../source.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

/** Jobs and commands of CircleCI: https://circleci.com/docs/configuration-reference/ */
export const circleCi: Source = {
  id: "circleci",
  title: "CircleCI",
  claims: (path) => /^\.circleci\/[^/]+\.ya?ml$/.test(path),
  words: ["build", "bake"],
  async read(file, files) {
    const [root] = await readYaml(file);
    const jobs = (root?.get("jobs")?.entries ?? []).map(([, job]) => job);
    // Commands run in whatever job calls them.
    const commands = (root?.get("commands")?.entries ?? []).map(([, command]) => command);
    return collect(
      [...jobs, ...commands].flatMap((job) => {
        const variables = new Map(
          [...(job.get("environment")?.pairs ?? []), ...defaultsOf(job)].map(([name, text]) => {
            return [name, [text]] as const;
          }),
        );
        const machine = commands.includes(job) ? undefined : machineOf(job, root!);
        return stepsOf(job).map((script) => {
          const { path } = script.place;
          const placeOf = (line: number) => ({ path, line: script.textLine + line - 1 });
          const place = { folders: [""], variables, machine, placeOf };
          return buildsInScript(asShell(script.text ?? ""), place, files);
        });
      }),
    );
  },
};

/** The scripts of `run` steps, those below `when` and `unless` included. */
function stepsOf(job: YamlValue): YamlValue[] {
  return (job.get("steps")?.items ?? []).flatMap((step): YamlValue[] => {
    const run = step.get("run");
    const script = run?.get("command") ?? run;
    if (script?.text !== undefined) return [script];
    return ["when", "unless"].flatMap((name) => {
      const inner = step.get(name);
      return inner === undefined ? [] : stepsOf(inner);
    });
  });
}

/** The defaults of parameters, under the name that `asShell` gives them. */
function defaultsOf(job: YamlValue): [string, string][] {
  return (job.get("parameters")?.entries ?? []).flatMap(([name, parameter]) => {
    const text = parameter.get("default")?.text;
    return text === undefined ? [] : [[parameterName(name), text] as [string, string]];
  });
}

function parameterName(name: string): string {
  return `PARAMETER_${name.replaceAll("-", "_")}`;
}

function asShell(script: string): string {
  return script.replace(/<<\s*parameters\.([\w-]+)\s*>>/g, (_, name: string) => {
    return `\${${parameterName(name)}}`;
  });
}

/** Machines of the `arm` resource classes are arm64; those of a known executor are amd64. */
function machineOf(job: YamlValue, root: YamlValue) {
  const executor = job.get("executor")?.text ?? job.get("executor", "name")?.text;
  const shared = executor === undefined ? undefined : root.get("executors", executor);
  const size = (job.get("resource_class") ?? shared?.get("resource_class"))?.text;
  if (size !== undefined && /(^|[./])arm([./]|$)/.test(size)) return ARM64;
  const isMachine = [job, shared].some((each) => each?.get("machine") ?? each?.get("docker"));
  return isMachine && !/<</.test(size ?? "") ? AMD64 : undefined;
}
