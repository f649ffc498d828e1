import { Surroundings } from "../context/node/surroundings.ts";
import { serveStdio } from "../lsp/serve-stdio.ts";
import { UsageError } from "./errors.ts";
import { pageOf, version } from "./own-package.ts";

/** Serves an editor until it hangs up. */
export function lspCommand({ stdio }: { readonly stdio?: boolean }): void {
  if (!stdio) throw new UsageError("a language server is started by an editor: lsp --stdio");
  serveStdio({ version: version(), pageOf, lookAround: (homeOf) => new Surroundings(homeOf) });
}
