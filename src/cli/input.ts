import { readFileSync } from "node:fs";
import type { FileError } from "../report/outcome.ts";
import { discover, type ExcludeFlags } from "./discover.ts";
import { UsageError } from "./errors.ts";
import type { FileOptions, OptionsReader } from "./file-options.ts";
import { askIndex, openIndex } from "./online.ts";
import { printError } from "./output.ts";
import { decode, readDockerfile, type ReadFile } from "./read-file.ts";
import { Surroundings } from "../context/node/surroundings.ts";
import { Progress } from "./terminal.ts";

/** The flags that say what is read. */
export interface InputFlags extends ExcludeFlags {
  readonly stdinFilename: string;
  readonly online?: boolean;
}

/** A file that is to be read, and how it is linted. */
export interface InputFile {
  /** As it is shown. */
  readonly path: string;
  readonly options: FileOptions;
  readonly isStandardInput: boolean;
  read(): ReadFile | FileError;
}

/** What is to be read, and what could not even be found. */
export interface Input {
  readonly files: readonly InputFile[];
  readonly errors: readonly FileError[];
  /** Whether the package index may be asked. */
  readonly online: boolean;
}

/** Takes a line of what is said besides the report. */
export type Tell = (line: string) => void;

/** Finds what the command line names. */
export async function readInput(
  args: readonly string[],
  flags: InputFlags,
  options: OptionsReader,
  tell: Tell = printError,
): Promise<Input> {
  const { online = false } = flags;
  if (args.includes("-")) {
    if (args.length > 1) throw new UsageError('"-" reads standard input: name no other file');
    const name = flags.stdinFilename;
    const read = () => decode(name, readFileSync(0));
    return {
      files: [{ path: name, options: await options.for(name), isStandardInput: true, read }],
      errors: [],
      online,
    };
  }
  const { paths, errors } = await discover(args, flags, options.configs);
  const files: InputFile[] = [];
  for (const { path, named } of paths) {
    const each = await options.for(path);
    if (each.excluded && (!named || flags.forceExclude)) continue;
    files.push({ path, options: each, isStandardInput: false, read: () => readDockerfile(path) });
  }
  if (files.length === 0 && errors.length === 0 && !flags.forceExclude) {
    const where = args.map((arg) => (arg === "." ? "the current folder" : arg)).join(", ");
    tell(`dockerlint-xarch: no Dockerfile found in ${where}. Name one to lint it.`);
  }
  return { files, errors, online };
}

/**
 * Reads one file after the other. Returns the errors; the files without one are handed on.
 * @param around what stands around the files, where it was read before
 */
export async function forEachFile(
  input: Input,
  visit: (file: ReadFile, options: FileOptions) => void,
  { around = new Surroundings(), tell = printError }: { around?: Surroundings; tell?: Tell } = {},
): Promise<FileError[]> {
  const errors = [...input.errors];
  const progress = new Progress(input.files.length);
  const packages = input.online ? await openIndex() : undefined;
  for (const [index, { read, options }] of input.files.entries()) {
    progress.step(index);
    const file = read();
    if ("message" in file) errors.push(file);
    else {
      if (file.lossy) tell(lossOf(file.source.path));
      const found = await around.complete(options.lint, file.source);
      const lint = packages ? await askIndex(packages, file.source, found) : found;
      const notes = [...around.takeNotes(), ...(packages?.takeNotes() ?? [])];
      for (const note of notes) tell(`dockerlint-xarch: ${note}`);
      visit(file, { ...options, lint });
    }
  }
  progress.clear();
  return errors;
}

function lossOf(path: string): string {
  return (
    `dockerlint-xarch: ${path} is not valid UTF-8. It is linted with U+FFFD in place of what is ` +
    "not; save it as UTF-8."
  );
}
