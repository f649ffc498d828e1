import type { Vocabulary } from "./schema.ts";

/** What was found in a project that begins with a configuration. */
export interface ProjectFacts {
  /** The platforms that the project's own files build for. */
  readonly declared: readonly DeclaredPlatforms[];
  /** The ecosystems that its Dockerfiles use. */
  readonly ecosystems: readonly string[];
  /** Where the JSON schema is, for editors, as the configuration names it. */
  readonly schema: string | undefined;
}

/** Platforms, and the places that ask for them. */
export interface DeclaredPlatforms {
  readonly dockerfile: string;
  readonly platforms: readonly string[];
  readonly places: readonly string[];
}

/**
 * A configuration to begin with: it changes nothing, says what was found and what could be set.
 * Each line that begins with `# ` and a key is a setting that only has to be uncommented.
 */
export function initialConfig(
  { declared, ecosystems, schema }: ProjectFacts,
  { ecosystems: known }: Vocabulary,
): string {
  const choices = known.filter(({ id, strategies = [] }) => {
    return ecosystems.includes(id) && strategies.length > 0;
  });
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    "# Configuration of dockerlint-xarch. It needs none: what stands here as a comment is an example.",
    "",
    ...describeTargets(declared),
    "",
    "# The machine that builds. Where it is unknown, only stages on $BUILDPLATFORM count as native.",
    "# buildPlatform: linux/amd64",
    "",
    "# The mildest finding that fails a run: info, warning or error.",
    "failOn: warning",
    "",
    '# The severity of rules: off, info, warning or error. "dockerlint-xarch explain" lists them.',
    "# rules:",
    "#   emulated-unavoidable: info",
    "",
    "# Files and folders to leave out, as in .gitignore.",
    "# exclude: [vendor/]",
    "",
    "# What holds for some files only.",
    "# overrides:",
    '#   - files: ["*.dev.Dockerfile"]',
    "#     rules:",
    "#       emulated-step: off",
    "",
    "# Findings that were there before: dockerlint-xarch --write-baseline",
    "# baseline: .dockerlint-xarch-baseline.json",
    ...choices.flatMap(({ id, title, strategies = [] }, index) => [
      ...(index === 0
        ? ["", "# How findings are repaired, where there is a choice.", "# ecosystems:"]
        : []),
      `#   ${id}: # ${title}: ${strategies.join(", ")}`,
      `#     strategy: ${strategies[0]}`,
    ]),
    "",
  ].join("\n");
}

function describeTargets(declared: readonly DeclaredPlatforms[]): string[] {
  if (declared.length === 0) {
    return [
      "# The platforms that images are built for. No file of this project says so; until somebody does,",
      "# every step is judged as if it were built for a machine that is not at hand.",
      "# targets: [linux/amd64, linux/arm64]",
    ];
  }
  const all = [...new Set(declared.flatMap(({ platforms }) => platforms))];
  return [
    "# The platforms that images are built for. They are read from the files of this project:",
    ...declared.map(
      ({ dockerfile, platforms, places }) =>
        `#   ${oneLine(dockerfile)} for ${platforms.join(", ")} (${oneLine(places.join(", "))})`,
    ),
    "# Only where that is wrong write",
    `# targets: [${all.join(", ")}]`,
  ];
}

/** A name with a line end in it must not end the comment. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}
