// Loaded before a program, tells what it used of the machine when it ends: `node --require usage.cjs`.
const { writeFileSync } = require("node:fs");

process.on("exit", () => {
  writeFileSync(process.env.USAGE_FILE, JSON.stringify(process.resourceUsage()));
});
