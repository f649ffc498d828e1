import type { FileReader } from "../files.ts";
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
    const workflows = (root?.get("workflows")?.entries ?? []).map(([, workflow]) => workflow);
    const ofOrbs = workflows.flatMap((workflow) => orbBuilds(workflow.get("jobs")?.items ?? []));
    // Commands run in whatever job calls them.
    const commands = (root?.get("commands")?.entries ?? []).map(([, command]) => command);
    return collect([
      ...ofOrbs.map((build) => readOrbBuild(build, files)),
      ...[...jobs, ...commands].flatMap((job) => {
        const variables = new Map(
          [...(job.get("environment")?.pairs ?? []), ...defaultsOf(job)].map(([name, text]) => {
            return [name, [text]] as const;
          }),
        );
        const machine = commands.includes(job) ? undefined : machineOf(job, root!);
        const built = orbBuilds(job.get("steps")?.items ?? []);
        const scripts = stepsOf(job).map((script) => {
          const { path } = script.place;
          const placeOf = (line: number) => ({ path, line: script.textLine + line - 1 });
          const place = { folders: [""], variables, machine, placeOf };
          return buildsInScript(asShell(script.text ?? ""), place, files);
        });
        return [...built.map((build) => readOrbBuild(build, files)), ...scripts];
      }),
    ]);
  },
};

/** What the jobs and commands of the orb `circleci/docker` are given. */
function orbBuilds(items: readonly YamlValue[]): YamlValue[] {
  return items.flatMap((item) => item.get("docker/publish") ?? item.get("docker/build") ?? []);
}

/** The command that the orb makes of it. */
function readOrbBuild(build: YamlValue, files: FileReader) {
  const parameter = (...names: readonly string[]) =>
    names.map((name) => build.get(name)).find((each) => each !== undefined);
  const flags = parameter("extra_build_args", "extra-build-args");
  const file = `${build.get("path")?.text ?? "."}/${build.get("dockerfile")?.text ?? "Dockerfile"}`;
  const context = parameter("docker-context", "docker_context")?.text ?? ".";
  const placeOf = () => (flags ?? build).place;
  const place = { folders: [""], variables: new Map(), machine: undefined, placeOf };
  const script = `docker build ${flags?.text ?? ""} -f ${file} ${context}`;
  return buildsInScript(asShell(script), place, files);
}

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
