import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ARCHITECTURES } from "../../../src/platform/architectures.ts";
import { BASE_IMAGES } from "./base-images.ts";
import { Docker } from "../../../src/cli/verify/docker.ts";
import type { Environment } from "./environment.ts";
import { lock } from "./lock.ts";
import { writeSettings } from "./settings.ts";

/** The registry's port on this machine, an unusual one. */
const PORT = 5077;

/** The scripts beside this file; npm starts everything from the root of the repository. */
const SCRIPTS = "test/e2e/environment";

/** A current Docker, QEMU, a registry and base images, all from Debian's packages. */
export class OwnDocker implements Environment {
  readonly docker: Docker;
  readonly builder = { name: "default", driver: "docker" };
  readonly work: string;
  readonly commandFolder: string;
  private readonly folder: string;
  private readonly say: (line: string) => void;
  private readonly release: () => void;
  private readonly root: string;
  private settings: string | undefined;

  private constructor(folder: string, say: (line: string) => void, release: () => void) {
    this.folder = folder;
    this.say = say;
    this.release = release;
    this.root = join(folder, "docker");
    const command = ["chroot", this.root, "docker", "-H", "unix:///data/docker.sock"] as const;
    this.docker = new Docker(command);
    this.work = join(folder, "work");
    this.commandFolder = join(folder, "bin");
    writeCommand(join(this.commandFolder, "docker"), command);
  }

  /**
   * Starts it, once no other process has one in the folder: builds side by side would disturb each
   * other's times, and the first to end would stop it under the others. Throws with the reason where it cannot.
   */
  static async start(folder: string, say: (line: string) => void): Promise<OwnDocker> {
    mkdirSync(folder, { recursive: true });
    const release = await lock(join(folder, "lock"), () =>
      say(`waiting: another process builds in ${folder}`),
    );
    try {
      say(`starting Docker in ${folder}`);
      run("docker-up.sh", [folder, String(PORT)]);
      return new OwnDocker(folder, say, release);
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Stops it, be it one that a process left behind which was killed. The files stay, but for the layers
   * of the builds: the next start takes seconds.
   */
  async stop(): Promise<void> {
    this.say("stopping Docker");
    try {
      await this.docker.run(["buildx", "prune", "--all", "--force"]);
      run("docker-down.sh", [this.folder]);
    } finally {
      this.release();
    }
  }

  async provide(image: string, platforms: readonly string[]): Promise<string> {
    const entry = BASE_IMAGES[image];
    if (entry === undefined) throw new Error(`no base image ${image}: add it to base-images.ts`);
    const there = this.pushed(image);
    const missing = platforms.filter((platform) => !there.includes(platform));
    const list = `127.0.0.1:${PORT}/${image.includes("/") ? image : `library/${image}`}`;
    const memberFor = (platform: string) => `${list}-${debianArchitecture(platform)}`;
    for (const platform of missing) await this.push(image, platform, memberFor(platform));
    if (missing.length > 0) {
      const all = [...there, ...missing];
      await this.join(list, new Map(all.map((platform) => [platform, memberFor(platform)])));
      writeFileSync(this.noteOf(image), [this.keyOf(image), ...all].join("\n"));
    }
    return this.keyOf(image);
  }

  /** The platforms that the registry has of an image, as it is made now. */
  private pushed(image: string): string[] {
    const note = this.noteOf(image);
    const [key, ...platforms] = existsSync(note) ? readFileSync(note, "utf8").split("\n") : [];
    return key === this.keyOf(image) ? platforms : [];
  }

  /** Where it is written what the registry has of an image: beside the registry's own files. */
  private noteOf(image: string): string {
    return join(this.root, "data", `${image.replace("/", "-")}.pushed`);
  }

  private async push(image: string, platform: string, member: string): Promise<void> {
    const { suite, packages, finish, config } = BASE_IMAGES[image]!;
    const architecture = debianArchitecture(platform);
    const tar = join(this.work, "images", this.keyOf(image), `${architecture}.tar`);
    if (!existsSync(tar)) {
      this.say(`making ${image} for ${platform} from Debian's packages`);
      const make = [tar, architecture, suite, packages.join(" "), finish ?? "none"];
      run("base-image.sh", [...make, this.settingsFolder()]);
    }
    const changes = config.flatMap((instruction) => ["--change", instruction]);
    await this.docker.run(["import", "--platform", platform, ...changes, tar, member]);
    await this.docker.run(["push", "--quiet", member]);
    await this.docker.run(["image", "rm", member]); // builds take it from the registry
  }

  /** One name for the image on all platforms. */
  private async join(list: string, members: ReadonlyMap<string, string>): Promise<void> {
    await this.docker.run(["manifest", "rm", list]).catch(() => {}); // that of fewer platforms
    await this.docker.run(["manifest", "create", "--insecure", list, ...members.values()]);
    for (const [platform, member] of members) {
      const [, arch, variant] = platform.split("/") as [string, string, string?];
      if (variant === undefined) continue;
      const annotate = ["manifest", "annotate", "--arch", arch, "--variant", variant];
      await this.docker.run([...annotate, list, member]);
    }
    await this.docker.run(["manifest", "push", "--insecure", list]);
  }

  private settingsFolder(): string {
    if (this.settings === undefined) {
      this.settings = join(this.folder, "settings");
      writeSettings(this.settings);
    }
    return this.settings;
  }

  /** A name that changes with all that an image is made from. */
  private keyOf(image: string): string {
    const entry = BASE_IMAGES[image]!;
    const hash = createHash("sha256").update(JSON.stringify(entry));
    for (const script of ["base-image.sh", ...(entry.finish ? [entry.finish] : [])]) {
      hash.update(readFileSync(join(SCRIPTS, script)));
    }
    return `${image.replaceAll(/[/:]/g, "-")}-${hash.digest("hex").slice(0, 8)}`;
  }
}

/** Makes a command of one that has more words. */
function writeCommand(path: string, words: readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`, { mode: 0o755 });
}

function debianArchitecture(platform: string): string {
  const name = platform.slice(platform.indexOf("/") + 1);
  const architecture = ARCHITECTURES.find(({ docker }) => docker === name)?.debian;
  if (architecture === undefined) throw new Error(`Debian has no packages for ${platform}`);
  return architecture;
}

/** Runs a script of this folder; throws with the end of what it said. */
function run(script: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(join(SCRIPTS, script), args, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return;
  throw new Error(
    `${script}: ${error?.message ?? stderr.trimEnd().split("\n").slice(-8).join("\n")}`,
  );
}
