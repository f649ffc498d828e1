import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, writeFiles } from "./repository.ts";

/** One way in, as a page tells it: files that are written, and commands that are typed. */
export interface Walk {
  readonly title: string;
  /** The section's text. */
  readonly text: string;
}

/** What a walk needs besides an empty folder. */
export interface Surroundings {
  /** Where its folder is made. */
  readonly home: string;
  /** The address of this repository, which stands for REPOSITORY. */
  readonly repository: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A file with its name, or a session of commands. */
const PIECE = /^`([\w./-]+)`:\n\n```\w+\n([^]*?)```|^```console\n([^]*?)```/gm;
const COMMAND = /^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm;

/** The sections of a page that have commands. */
export function walksOf(page: string): Walk[] {
  const [, ...sections] = readFileSync(page, "utf8").split(/^(?=## )/m);
  return sections
    .filter((text) => text.includes("```console"))
    .map((text) => ({ title: /^## (.*)/.exec(text)![1]!, text }));
}

/** Walks from an empty folder. Returns the section with what the commands print there. */
export function walked({ text }: Walk, { home, repository, env }: Surroundings): string {
  const folder = mkdtempSync(join(home, "project-"));
  const real = (shown: string) => shown.replaceAll("REPOSITORY", repository);
  return text.replace(PIECE, (piece, name?: string, content?: string, session?: string) => {
    if (name !== undefined) {
      writeFiles(folder, { [name]: real(content!) });
      return piece;
    }
    const answers = [...session!.matchAll(COMMAND)].map(([, command]) => {
      const bash = ["--noprofile", "--norc", "-c", `{ ${real(command!)}\n} 2>&1`];
      const { output } = run("bash", bash, { cwd: folder, env });
      const shown = output.replaceAll(repository, "REPOSITORY").replaceAll(folder, "/project");
      return `$ ${command}\n${steady(shown)}`;
    });
    return `\`\`\`console\n${answers.join("")}\`\`\``;
  });
}

/** A page with another text for one of its sections. */
export function updatePage(page: string, { text }: Walk, replacement: string): void {
  writeFileSync(
    page,
    readFileSync(page, "utf8").replace(text, () => replacement),
  );
}

/** What is printed, without what is different each time: colours, times, counts, hashes. */
function steady(output: string): string {
  return (
    output
      // oxlint-disable-next-line no-control-regex -- what a terminal acts on
      .replace(/\u001b\[[\d;]*[A-Za-z]/g, "")
      .replace(/^(?:time=".*|.*still running\.\.\.)\n/gm, "")
      .replace(/\b\d+(?:\.\d+)?( ?)(?:m?s|min)\b/g, "1$1s")
      .replace(/\b\d+\.\d+ seconds\b/g, "1 second")
      .replace(/\badded \d+ packages/g, "added 135 packages")
      .replace(/\b(?=[\da-f]*\d)[\da-f]{7}(?:[\da-f]{33}|[\da-f]{57})?\b/g, "abc1234")
      .replace(/[ \t]+$/gm, "")
      .replace(/\n*$/, output.trim() === "" ? "" : "\n")
  );
}
