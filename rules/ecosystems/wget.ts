import type { Written } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { download, fileNameOf, isUrl } from "../shared/download.ts";

/** The network costs the same under emulation, TLS a few times more: nothing to report. */
export const wget: Ecosystem = {
  id: "wget",
  title: "wget",
  commands: ["wget", "wget2"],
  recognise(invocation) {
    const asks = invocation.has("--version", "-V", "--help", "-h");
    if (asks || invocation.args.length === 0) return undefined;
    const urls = invocation.args.filter(isUrl);
    return download(urls, writesOf(invocation, urls));
  },
};

/** `-O`, also at the end of a cluster such as `-qO` or with its value behind it, and `-P`. */
function writesOf({ args }: Invocation, urls: readonly string[]): Written[] {
  const option = args.findIndex((arg) => /^(-[A-Za-z]*O|--output-document)$/.test(arg));
  const attached = args.find((arg) => /^(--output-document=|-[A-Za-z]*O.)/.test(arg));
  const named =
    option < 0 ? attached?.replace(/^(--output-document=|-[A-Za-z]*?O)/, "") : args[option + 1];
  if (named !== undefined) return named === "-" ? [] : [{ path: named }];
  const prefix = args.findIndex((arg) => /^(-[A-Za-z]*P|--directory-prefix)$/.test(arg));
  const folder = prefix < 0 ? "." : (args[prefix + 1] ?? ".");
  return urls.map((url) => ({ path: `${folder}/${fileNameOf(url)}` }));
}
