import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { engine } from "../index.ts";
import { serve } from "./server.ts";

/** Serves one client over standard input and output until it says `exit` or hangs up. */
export function serveStdio(version: string): void {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  // Whatever it is, the editor's other documents are still there to be served.
  process.on("uncaughtException", (error) => connection.console.error(String(error.stack)));
  serve(connection, engine, { name: "dockerlint-xarch", version });
}
