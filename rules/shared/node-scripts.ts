import type { Recognition } from "../../src/facts/ecosystem.ts";
import type { Invocation } from "../../src/facts/invocation.ts";
import { BUNDLERS, recogniseBundler, runScript } from "./bundling.ts";
import { light } from "./recognitions.ts";

/** `yarn vite build` runs a tool, `yarn build` a script: the operand after `skip` others. */
export function runScriptOrTool(
  invocation: Invocation,
  valued: readonly string[],
  skip: number,
): Recognition {
  const tool = toolAt(invocation, valued, skip);
  if (tool === undefined) return light();
  return isBundler(tool) ? recogniseTool(tool) : runScript(tool.name);
}

/** What `npx` and its kind run: the operand after `skip` others, and all that follows it. */
export function runTool(
  invocation: Invocation,
  valued: readonly string[],
  skip: number,
): Recognition {
  const tool = toolAt(invocation, valued, skip);
  return tool === undefined ? light() : recogniseTool(tool);
}

function recogniseTool(tool: Invocation): Recognition {
  if (isBundler(tool)) return recogniseBundler(tool) ?? light();
  // Browsers and query engines are downloaded for the machine that runs the command.
  const fetches = /^(playwright install|prisma generate)$/.test(`${tool.name} ${tool.args[0]}`);
  return fetches ? light("fetch", "build-bound") : light();
}

function isBundler(tool: Invocation): boolean {
  return BUNDLERS.includes(tool.name);
}

/** The invocation of the tool, its version taken away: `vite build` of `npx -y vite@5 build`. */
function toolAt(
  invocation: Invocation,
  valued: readonly string[],
  skip: number,
): Invocation | undefined {
  const { args } = invocation;
  let left = skip;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (valued.includes(arg)) at++;
    else if (!arg.startsWith("-") && left-- === 0) return withoutTag(invocation.inner(at));
  }
  return undefined;
}

/** `vite@5` is `vite`, `@angular/cli@17` is `@angular/cli`. */
function withoutTag(tool: Invocation | undefined): Invocation | undefined {
  return tool?.named(tool.name.replace(/(?<=.)@.*$/, ""));
}

/** yarn or pnpm itself, or that of `corepack pnpm@9 install`. */
export function packageManager(invocation: Invocation, name: string): Invocation | undefined {
  if (invocation.name === name) return invocation;
  if (invocation.name !== "corepack") return undefined;
  const inner = toolAt(invocation, [], 0);
  return inner?.name === name ? inner : undefined;
}
