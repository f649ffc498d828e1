/** The scripts of a package.json by their names; undefined where it cannot be read. */
export function packageScripts(text: string): ReadonlyMap<string, string> | undefined {
  try {
    const { scripts } = JSON.parse(text) as { scripts?: unknown };
    if (typeof scripts !== "object" || scripts === null) return new Map();
    return new Map(Object.entries(scripts).map(([name, script]) => [name, String(script)]));
  } catch {
    return undefined;
  }
}
