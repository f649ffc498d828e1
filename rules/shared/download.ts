import type { OutputBinding, Recognition, Written } from "../../src/facts/ecosystem.ts";
import { namedArchitectures } from "./architecture-names.ts";
import { light } from "./recognitions.ts";
import { namesBuilder, namesTarget } from "./target.ts";

/** What a download is that names one or more addresses. */
export function download(urls: readonly string[], writes: readonly Written[]): Recognition {
  const constant = urls.map(constantArchitecture).find((name) => name !== undefined);
  const recognition = light("fetch", bindingOf(urls));
  return { ...recognition, builtFor: constant, writes };
}

function bindingOf(urls: readonly string[]): OutputBinding {
  if (urls.some(namesTarget)) return "target-bound";
  return urls.some(namesBuilder) ? "build-bound" : "unknown";
}

/** Files for other systems, and packages for all architectures. */
const FOR_OTHERS =
  /windows|darwin|mac-?os|osx|freebsd|android|(^|[^a-z])win(32|64)?([^a-z]|$)|\.(exe|msi|dmg|sig|asc|key|gpg|txt|json|list|repo|sha\d+\w*|md5)$|noarch|_all\.deb|-any\./i;

/** The architecture that an address names, as it spells it; undefined where it names several. */
export function constantArchitecture(url: string): string | undefined {
  const path = url.replace(/^\w+:\/\/[^/]*/, "");
  if (namesTarget(url) || namesBuilder(url) || FOR_OTHERS.test(path)) return undefined;
  const names = namedArchitectures(path);
  const [first] = names;
  const isOne = names.every(({ architectures }) =>
    architectures.some((each) => first!.architectures.includes(each)),
  );
  return isOne ? first?.name : undefined;
}

export function isUrl(word: string): boolean {
  return /^(https?|ftp):\/\//.test(word) || /^\$\{?\w*URL/i.test(word);
}

/** The file's name that an address ends in: what `curl -O` and wget keep. */
export function fileNameOf(url: string): string {
  return url
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/^.*\//, "");
}
