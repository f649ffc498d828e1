import type { Analysis } from "../../../src/facts/analysis.ts";
import { contextFile } from "../../../src/flow/context-files.ts";
import { joinPath } from "../../../src/graph/steps.ts";
import type { FamilyCommand } from "../../../src/rule/move.ts";
import type { SourceText } from "../../../src/text/source.ts";

/** What MSBuild reads of the folders above a project. */
const SHARED = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"];
/** More projects are not followed: then all are looked at. */
const MAX_PROJECTS = 100;

/**
 * The files that publishes read: the project that each names, those that it refers to, and what
 * stands in the folders above them.
 * @returns undefined where it is not known which they are
 */
export function publishedProjects(
  commands: readonly FamilyCommand[],
  analysis: Analysis,
): SourceText[] | undefined {
  const sources = new Map<string, SourceText>();
  for (const command of commands) {
    const { fact, workdir } = command;
    if (fact?.ecosystem !== "dotnet" || fact.invocation.subcommand() !== "publish") continue;
    const { invocation } = fact;
    const named = invocation.operands(VALUED)[1];
    const hasProfile = invocation.args.some((arg) => /PublishProfile/i.test(arg));
    if (named === undefined || !named.endsWith("proj") || hasProfile) return undefined;
    const found = new ProjectSearch(command, analysis, sources);
    if (!found.follow(joinPath(workdir, named.replaceAll("\\", "/")))) return undefined;
  }
  return sources.size === 0 ? undefined : [...sources.values()];
}

const VALUED =
  "-a --arch -c --configuration -f --framework -o --output --os -r --runtime -v --verbosity".split(
    " ",
  );

/** The files as one command finds them in its stage. */
class ProjectSearch {
  readonly #command: FamilyCommand;
  readonly #analysis: Analysis;
  readonly #sources: Map<string, SourceText>;

  constructor(command: FamilyCommand, analysis: Analysis, sources: Map<string, SourceText>) {
    this.#command = command;
    this.#analysis = analysis;
    this.#sources = sources;
  }

  /** Reads a project and what it refers to. Returns whether all of that is known. */
  follow(path: string | undefined): boolean {
    if (path === undefined) return false;
    if (this.#sources.has(path)) return true;
    const project = this.#read(path);
    if (project === undefined || project === "missing") return false;
    if (this.#sources.size > MAX_PROJECTS || !this.#readShared(path)) return false;
    return referencesOf(project.text).every((name) => {
      return !/[$*@]/.test(name) && this.follow(joinPath(folderOf(path), name));
    });
  }

  #readShared(project: string): boolean {
    for (let folder = folderOf(project); ; folder = folderOf(folder)) {
      for (const name of SHARED) {
        const path = `${folder === "/" ? "" : folder}/${name}`;
        if (!this.#sources.has(path) && this.#read(path) === undefined) return false;
      }
      if (folder === "/") return true;
    }
  }

  /** Undefined where it is not known what the file says, or whether there is one. */
  #read(path: string): SourceText | "missing" | undefined {
    const { stage, step } = this.#command;
    const file = contextFile(this.#analysis, stage, step, path);
    if (file.kind === "missing") return "missing";
    if (file.kind === "unknown") return undefined;
    this.#sources.set(path, file.source);
    return file.source;
  }
}

/** `<ProjectReference Include="..\\Core\\Core.csproj" />`, and files that are imported. */
function referencesOf(text: string): string[] {
  const references = text.matchAll(
    /<(?:ProjectReference\s[^>]{0,300}?Include|Import\s[^>]{0,300}?Project)="([^"]{1,300})"/g,
  );
  return [...references].map(([, name]) => name!.replaceAll("\\", "/"));
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
