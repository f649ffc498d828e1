import type { FileSystemWatcher } from "vscode-languageserver/node";
import { CONFIG_NAMES } from "../config/node/find.ts";

/** The files that findings depend on besides the Dockerfile itself. */
export const WATCHED: readonly FileSystemWatcher[] = [...CONFIG_NAMES, "package.json"].map(
  (name) => ({ globPattern: `**/${name}` }),
);
