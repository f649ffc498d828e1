import { readFileSync } from "node:fs";
import { EXIT, errorCode, UsageError } from "../errors.ts";
import { type BuildFlags, graphOptions } from "../options.ts";
import { print } from "../output.ts";
import { readBuildLog } from "../progress/build-log.ts";
import { readDockerfile } from "../read-file.ts";
import { type ColorChoice, colorsFor } from "../terminal.ts";
import { profileLog } from "./profile-log.ts";
import { profileToText } from "./profile-text.ts";

export interface ProfileFlags extends BuildFlags {
  readonly file?: string;
  readonly format: "text" | "json";
  readonly color: ColorChoice;
}

/** Says how much of a logged build ran under emulation. Returns the exit status. */
export async function profileCommand(path: string, flags: ProfileFlags): Promise<number> {
  const log = readBuildLog(readLog(path));
  if (log === undefined) throw new UsageError(`${path} ${whyNoProgress()}`);
  const dockerfile = flags.file === undefined ? undefined : readDockerfile(flags.file);
  if (dockerfile !== undefined && "message" in dockerfile) {
    throw new UsageError(`${dockerfile.path} ${dockerfile.message}.`);
  }
  const profile = profileLog(path, log, dockerfile?.source, graphOptions(flags));
  if (flags.format === "json") print(`${JSON.stringify(profile, null, 2)}\n`);
  else print(profileToText(profile, flags.file, await colorsFor(flags.color)));
  return EXIT.clean;
}

function readLog(path: string): string {
  try {
    return decode(readFileSync(path === "-" ? 0 : path));
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: "does not exist",
      EISDIR: "is a directory, not a log",
      EACCES: "cannot be read: permission denied",
    };
    const reason = reasons[errorCode(error) ?? ""] ?? `cannot be read: ${(error as Error).message}`;
    throw new UsageError(`${path} ${reason}.`);
  }
}

/** PowerShell writes redirected output as UTF-16. */
function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return bytes.toString(isUtf16 ? "utf16le" : "utf8");
}

function whyNoProgress(): string {
  return (
    "shows no progress of BuildKit. Build with --progress=plain or --progress=rawjson and keep what " +
    "is written to standard error: docker buildx build --progress=plain . 2> build.log"
  );
}
