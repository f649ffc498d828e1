/** The files in which a project says which packages pnpm may build. */
export const PNPM_SETTINGS = ["package.json", "pnpm-workspace.yaml", ".npmrc"] as const;

/** The texts of those files; undefined: there is none. */
export type PnpmSettings = Readonly<Record<(typeof PNPM_SETTINGS)[number], string | undefined>>;

/**
 * The packages whose install scripts pnpm runs. From version 10 on those alone that a project names
 * (https://pnpm.io/settings#build-settings); which version it is, `packageManager` says.
 * @returns undefined where others may be run as well
 */
export function allowedBuilds(settings: PnpmSettings): ReadonlySet<string> | undefined {
  const project = projectOf(settings["package.json"]);
  const version = /^pnpm@(\d+)\./.exec(project?.packageManager ?? "")?.[1];
  if (version === undefined || Number(version) < 10) return undefined;
  const workspace = settings["pnpm-workspace.yaml"] ?? "";
  const texts = [JSON.stringify(project?.pnpm ?? {}), workspace, settings[".npmrc"] ?? ""];
  if (texts.some((text) => OTHER_WAYS.test(text))) return undefined;
  const listed = project?.pnpm?.onlyBuiltDependencies ?? [];
  return new Set([...listed, ...namesBelow(workspace, "onlyBuiltDependencies")]);
}

/** Settings that let pnpm build what is not named, or name it in another way. */
const OTHER_WAYS =
  /dangerously-?allow-?all-?builds|never-?built-?dependencies|built-?dependencies-?file|allow-?builds|only-built-dependencies|onlyBuiltDependencies: *\S/i;

interface Project {
  readonly packageManager?: string;
  readonly pnpm?: { readonly onlyBuiltDependencies?: readonly string[] };
}

function projectOf(text: string | undefined): Project | undefined {
  try {
    const project = JSON.parse(text ?? "") as unknown;
    if (typeof project !== "object" || project === null) return undefined;
    const { packageManager, pnpm } = project as Record<string, unknown>;
    const listed = (pnpm as { onlyBuiltDependencies?: unknown } | null)?.onlyBuiltDependencies;
    return {
      packageManager: typeof packageManager === "string" ? packageManager : "",
      pnpm: { ...(pnpm as object), onlyBuiltDependencies: Array.isArray(listed) ? listed : [] },
    };
  } catch {
    return undefined;
  }
}

/** The entries of a list of YAML, one a line. */
function namesBelow(text: string, key: string): string[] {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => new RegExp(`^${key}:\\s*$`).test(line));
  if (start < 0) return [];
  const names: string[] = [];
  for (const line of lines.slice(start + 1)) {
    const name = /^\s*- *['"]?([^\s'"#]+)/.exec(line)?.[1];
    if (name !== undefined) names.push(name);
    else if (!/^\s*(#|$)/.test(line)) break;
  }
  return names;
}
