import type { Analysis } from "../../../src/facts/analysis.ts";
import { filesBelow, lineOf, NOT_LISTED } from "../../shared/context-files.ts";
import type { SourceText } from "../../../src/text/source.ts";

/** What the project files say of the machine that a publish is for. */
export type ProjectsAnswer =
  /** "api.csproj:7 sets PublishAot" */
  | { readonly kind: "bound"; readonly why: string }
  /** No file sets anything. `launches` tells whether a program is written beside the assemblies. */
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

/** Asks the project files of the build context, those of tests and tools included. */
export function projectsIn({ context }: Analysis): ProjectsAnswer {
  if (context === undefined) return { kind: "unknown", note: "" };
  const isOwn = (name: string) => !OTHER_FOLDERS.has(name) && !name.startsWith(".");
  const sources: SourceText[] = [];
  for (const path of filesBelow(context, "", isOwn)) {
    if (path === NOT_LISTED) {
      return { kind: "unknown", note: "not all project files were looked at" };
    }
    if (!PROJECT.test(path)) continue;
    const text = context.read(path);
    if ("problem" in text) return { kind: "unknown", note: `${path} ${text.problem}` };
    sources.push(text.source);
  }
  const bound = sources.map(settingIn).find((why) => why !== undefined);
  if (bound !== undefined) return { kind: "bound", why: bound };
  if (!sources.some(({ path }) => path.endsWith("proj"))) {
    return { kind: "unknown", note: "no project file is in the build context" };
  }
  const programs = sources.filter(({ path }) => path.endsWith("proj"));
  return {
    kind: "portable",
    launches: !programs.every(({ text }) => /<UseAppHost>\s*false\s*</i.test(text)),
    packages: [...new Set(sources.flatMap(unknownPackages))],
  };
}

function settingIn(source: SourceText): string | undefined {
  for (const { 1: name, 2: value, index } of source.text.matchAll(BOUND)) {
    if (/^false\s*$/i.test(value!)) continue;
    return `${lineOf(source, index)} sets ${name}`;
  }
  return undefined;
}

/** Packages that may bring native code, and choose it by the machine that builds. */
function unknownPackages(source: SourceText): string[] {
  const references = source.text.matchAll(
    /<PackageReference\s[^>]{0,300}?Include="([^"]{1,200})"/g,
  );
  return [...references].map(([, name]) => name!).filter((name) => !MANAGED.test(name));
}
