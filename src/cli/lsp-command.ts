import { serveStdio } from "../lsp/serve-stdio.ts";
import { UsageError } from "./errors.ts";
import { version } from "./options.ts";
import { Surroundings } from "./surroundings.ts";

/** Serves an editor until it hangs up. */
export function lspCommand({ stdio }: { readonly stdio?: boolean }): void {
  if (!stdio) throw new UsageError("a language server is started by an editor: lsp --stdio");
  serveStdio(version(), () => {
    const around = new Surroundings();
    return { complete: (given, source) => ({ ...given, ...around.of(source) }) };
  });
}
