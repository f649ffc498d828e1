import { describe, expect, test } from "vitest";
import { NO_COLORS } from "../../report/colors.ts";
import { parsePlatform } from "../../platform/platform.ts";
import { architectureOf } from "../elf.ts";
import { type Diagnosis, diagnose } from "./diagnosis.ts";
import { diagnosisToText } from "./doctor-text.ts";
import type { Answer, Host } from "./host.ts";

const AARCH64 = "7f454c460201010000000000000000000200b700";
const BINFMT = "/proc/sys/fs/binfmt_misc";

function entry(magic: string, flags: string, state = "enabled"): string {
  return `${state}\ninterpreter /usr/bin/qemu\nflags: ${flags}\noffset 0\nmagic ${magic}\nmask ff\n`;
}

/** A builder as `docker buildx ls --format '{{json .}}'` prints it. */
function builder(platforms: readonly string[], driver = "docker-container", status = "running") {
  const nodes = [{ Name: "b0", Status: status, Platforms: platforms, Endpoint: "x" }];
  return JSON.stringify({ Current: true, Driver: driver, Name: "b", Nodes: nodes });
}

const ok = (stdout: string): Answer => ({ status: 0, stdout, stderr: "" });
const fails = (stderr: string): Answer => ({ status: 1, stdout: "", stderr });

interface Machine {
  readonly system?: string;
  readonly arch?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly docker?: Readonly<Record<string, Answer>>;
}

function hostOf({ system = "linux", arch = "x64", files = {}, docker }: Machine): Host {
  return {
    system,
    arch,
    read: (path) => files[path],
    list: (path) =>
      Object.keys(files).flatMap((file) =>
        file.startsWith(`${path}/`) ? file.slice(path.length + 1) : [],
      ),
    exists: (path) =>
      Object.keys(files).some((file) => file === path || file.startsWith(`${path}/`)),
    run: async (_, args) => {
      if (docker === undefined) return "missing";
      return docker[args.join(" ").split(" --format")[0]!] ?? fails("unexpected");
    },
  };
}

const DEBIAN = {
  "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n',
  [`${BINFMT}/status`]: "enabled\n",
  [`${BINFMT}/register`]: "",
  [`${BINFMT}/jar`]: "enabled\ninterpreter /usr/bin/jexec\nflags: \noffset 0\nmagic 504b0304\n",
};
const ARM64_ENTRY = { [`${BINFMT}/qemu-aarch64`]: entry(AARCH64, "POCF") };

const docker = (line: string): Record<string, Answer> => ({
  "buildx version": ok("github.com/docker/buildx v0.29.1 abc\n"),
  "buildx ls": ok(`${line}\n`),
  info: ok('[["Backing Filesystem","extfs"]]'),
});

async function examine(
  machine: Machine,
  targets = ["linux/amd64", "linux/arm64"],
): Promise<Diagnosis> {
  return diagnose(
    hostOf(machine),
    targets.map((target) => parsePlatform(target)!),
  );
}

const statesOf = ({ targets }: Diagnosis) => targets.map(({ state }) => state);

describe("nothing is missing", () => {
  test("with an emulator for containers and a builder that knows it", async () => {
    const diagnosis = await examine({
      files: { ...DEBIAN, ...ARM64_ENTRY },
      docker: docker(builder(["linux/amd64", "linux/arm64"])),
    });
    expect(statesOf(diagnosis)).toEqual(["native", "emulated"]);
    expect(diagnosis.problems).toEqual([]);
    expect(diagnosis.machine).toEqual({
      platform: "linux/amd64",
      system: "Debian GNU/Linux 13 (trixie)",
    });
    expect(diagnosis.binfmt.entries).toEqual([
      {
        name: "qemu-aarch64",
        architecture: "arm64",
        enabled: true,
        interpreter: "/usr/bin/qemu",
        flags: "POCF",
        inContainers: true,
      },
    ]);
    expect(diagnosis.buildx).toMatchObject({ version: "0.29.1", builders: [{ name: "b" }] });
    expect(diagnosisToText(diagnosis, NO_COLORS)).toContain("Nothing is missing.");
  });

  test.each(["darwin", "win32"])("on %s, where the builder's word counts", async (system) => {
    const diagnosis = await examine({
      system,
      arch: "arm64",
      docker: docker(builder(["linux/arm64", "linux/amd64", "linux/arm/v7"])),
    });
    expect(statesOf(diagnosis)).toEqual(["builder", "native"]);
    expect(diagnosis.problems).toEqual([]);
  });

  test("in a container, whose host's entries cannot be seen", async () => {
    const diagnosis = await examine({
      files: { "/.dockerenv": "" },
      docker: docker(builder(["linux/amd64", "linux/arm64"])),
    });
    expect(diagnosis.binfmt.state).toBe("hidden");
    expect(statesOf(diagnosis)).toEqual(["native", "builder"]);
  });

  test("with a builder on another machine, and no daemon here", async () => {
    const diagnosis = await examine({
      files: DEBIAN,
      docker: {
        ...docker(builder(["linux/amd64", "linux/arm64"], "remote")),
        info: fails("Cannot connect to the Docker daemon"),
      },
    });
    expect(statesOf(diagnosis)).toEqual(["native", "builder"]);
    expect(diagnosis.problems).toEqual([]);
  });
});

const INSTALL = "docker run --privileged --rm tonistiigi/binfmt --install arm64";
const able = docker(builder(["linux/amd64"]));

describe("what is missing, and the command that repairs it", () => {
  test.each<[string, Machine, string, string]>([
    [
      "no entry",
      { files: DEBIAN, docker: able },
      "no emulator is registered for linux/arm64",
      INSTALL,
    ],
    [
      "an entry without F",
      { files: { ...DEBIAN, [`${BINFMT}/qemu-aarch64`]: entry(AARCH64, "OC") }, docker: able },
      'lacks the flag F (it has "OC")',
      "docker run --privileged --rm tonistiigi/binfmt --uninstall qemu-aarch64 && " + INSTALL,
    ],
    [
      "an entry that is switched off",
      {
        files: { ...DEBIAN, [`${BINFMT}/qemu-aarch64`]: entry(AARCH64, "F", "disabled") },
        docker: able,
      },
      "the entry qemu-aarch64 for linux/arm64 is switched off",
      `echo 1 | sudo tee ${BINFMT}/qemu-aarch64`,
    ],
    [
      "binfmt_misc switched off",
      { files: { ...DEBIAN, ...ARM64_ENTRY, [`${BINFMT}/status`]: "disabled\n" }, docker: able },
      "binfmt_misc is switched off",
      `echo 1 | sudo tee ${BINFMT}/status`,
    ],
    [
      "not mounted",
      { files: { [BINFMT]: "" }, docker: able },
      "is not mounted",
      `sudo mount -t binfmt_misc binfmt_misc ${BINFMT}`,
    ],
    [
      "no such kernel",
      { docker: able },
      "the kernel has no binfmt_misc",
      "sudo modprobe binfmt_misc",
    ],
    [
      "a builder that does not list it",
      { files: { ...DEBIAN, ...ARM64_ENTRY }, docker: able },
      "the builder b does not build for linux/arm64",
      INSTALL,
    ],
    [
      "a builder that does not run, on a Mac",
      { system: "darwin", docker: docker(builder([], "docker-container", "inactive")) },
      "the builder b does not run",
      "docker buildx inspect --bootstrap b",
    ],
    [
      "the docker driver, for several platforms",
      {
        files: { ...DEBIAN, ...ARM64_ENTRY },
        docker: docker(builder(["linux/amd64", "linux/arm64"], "docker")),
      },
      "builds for one platform at a time",
      "docker buildx create --use --driver docker-container",
    ],
    [
      "no docker",
      { files: { ...DEBIAN, ...ARM64_ENTRY } },
      "docker is not installed",
      "see https://docs.docker.com/engine/install/",
    ],
    [
      "no docker on Windows",
      { system: "win32" },
      "docker is not installed",
      "see https://docs.docker.com/engine/install/",
    ],
    [
      "no buildx",
      {
        files: { ...DEBIAN, ...ARM64_ENTRY },
        docker: { "buildx version": fails("unknown command") },
      },
      "docker has no buildx, which builds for other platforms: unknown command",
      "sudo apt-get install docker-buildx-plugin",
    ],
    [
      "no daemon",
      {
        files: { ...DEBIAN, ...ARM64_ENTRY },
        docker: {
          "buildx version": ok("v0.29.1"),
          "buildx ls": fails(""),
          info: fails("Cannot connect"),
        },
      },
      "the docker daemon does not answer: Cannot connect",
      "sudo systemctl start docker",
    ],
  ])("%s", async (_, machine, message, repair) => {
    const diagnosis = await examine(machine);
    const { problems } = diagnosis;
    const problem = problems.find((each) => each.message.includes(message));
    expect(problem?.repair[0]).toBe(repair);
    const text = diagnosisToText(diagnosis, NO_COLORS);
    expect(text).toContain(message);
    expect(text).toContain(repair);
  });

  test("one platform at a time is no problem where there is one, or with containerd's images", async () => {
    const files = { ...DEBIAN, ...ARM64_ENTRY };
    const plain = docker(builder(["linux/amd64", "linux/arm64"], "docker"));
    expect((await examine({ files, docker: plain }, ["linux/arm64"])).problems).toEqual([]);
    const store = { ...plain, info: ok('[["driver-type","io.containerd.snapshotter.v1"]]') };
    expect((await examine({ files, docker: store })).problems).toEqual([]);
  });

  test("without docker, emulators come from the distribution", async () => {
    const { problems } = await examine({ files: DEBIAN });
    expect(problems.at(-1)!.repair).toEqual(["sudo apt-get install qemu-user-static"]);
  });
});

test("an architecture is told by the bytes, not by the entry's name", () => {
  const of = (magic: string) => architectureOf(Buffer.from(magic, "hex"));
  expect(of(AARCH64)).toBe("arm64");
  expect(of("7f454c4602020100000000000000000000020016")).toBe("s390x");
  expect(of("7f454c4601020100000000000000000000020028")).toBeUndefined();
  expect(of("504b0304")).toBeUndefined();
  expect(of("")).toBeUndefined();
});
