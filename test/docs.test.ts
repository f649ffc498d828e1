import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { bundle, folderWith } from "./support/cli.ts";
import { imageArchive, writeArchive } from "./support/image-archive.ts";
import { playDocker } from "./support/played-docker.ts";

/** The pages on rules and ecosystems are made from what other tests execute. */
const pages = ["README.md", "docs/README.md", "docs/api.md", ...filesBelow("docs/guides")];

describe.each(pages)("%s", (page) => {
  const text = read(page);

  test("every command prints what the page shows (UPDATE_DOCS=1 writes it)", () => {
    const executed = execute(text);
    if (process.env.UPDATE_DOCS) writeFileSync(page, executed);
    expect(executed).toBe(text);
  });

  test("every link leads somewhere", () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link!);
    const broken = links.filter((link) => !leadsSomewhere(join(dirname(page), link)));
    expect(broken).toEqual([]);
  });

  test("every YAML and JSON block can be read", () => {
    for (const [, language, block] of text.matchAll(/```(yaml|json)\n([^]*?)```/g)) {
      expect(language === "yaml" ? parse(block!) : JSON.parse(block!)).toBeTypeOf("object");
    }
  });
});

/** The text with what its commands really print. They run one after the other in one folder. */
function execute(text: string): string {
  let folder = process.cwd();
  const marks = /<!-- in a copy of (\S+) -->|```console\n([^]*?)```/g;
  return text.replace(marks, (mark, copied: string | undefined, session: string | undefined) => {
    if (copied !== undefined) folder = copyOf(copied);
    if (session === undefined) return mark;
    const commands = session.split("\n").filter((line) => line.startsWith("$ "));
    const answers = commands.map((command) => `${command}\n${answer(command.slice(2), folder)}`);
    return `\`\`\`console\n${answers.join("")}\`\`\``;
  });
}

/** Standard output and standard error, as a person sees them. */
function answer(command: string, cwd: string): string {
  const npx = folderWith({
    npx: `#!/bin/sh\nshift\nexec "${process.execPath}" "${bundle}" "$@"\n`,
  });
  // How long a build takes is told on standard error, and is not the same twice.
  const errors = command.includes(" verify ") ? "2>/dev/null" : "2>&1";
  const { NO_COLOR, FORCE_COLOR, ...env } = { ...process.env, ...environmentOf(command) };
  const { stdout } = spawnSync("sh", ["-c", `chmod +x "$NPX/npx"; { ${command}\n} ${errors}`], {
    cwd,
    env: { ...env, NPX: npx, PATH: `${npx}:${env.PATH}` },
    encoding: "utf8",
  });
  return stdout;
}

/** `verify` needs a docker that emulates: this one plays back what a real one did. */
function environmentOf(command: string): NodeJS.ProcessEnv {
  const name = /verify .*test\/e2e\/cases\/([\w-]+)\//.exec(command)?.[1];
  if (name === undefined) return {};
  const image = writeArchive(imageArchive([{ a: "" }]));
  const builds = ["original", "fixed"].map((what) => ({
    log: resolve(`test/verify/logs/${name}.${what}.rawjson`),
    image,
  }));
  return playDocker({ builds }).env;
}

function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), "dockerlint-xarch-docs-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** A file, and a heading in it. */
function leadsSomewhere(link: string): boolean {
  const [path = "", anchor] = link.split("#");
  if (!existsSync(resolve(path))) return false;
  if (anchor === undefined) return true;
  const headings = [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, title]) => title!);
  return headings.some(
    (title) =>
      title
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-") === anchor,
  );
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function read(path: string): string {
  return readFileSync(path, "utf8");
}
