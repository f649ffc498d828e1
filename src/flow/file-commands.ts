import type { Invocation } from "../facts/invocation.ts";
import { baseName } from "../syntax/wrappers.ts";
import type { Operation, Place } from "./operation.ts";
import type { Path } from "./paths.ts";

/** How a command's words are paths of the stage, and of what is mounted into it. */
export interface PathReader {
  path(text: string): Path;
  place(text: string): Place;
}

type FileCommand = (invocation: Invocation, reader: PathReader) => Operation[];

/** The commands that move files about, as POSIX and the GNU tools have them. */
const COMMANDS: Readonly<Record<string, FileCommand>> = {
  cp: (invocation, reader) => copy(invocation, reader, ["-S", "--suffix"]),
  install,
  ln: link,
  mv: move,
  rm: remove,
  rmdir: remove,
  rsync: (invocation, reader) => copy(invocation, reader, ["--exclude", "--include"]),
  tar,
  bsdtar: tar,
  unzip,
  zip,
  bunzip2: unpackFile,
  gunzip: unpackFile,
  unxz: unpackFile,
};

export function isFileCommand(name: string): boolean {
  return Object.hasOwn(COMMANDS, name);
}

/** What a command does to files, if it is one of these. */
export function fileOperations(invocation: Invocation, reader: PathReader): Operation[] {
  return isFileCommand(invocation.name) ? COMMANDS[invocation.name]!(invocation, reader) : [];
}

function copy(
  invocation: Invocation,
  reader: PathReader,
  valued: readonly string[] = [],
): Operation[] {
  const folder = invocation.value("-t", "--target-directory");
  const operands = invocation.operands([...valued, "-t", "--target-directory"]);
  const target = folder ?? operands.pop();
  if (target === undefined || operands.length === 0) return [];
  return [bring(invocation, reader.path(target), operands.map(reader.place))];
}

/** @param whole packed or unpacked */
function bring(
  { command }: Invocation,
  to: Path,
  from: readonly Place[],
  whole = false,
): Operation {
  return { kind: "bring", to, from, whole, span: command.span };
}

function move(invocation: Invocation, reader: PathReader): Operation[] {
  const brought = copy(invocation, reader, ["-S", "--suffix"]);
  const gone = brought.flatMap((operation) =>
    operation.kind === "bring" ? operation.from.map(({ path }) => path) : [],
  );
  return [...brought, ...gone.map((path): Operation => removal(path, false))];
}

function removal(path: Path, contents: boolean): Operation {
  return { kind: "remove", path, contents };
}

function install(invocation: Invocation, reader: PathReader): Operation[] {
  // `-d` makes directories; the last letter of `-Dm` takes the next word.
  if (invocation.args.some((arg) => /^(-[A-Za-z]*d|--directory$)/.test(arg))) return [];
  const valued = invocation.args.filter((arg) => /^-[A-Za-z]*[mogS]$/.test(arg));
  return copy(invocation, reader, [...valued, "--mode", "--owner", "--group"]);
}

function link(invocation: Invocation, reader: PathReader): Operation[] {
  const [target, name] = invocation.operands(["-S", "--suffix"]);
  if (target === undefined) return [];
  const to = reader.path(name ?? baseName(target));
  const isSymbolic = invocation.args.some((arg) => /^(-[a-zA-Z]*s|--symbolic$)/.test(arg));
  // A symbolic link is a name: it is followed in the stage in which it is used.
  const from = isSymbolic ? { outside: true, path: reader.path(target) } : reader.place(target);
  return [bring(invocation, to, [from])];
}

function remove(invocation: Invocation, reader: PathReader): Operation[] {
  return invocation.operands().map((operand) => {
    const path = reader.path(operand);
    return path.at(-1) === "*" ? removal(path.slice(0, -1), true) : removal(path, false);
  });
}

function tar(invocation: Invocation, reader: PathReader): Operation[] {
  const { mode, archive, folder, operands } = readTar(invocation.args);
  const target = folder ?? ".";
  if (archive === undefined || archive === "-") return [];
  if (mode === "x") return [bring(invocation, reader.path(target), [reader.place(archive)], true)];
  if (mode !== "c") return [];
  const inputs = operands.map((each) =>
    reader.place(each.startsWith("/") ? each : `${target}/${each}`),
  );
  return [bring(invocation, reader.path(archive), inputs, true)];
}

interface TarArguments {
  mode: "c" | "x" | undefined;
  /** Undefined: standard input or output. */
  archive: string | undefined;
  folder: string | undefined;
  readonly operands: string[];
}

/** `tar xzf a.tgz -C /opt`, `tar -C /opt -xzf a.tgz`, `tar --extract --file=a.tgz`. */
export function readTar(args: readonly string[]): TarArguments {
  const read: TarArguments = {
    mode: undefined,
    archive: undefined,
    folder: undefined,
    operands: [],
  };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    const [, option, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (option === "extract" || option === "get") read.mode = "x";
    else if (option === "create") read.mode = "c";
    else if (option === "file") read.archive = value ?? args[++at];
    else if (option === "directory") read.folder = value ?? args[++at];
    else if (option !== undefined) {
      if (value === undefined && TAR_VALUED.has(option)) at++;
    } else if (arg.startsWith("-") || at === 0) {
      // In a cluster letters with a value take the following words, in order.
      for (const letter of arg.replace(/^-/, "")) {
        if (letter === "x" || letter === "c") read.mode = letter;
        else if (letter === "f") read.archive = args[++at];
        else if (letter === "C") read.folder = args[++at];
        else if (letter === "T" || letter === "X") at++;
      }
    } else read.operands.push(arg);
  }
  return read;
}

const TAR_VALUED = new Set([
  "strip-components",
  "exclude",
  "transform",
  "wildcards-match",
  "owner",
]);

function unzip(invocation: Invocation, reader: PathReader): Operation[] {
  const [archive] = invocation.operands(["-d", "-x"]);
  if (archive === undefined) return [];
  const to = reader.path(invocation.value("-d") ?? ".");
  return [bring(invocation, to, [reader.place(archive)], true)];
}

function zip(invocation: Invocation, reader: PathReader): Operation[] {
  const [archive, ...inputs] = invocation.operands(["-x", "-i"]);
  if (archive === undefined) return [];
  return [bring(invocation, reader.path(archive), inputs.map(reader.place), true)];
}

function unpackFile(invocation: Invocation, reader: PathReader): Operation[] {
  return invocation
    .operands()
    .map((file) =>
      bring(invocation, reader.path(file.replace(/\.\w+$/, "")), [reader.place(file)], true),
    );
}
