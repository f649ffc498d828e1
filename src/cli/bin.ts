import { enableCompileCache } from "./compile-cache.ts";

// Before anything large is loaded.
enableCompileCache();

void import("./main.ts");
