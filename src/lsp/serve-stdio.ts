import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { engine } from "../index.ts";
import { Framing } from "./framing.ts";
import { type Host, serve } from "./server.ts";

/** Serves one client over standard input and output until it says `exit` or hangs up. */
export function serveStdio(host: Host): void {
  const input = process.stdin.pipe(new Framing());
  const connection = createConnection(ProposedFeatures.all, input, process.stdout);
  // Whatever it is, the editor's other documents are still there to be served.
  process.on("uncaughtException", (error) => connection.console.error(String(error.stack)));
  serve(connection, engine, host);
}
