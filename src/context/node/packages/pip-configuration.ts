import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where pip looks, as far as it matters here; the parts of the process that say so. */
export interface Host {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

const OPTIONS = ["index-url", "extra-index-url", "no-index"] as const;
type Settings = Map<(typeof OPTIONS)[number], string>;

/**
 * The indexes that pip is configured to use: https://pip.pypa.io/en/stable/topics/configuration/. Of
 * files, those of the user go before those of the system; variables before all files, and what is
 * said of `install` before what is said of all commands.
 * @returns none where pip is told to ask none, or is not told which: we ask nobody unbidden
 */
export function pipIndexes(host: Host): string[] {
  const settings: Settings = new Map();
  const files = configurationFiles(host).map((path) => readConfiguration(path));
  for (const section of ["global", "install"]) {
    for (const file of files) {
      for (const [option, value] of file.get(section) ?? []) settings.set(option, value);
    }
  }
  for (const option of OPTIONS) {
    const value = host.environment[`PIP_${option.toUpperCase().replaceAll("-", "_")}`];
    if (value !== undefined && value !== "") settings.set(option, value);
  }
  if (/^(1|true|yes|on|y|t)$/i.test(settings.get("no-index") ?? "")) return [];
  const main = settings.get("index-url") ?? "";
  if (main === "") return [];
  const urls = [main, ...(settings.get("extra-index-url") ?? "").split(/\s+/)];
  return [...new Set(urls.filter((url) => url !== "").map((url) => url.replace(/\/+$/, "")))];
}

/** From the least to the most important. */
function configurationFiles({ environment, home, platform }: Host): string[] {
  const named = environment["PIP_CONFIG_FILE"];
  if (named === "/dev/null" || named === "nul") return [];
  const own = named === undefined ? [] : [named];
  const site = environment["VIRTUAL_ENV"];
  if (platform === "win32") {
    const folders = [environment["ProgramData"], environment["APPDATA"], site];
    const files = folders.flatMap((folder, at) => {
      return folder === undefined
        ? []
        : [at === 2 ? join(folder, "pip.ini") : join(folder, "pip", "pip.ini")];
    });
    return [...files, ...own];
  }
  const shared = (environment["XDG_CONFIG_DIRS"] || "/etc/xdg").split(":");
  const personal =
    platform === "darwin" ? [join(home, "Library", "Application Support", "pip", "pip.conf")] : [];
  return [
    ...shared.toReversed().map((folder) => join(folder, "pip", "pip.conf")),
    "/etc/pip.conf",
    join(home, ".pip", "pip.conf"),
    join(environment["XDG_CONFIG_HOME"] || join(home, ".config"), "pip", "pip.conf"),
    ...personal,
    ...(site === undefined ? [] : [join(site, "pip.conf")]),
    ...own,
  ];
}

/** The options of a file by section; none where there is no such file. */
function readConfiguration(path: string): ReadonlyMap<string, Settings> {
  const sections = new Map<string, Settings>();
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return sections;
  }
  let section: Settings = new Map();
  let last: (typeof OPTIONS)[number] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const name = /^\[([^\]]+)\]/.exec(line)?.[1];
    const [, key, value = ""] = /^([\w-]+)\s*[=:](.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<(typeof OPTIONS)[number], string>();
      sections.set(name, section);
      last = undefined;
    } else if (key !== undefined) {
      last = OPTIONS.find((option) => option === key.replaceAll("_", "-"));
      if (last !== undefined) section.set(last, value.trim());
    } else if (last !== undefined && /^\s/.test(line)) {
      // Several values stand below each other.
      section.set(last, `${section.get(last)} ${line.trim()}`.trim());
    }
  }
  return sections;
}
