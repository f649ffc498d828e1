/** The ecosystems that build with what stands in node_modules. */
export const NODE: ReadonlySet<string> = new Set(["bun", "bundlers", "npm", "pnpm", "yarn"]);
