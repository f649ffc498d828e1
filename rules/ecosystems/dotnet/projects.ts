import type { Analysis } from "../../../src/facts/analysis.ts";
import type { BuildContext } from "../../../src/facts/build-context.ts";
import type { FamilyCommand } from "../../../src/rule/move.ts";
import type { SourceText } from "../../../src/text/source.ts";
import { filesBelow, lineOf, NOT_LISTED } from "../../shared/context-files.ts";
import { publishedProjects } from "./published.ts";

/** What the project files say of the machine that a publish is for. */
export type ProjectsAnswer =
  /** "api.csproj:7 sets PublishAot" */
  | { readonly kind: "bound"; readonly why: string }
  /**
   * No file sets anything. The packages of which it is not known what they bring stand with their
   * places: "SkiaSharp: api.csproj:9". `launches` tells whether a program is written beside
   * the assemblies.
   */
  | { readonly kind: "portable"; readonly launches: boolean; readonly packages: readonly string[] }
  | { readonly kind: "unknown"; readonly note: string };

const PROJECT = /\.(cs|fs|vb)proj$|(^|\/)Directory\.(Build|Packages)\.(props|targets)$|\.pubxml$/;
/** Folders of a project that hold no project files of its own. */
const OTHER_FOLDERS = new Set(["bin", "obj", "node_modules", "packages", "wwwroot"]);

/** https://learn.microsoft.com/dotnet/core/project-sdk/msbuild-props#publish-properties */
const BOUND =
  /<(RuntimeIdentifier|PublishAot|PublishReadyToRun|PublishSingleFile|SelfContained)>\s*([^<\s][^<]{0,100})</g;

/** Packages of managed code alone, by the beginnings of their names. */
const MANAGED =
  /^(Microsoft\.(AspNetCore|Extensions|EntityFrameworkCore(\.(Abstractions|Analyzers|Design|InMemory|Relational|SqlServer|Tools))?|OpenApi|NET\.Test|CodeAnalysis|IdentityModel|NETCore\.App)|AutoMapper|AWSSDK|Azure\.(Core|Identity|Storage|Messaging)|Dapper|FluentValidation|Humanizer|MassTransit|MediatR|Newtonsoft\.Json|NLog|Npgsql|NUnit|OpenTelemetry|Polly|Scalar|Serilog|StackExchange\.Redis|Swashbuckle|System\.(Text|Linq|Collections|IdentityModel|ComponentModel|Reactive)|xunit|coverlet|Moq)(\.|$)/i;

/**
 * Asks the project files that a publish reads; where it is not known which they are, all of the
 * build context, those of tests and tools included.
 */
export function projectsIn(commands: readonly FamilyCommand[], analysis: Analysis): ProjectsAnswer {
  const { context } = analysis;
  if (context === undefined) return { kind: "unknown", note: "" };
  const sources = publishedProjects(commands, analysis) ?? allProjects(context);
  if (typeof sources === "string") return { kind: "unknown", note: sources };
  const bound = sources.map(settingIn).find((why) => why !== undefined);
  if (bound !== undefined) return { kind: "bound", why: bound };
  const programs = sources.filter(({ path }) => path.endsWith("proj"));
  if (programs.length === 0) {
    return { kind: "unknown", note: "no project file is in the build context" };
  }
  const named = new Map(sources.flatMap(unknownPackages));
  return {
    kind: "portable",
    launches: !programs.every(({ text }) => /<UseAppHost>\s*false\s*</i.test(text)),
    packages: [...named].map(([name, place]) => `${name}: ${place}`),
  };
}

/** Every project file of the build context; a text says why they are not known. */
function allProjects(context: BuildContext): SourceText[] | string {
  const isOwn = (name: string) => !OTHER_FOLDERS.has(name) && !name.startsWith(".");
  const sources: SourceText[] = [];
  for (const path of filesBelow(context, "", isOwn)) {
    if (path === NOT_LISTED) return "not all project files were looked at";
    if (!PROJECT.test(path)) continue;
    const text = context.read(path);
    if ("problem" in text) return `${path} ${text.problem}`;
    sources.push(text.source);
  }
  return sources;
}

function settingIn(source: SourceText): string | undefined {
  for (const { 1: name, 2: value, index } of source.text.matchAll(BOUND)) {
    if (/^false\s*$/i.test(value!)) continue;
    return `${lineOf(source, index)} sets ${name}`;
  }
  return undefined;
}

/** Packages that may bring native code, and choose it by the machine that builds, with their places. */
function unknownPackages(source: SourceText): [name: string, place: string][] {
  const references = source.text.matchAll(
    /<PackageReference\s[^>]{0,300}?Include="([^"]{1,200})"/g,
  );
  return [...references].flatMap(({ 1: name, index }) => {
    return MANAGED.test(name!) ? [] : [[name!, lineOf(source, index)] as [string, string]];
  });
}
