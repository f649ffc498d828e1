import * as nodeModule from "node:module";

// Node 22.8 and later keep what they compiled for the next start, once they are asked to: before
// anything large is loaded.
(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();

void import("./main.ts");
