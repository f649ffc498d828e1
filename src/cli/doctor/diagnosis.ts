import { ARCHITECTURES } from "../../platform/architectures.ts";
import {
  formatPlatform,
  parsePlatform,
  type Platform,
  runsNatively,
} from "../../platform/platform.ts";
import { listOf } from "../../rule/wording.ts";
import { BINFMT, type Binfmt, type BinfmtEntry, readBinfmt } from "./binfmt.ts";
import { type Builder, type Buildx, readBuildx } from "./buildx.ts";
import type { Host } from "./host.ts";
import { EMULATORS, install, registerEmulators } from "./repair.ts";

/** What `doctor --format json` prints. */
export interface Diagnosis {
  readonly version: 1;
  readonly machine: {
    /** Of the containers that run here: `linux/arm64` on a Mac. Null where it is unknown. */
    readonly platform: string | null;
    readonly system: string;
  };
  readonly binfmt: Binfmt;
  readonly buildx: Buildx;
  /** What is to be built for, and whether that can be done. */
  readonly targets: readonly TargetState[];
  readonly problems: readonly Problem[];
}

export interface TargetState {
  readonly platform: string;
  /** `builder`: the builder can, and this machine does not tell whether that is emulation. */
  readonly state: "native" | "emulated" | "builder" | "missing";
}

/** What is wrong and why it matters; each of the commands repairs it. */
export interface Problem {
  readonly message: string;
  readonly repair: readonly string[];
}

/** Looks at a machine and tells what it lacks for these targets. */
export async function diagnose(host: Host, targets: readonly Platform[]): Promise<Diagnosis> {
  const machine = machinePlatform(host);
  const [binfmt, buildx] = [readBinfmt(host), await readBuildx(host)];
  const doctor = new Doctor(host, machine, binfmt, buildx);
  const states = targets.map((platform) => ({
    platform: formatPlatform(platform),
    state: doctor.stateOf(platform),
  }));
  return {
    version: 1,
    machine: { platform: machine ? formatPlatform(machine) : null, system: systemName(host) },
    binfmt,
    buildx,
    targets: states,
    problems: [
      ...doctor.dockerProblems(targets.length),
      ...doctor.targetProblems(targets.filter((_, index) => states[index]!.state === "missing")),
    ],
  };
}

function machinePlatform({ arch }: Host): Platform | undefined {
  const known = ARCHITECTURES.find(({ node }) => node === arch)?.docker;
  return known === undefined ? undefined : parsePlatform(`linux/${known}`);
}

/** "Debian GNU/Linux 12 (bookworm)", "macOS" */
function systemName(host: Host): string {
  const names: Record<string, string> = { darwin: "macOS", win32: "Windows" };
  const pretty = /^PRETTY_NAME="?([^"\n]*)/m.exec(host.read("/etc/os-release") ?? "")?.[1];
  return names[host.system] ?? pretty ?? host.system;
}

class Doctor {
  readonly #host: Host;
  readonly #machine: Platform | undefined;
  readonly #binfmt: Binfmt;
  readonly #buildx: Buildx;

  constructor(host: Host, machine: Platform | undefined, binfmt: Binfmt, buildx: Buildx) {
    this.#host = host;
    this.#machine = machine;
    this.#binfmt = binfmt;
    this.#buildx = buildx;
  }

  stateOf(target: Platform): TargetState["state"] {
    if (this.#machine !== undefined && runsNatively(this.#machine, target)) return "native";
    const able = builds(this.#current, target);
    if (this.#usable(target)) {
      // A builder that runs and does not list it is elsewhere, or was told not to.
      return able === false ? "missing" : "emulated";
    }
    return able ? "builder" : "missing";
  }

  get #current(): Builder | undefined {
    return this.#buildx.builders.find(({ current }) => current);
  }

  #entriesFor({ architecture }: Platform): BinfmtEntry[] {
    return this.#binfmt.entries.filter((entry) => entry.architecture === architecture);
  }

  #usable(target: Platform): boolean {
    const isOn = this.#binfmt.state === "enabled";
    return isOn && this.#entriesFor(target).some(({ inContainers }) => inContainers);
  }

  dockerProblems(targets: number): Problem[] {
    const { missing, reason, containerdStore } = this.#buildx;
    const said = reason ? `: ${reason}` : "";
    switch (missing) {
      case "docker":
        return [
          {
            message: "docker is not installed: nothing can be built with docker buildx",
            repair: ["see https://docs.docker.com/engine/install/"],
          },
        ];
      case "buildx":
        return [
          {
            message: `docker has no buildx, which builds for other platforms${said}`,
            repair: install(["docker-buildx-plugin", "docker-buildx"], this.#host),
          },
        ];
      case "daemon":
        return [
          {
            message: `the docker daemon does not answer${said}`,
            repair:
              this.#host.system === "linux"
                ? ["sudo systemctl start docker"]
                : ["start Docker Desktop"],
          },
        ];
      case undefined:
    }
    const current = this.#current;
    if (current?.driver !== "docker" || containerdStore || targets < 2) return [];
    return [
      {
        message:
          `the builder ${current.name} has the docker driver, which builds for one platform at a time ` +
          "unless Docker keeps images in containerd",
        repair: ["docker buildx create --use --driver docker-container"],
      },
    ];
  }

  /** @param missing the targets that cannot be built for */
  targetProblems(missing: readonly Platform[]): Problem[] {
    if (missing.length === 0) return [];
    const names = listOf(missing.map(formatPlatform));
    switch (this.#binfmt.state) {
      case "elsewhere":
      case "hidden":
        return [this.#builderLacks(missing)];
      case "absent":
        return [
          {
            message: `the kernel has no binfmt_misc: it runs no programs of ${names}`,
            repair: ["sudo modprobe binfmt_misc"],
          },
        ];
      case "unmounted":
        return [
          {
            message: `${BINFMT} is not mounted: the kernel runs no programs of ${names}`,
            repair: [`sudo mount -t binfmt_misc binfmt_misc ${BINFMT}`],
          },
        ];
      case "disabled":
        return [
          {
            message: `binfmt_misc is switched off: the kernel runs no programs of ${names}`,
            repair: [`echo 1 | sudo tee ${BINFMT}/status`],
          },
        ];
      case "enabled":
    }
    const unknown = missing.filter((target) => this.#entriesFor(target).length === 0);
    const unlisted = missing.filter((target) => this.#usable(target));
    return [
      ...(unknown.length > 0 ? [this.#notRegistered(unknown)] : []),
      ...missing.flatMap((target) => (this.#usable(target) ? [] : this.#brokenEntries(target))),
      ...(unlisted.length > 0 ? [this.#builderLacks(unlisted)] : []),
    ];
  }

  #notRegistered(targets: readonly Platform[]): Problem {
    const names = listOf(targets.map(formatPlatform));
    const ownEmulator =
      this.#current?.driver === "docker-container"
        ? ". BuildKit's own image brings QEMU along and may do without"
        : "";
    return {
      message: `no emulator is registered for ${names}: RUN steps fail with "exec format error"${ownEmulator}`,
      repair: this.#emulators(targets),
    };
  }

  #brokenEntries(target: Platform): Problem[] {
    return this.#entriesFor(target).map(({ name, enabled, flags, interpreter }) => {
      if (!enabled) {
        return {
          message: `the entry ${name} for ${formatPlatform(target)} is switched off`,
          repair: [`echo 1 | sudo tee ${BINFMT}/${name}`],
        };
      }
      return {
        message:
          `the entry ${name} for ${formatPlatform(target)} lacks the flag F (it has "${flags}"): the kernel ` +
          `looks for ${interpreter} inside of each container, where it is not`,
        repair: [
          `${EMULATORS} --uninstall ${name} && ${EMULATORS} --install ${target.architecture}`,
        ],
      };
    });
  }

  #builderLacks(targets: readonly Platform[]): Problem {
    const names = listOf(targets.map(formatPlatform));
    const current = this.#current;
    if (current === undefined) {
      return {
        message: `nothing here tells of an emulator for ${names}`,
        repair: this.#emulators(targets),
      };
    }
    const isRunning = current.nodes.some(({ status }) => status === "running");
    return {
      message: isRunning
        ? `the builder ${current.name} does not build for ${names}`
        : `the builder ${current.name} does not run, so that it does not tell whether it builds for ${names}`,
      repair: isRunning
        ? this.#emulators(targets)
        : [`docker buildx inspect --bootstrap ${current.name}`],
    };
  }

  #emulators(targets: readonly Platform[]): string[] {
    return registerEmulators(targets, this.#buildx, this.#host);
  }
}

/** Whether a builder lists a platform; undefined where it does not run and so does not tell. */
function builds(builder: Builder | undefined, target: Platform): boolean | undefined {
  const platforms = builder?.nodes.flatMap((node) => node.platforms) ?? [];
  if (platforms.length === 0) return undefined;
  return platforms.some((text) => {
    const platform = parsePlatform(text);
    return platform !== undefined && runsNatively(platform, target);
  });
}
