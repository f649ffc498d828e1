import type { Written } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import type { Ecosystem } from "../../src/rule/ecosystem.ts";
import { download, fileNameOf, isUrl } from "../shared/download.ts";

/** The network costs the same under emulation, TLS a few times more: nothing to report. */
export const curl: Ecosystem = {
  id: "curl",
  title: "curl",
  commands: ["curl"],
  recognise(invocation) {
    const asks = invocation.has("--version", "-V", "--help", "-h", "--manual");
    if (asks || invocation.args.length === 0) return undefined;
    const urls = invocation.args.filter(isUrl);
    return download(urls, writesOf(invocation, urls));
  },
};

/** `-o`, also at the end of a cluster such as `-fsSLo`, and `-O`. */
function writesOf({ args }: Invocation, urls: readonly string[]): Written[] {
  const folder = valueOf(args, /^--output-dir$/) ?? "";
  const inFolder = (path: string) => ({ path: folder === "" ? path : `${folder}/${path}` });
  const named = valueOf(args, /^(-[A-Za-z#]*o|--output)$/);
  if (named !== undefined) return named === "-" ? [] : [inFolder(named)];
  const attached = args.find((arg) => /^--output=|^-o./.test(arg));
  if (attached !== undefined) return [inFolder(attached.replace(/^--output=|^-o/, ""))];
  const keepsNames = args.some((arg) =>
    /^(-[A-Za-z#]*O[A-Za-z#]*|--remote-name(-all)?)$/.test(arg),
  );
  return keepsNames ? urls.map((url) => inFolder(fileNameOf(url))) : [];
}

function valueOf(args: readonly string[], option: RegExp): string | undefined {
  const at = args.findIndex((arg) => option.test(arg));
  return at < 0 ? undefined : args[at + 1];
}
