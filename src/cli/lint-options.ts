import { InvalidArgumentError, Option } from "commander";
import { SEVERITIES } from "../rule/diagnostic.ts";
import { FORMATS } from "./formats.ts";
import { buildOptions, configOptions } from "./options.ts";

/** The options of the default command, in the groups of its help. */
export function lintOptions(): Option[] {
  return [
    ...grouped("What is built:", buildOptions()),
    ...grouped("What is read:", [
      ...configOptions(),
      new Option(
        "--print-config <file>",
        "print the configuration that holds for a file, and stop",
      ),
      new Option("--online", "ask pip's package index what has wheels for the targets"),
      new Option("--exclude <pattern>", "leave out, as in .gitignore; may be repeated").argParser(
        (pattern: string, earlier: string[] | undefined) => [...(earlier ?? []), pattern],
      ),
      new Option(
        "--force-exclude",
        "leave out what is excluded even where it is named, as hooks do",
      ),
      stdinFilename(),
    ]),
    ...grouped("What is reported:", [
      new Option("--select <rules>", 'report these rules only; "all" is every one'),
      new Option("--ignore <rules>", "do not report these rules"),
      new Option(
        "--severity <severity>",
        "mildest finding that is reported (default: info)",
      ).choices(SEVERITIES),
      new Option("--baseline <file>", "report only what this file does not have"),
      new Option("--write-baseline [file]", "write all findings to the baseline, and stop"),
    ]),
    ...grouped("What is repaired:", [
      new Option("--fix", "make the safe fixes"),
      new Option("--unsafe-fixes", "with --fix or --diff: those that rest on assumptions, too"),
      new Option("--diff", "print what --fix or --add-ignores would change, as a unified diff"),
      new Option("--add-ignores <reason>", "silence all findings by comments with this reason"),
    ]),
    ...grouped("How it is told:", [
      new Option("--format <format>", "how the report is written")
        .choices(Object.keys(FORMATS))
        .default("text"),
      new Option("--output-file <file>", "write the report there"),
      new Option("--statistics", "tell how often each rule reports, instead of each finding"),
      new Option("--watch", "report anew whenever a file changes, until Ctrl-C"),
      new Option("--quiet", "print nothing where there is nothing to report"),
      color(),
    ]),
    ...grouped("What fails:", [
      new Option("--fail-on <severity>", "mildest finding that fails (default: warning)").choices(
        SEVERITIES,
      ),
      new Option("--max-warnings <n>", "fail on errors, or on more warnings than this").argParser(
        parseCount,
      ),
      new Option("--exit-zero", "exit with 0 although there are findings"),
      new Option("--exit-non-zero-on-fix", "exit with 1 where a file was changed"),
    ]),
  ];
}

function grouped(heading: string, options: readonly Option[]): Option[] {
  return options.map((option) => option.helpGroup(heading));
}

export function color(): Option {
  return new Option("--color <when>", "colour the output")
    .choices(["auto", "always", "never"])
    .default("auto");
}

export function stdinFilename(): Option {
  return new Option("--stdin-filename <name>", 'name of what "-" reads').default("Dockerfile");
}

function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a number, 0 or more.");
  return Number(text);
}
