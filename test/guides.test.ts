import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config/read.ts";
import { engine } from "../src/index.ts";
import { folderWith, runCli } from "./support/cli.ts";

/**
 * What these pages show is what happens: their files are written into one folder, in order, and
 * their commands are run there.
 */
describe.each(["configuration", "suppressing", "baseline"])("docs/%s.md", (name) => {
  const text = readFileSync(`docs/${name}.md`, "utf8");

  test("its commands print what it shows", () => {
    const folder = folderWith({});
    let commands = 0;
    for (const [, file, fileText, session] of text.matchAll(PIECE)) {
      if (file !== undefined) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), fileText!);
        continue;
      }
      for (const [, command, output] of session!.matchAll(COMMAND)) {
        const { stdout, stderr } = runCli(splitWords(command!), { cwd: folder });
        expect(`${stdout}${stderr}`).toBe(output);
        commands++;
      }
    }
    expect(commands).toBeGreaterThan(0);
  });

  test("its configurations are right", () => {
    for (const [, yaml] of text.matchAll(/```yaml\n([^]*?)```/g)) {
      expect(readConfig("x.yaml", yaml!, engine)).toHaveProperty("values");
    }
  });

  test("every option in it exists", () => {
    const help = runCli(["--help"]).stdout + runCli(["init", "--help"]).stdout;
    for (const [option] of text.matchAll(/(?<=[\s`(])--[a-z][a-z-]+(?=[\s`])/g)) {
      if (!OTHERS.has(option)) expect(help).toContain(option);
    }
  });

  test("its links lead somewhere", () => {
    for (const [, target] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      expect(() => readFileSync(join("docs", target!))).not.toThrow();
    }
  });
});

/** A file with its name, or a session of commands. */
const PIECE = /^`([\w./-]+)`:\n\n```\w+(?: wrong)?\n([^]*?)```|^```console\n([^]*?)```/gm;
const COMMAND = /^\$ npx dockerlint-xarch ?(.*)\n((?:(?!\$ ).*\n)*)/gm;
/** Options of docker and pip. */
const OTHERS = new Set(["--platform"]);

/** As a shell does, for words without escapes. */
function splitWords(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
}
