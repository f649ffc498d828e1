import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engine } from "../../src/index.ts";
import { readClientSettings } from "../../src/lsp/settings.ts";
import { COMMANDS } from "../../src/lsp/commands.ts";

/** What is read of the extension's manifest. */
interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

interface Setting {
  readonly default: unknown;
}

const manifest = JSON.parse(readFileSync("editors/vscode/package.json", "utf8")) as Manifest;
const settings = Object.entries(manifest.contributes.configuration.properties)
  .filter(([name]) => name !== "dockerlint-xarch.trace.server")
  .map(([name, setting]) => [name.replace("dockerlint-xarch.", ""), setting] as const);

test("the palette has the server's commands, and the one to verify", () => {
  const commands = manifest.contributes.commands.map(({ command }) => command);
  expect(new Set(commands)).toEqual(
    new Set([...Object.values(COMMANDS), "dockerlint-xarch.verify"]),
  );
});

test("the settings, left as they are, say nothing", () => {
  const defaults = Object.fromEntries(settings.map(([name, setting]) => [name, setting.default]));
  const { lint, select, ignore, problems } = readClientSettings(defaults, engine.rules);
  expect({ lint, select, ignore, problems }).toEqual({ lint: {}, problems: [] });
});

test.each(settings.map(([name]) => name))("the server reads the setting %s", (name) => {
  // A number is right for none of them.
  const { problems } = readClientSettings({ [name]: 7 }, engine.rules);
  expect(problems).toEqual([expect.stringContaining(`dockerlint-xarch.${name} `)]);
});

test("the extension has the version of the command line that it comes with", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
  expect(manifest.version).toBe(version);
});
