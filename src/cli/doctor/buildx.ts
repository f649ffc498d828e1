import type { Answer, Host } from "./host.ts";

/** What docker buildx says of itself. */
export interface Buildx {
  /** Why there is none; absent where there is one. */
  readonly missing?: "docker" | "buildx" | "daemon";
  /** What docker said about it. */
  readonly reason?: string;
  readonly version?: string;
  readonly builders: readonly Builder[];
  /** Whether the docker driver can build for several platforms at once. */
  readonly containerdStore: boolean;
}

export interface Builder {
  readonly name: string;
  readonly driver: string;
  /** Whether builds go there by default. */
  readonly current: boolean;
  readonly nodes: readonly BuilderNode[];
}

export interface BuilderNode {
  readonly name: string;
  /** `running`, `inactive`, ... */
  readonly status: string;
  readonly platforms: readonly string[];
  readonly error?: string;
}

export async function readBuildx(host: Host): Promise<Buildx> {
  const none = { builders: [], containerdStore: false };
  const version = await host.run("docker", ["buildx", "version"]);
  if (version === "missing") return { missing: "docker", ...none };
  if (version.status !== 0) return { missing: "buildx", reason: reasonOf(version), ...none };
  const ls = await host.run("docker", ["buildx", "ls", "--format", "{{json .}}"]);
  const builders = ls === "missing" || ls.status !== 0 ? [] : readBuilders(ls.stdout);
  const known = { version: /\bv?(\d+\.\d+\S*)/.exec(version.stdout)?.[1] ?? "", builders };
  const info = await host.run("docker", ["info", "--format", "{{json .DriverStatus}}"]);
  if (info === "missing" || info.status !== 0) {
    // Builders on other machines need no daemon here.
    const isRunning = builders.some(({ nodes }) =>
      nodes.some(({ status }) => status === "running"),
    );
    const missing = isRunning ? {} : ({ missing: "daemon", reason: reasonOf(info) } as const);
    return { ...missing, ...known, containerdStore: false };
  }
  return { ...known, containerdStore: info.stdout.includes("io.containerd.snapshotter") };
}

interface RawBuilder {
  readonly Name: string;
  readonly Driver: string;
  readonly Current?: boolean;
  readonly Err?: unknown;
  readonly Nodes?: readonly {
    readonly Name: string;
    readonly Status?: string;
    readonly Platforms?: readonly string[] | null;
    readonly Err?: unknown;
  }[];
}

/** One JSON object a line; buildx names the current builder once more with a mark. */
function readBuilders(lines: string): Builder[] {
  const builders = new Map<string, Builder>();
  for (const line of lines.split("\n")) {
    if (!line.startsWith("{")) continue;
    const { Name, Driver, Current, Nodes } = JSON.parse(line) as RawBuilder;
    const nodes = (Nodes ?? []).map(({ Name, Status, Platforms, Err }) => ({
      name: Name,
      status: Status ?? "unknown",
      platforms: (Platforms ?? []).map((platform) => platform.replace("*", "")),
      ...(typeof Err === "string" && { error: Err }),
    }));
    builders.set(Name, { name: Name, driver: Driver, current: Current ?? false, nodes });
  }
  return [...builders.values()];
}

function reasonOf(answer: Answer): string {
  return answer === "missing" ? "" : answer.stderr.trim().split("\n")[0]!;
}
