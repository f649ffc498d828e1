import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What is read of our own package.json. */
interface OwnPackage {
  readonly version: string;
  /** Where the package is developed, as npm writes it: `git+https://host/owner/name.git`. */
  readonly repository?: { readonly url: string };
}

/** It stands one folder above the bundle. */
const own = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
) as OwnPackage;

export function version(): string {
  return own.version;
}

/** Where a rule is documented for everybody; undefined where package.json names no repository. */
export function publicPageOf(rule: string): string | undefined {
  const address = webAddress(own.repository?.url ?? "");
  return address && `${address}/blob/v${own.version}/docs/rules/${rule}.md`;
}

/** Where a rule is documented: on the web, else in this package; undefined where its pages are not there. */
export function pageOf(rule: string): string | undefined {
  const page = new URL(`../docs/rules/${rule}.md`, import.meta.url);
  return publicPageOf(rule) ?? (existsSync(fileURLToPath(page)) ? page.href : undefined);
}

/** The address in a browser of a repository that npm's field names. */
function webAddress(repository: string): string | undefined {
  const [, address] = /^(?:git\+)?(https:\/\/[^#?]+?)(?:\.git)?\/?$/.exec(repository) ?? [];
  return address;
}
