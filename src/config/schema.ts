import * as v from "valibot";
import { platformMistake } from "../platform/misspelling.ts";
import { SEVERITIES } from "../rule/diagnostic.ts";
import type { Ecosystem } from "../rule/ecosystem.ts";
import type { Rule } from "../rule/rule.ts";

/** The names that a configuration may use. */
export interface Vocabulary {
  readonly rules: readonly Pick<Rule, "id" | "summary">[];
  readonly ecosystems: readonly Pick<Ecosystem, "id" | "title" | "strategies">[];
}

/** What a rule may be set to: off, or reported with a severity. */
export const LEVELS = ["off", ...SEVERITIES] as const;

/** A configuration, as its author writes it. */
export type ConfigValues = v.InferOutput<ReturnType<typeof configSchema>>;

/** What holds for some files only: an entry of `overrides`, or all that is not about finding files. */
export type FileValues = v.InferOutput<
  v.StrictObjectSchema<ReturnType<typeof fileEntries>, string>
>;

/**
 * What a configuration file may hold. The one source of the validator, of the JSON schema for
 * editors and of the reference page.
 */
export function configSchema(vocabulary: Vocabulary) {
  return v.strictObject({
    $schema: described(v.string(), "Where the JSON schema of this file is, for editors."),
    extends: described(
      v.union([v.string(), v.array(v.string())]),
      "Another configuration file, or several, relative to this one. What this file says comes on top.",
    ),
    exclude: described(
      v.array(v.string()),
      "Files and folders to leave out, as in .gitignore, relative to this file.",
    ),
    baseline: described(
      v.string(),
      "A baseline, relative to this file: findings that it has are not reported.",
    ),
    ...fileEntries(vocabulary),
    overrides: described(
      v.array(
        v.strictObject({
          files: v.pipe(
            v.array(v.string()),
            v.description(
              "The files it holds for: patterns as in .gitignore, relative to this file.",
            ),
          ),
          ...fileEntries(vocabulary),
        }),
      ),
      "What holds for some files only. Later entries win over earlier ones, and all of them over the rest of the file.",
    ),
  });
}

function fileEntries({ rules, ecosystems }: Vocabulary) {
  const ids = rules.map(({ id }) => id);
  return {
    targets: described(
      v.array(platform()),
      "The platforms that images are built for, such as `linux/arm64`. By default what the project declares, else any foreign platform.",
    ),
    buildPlatform: described(
      platform(),
      "The platform of the machine that builds. By default unknown: only stages on `$BUILDPLATFORM` count as native.",
    ),
    stage: described(v.string(), "The stage that is built, by name or index. By default the last."),
    buildArgs: described(v.record(v.string(), v.string()), "Values of `ARG`s, by name."),
    targetPlatform: described(
      v.picklist(["implicit", "explicit"]),
      "How stages on the target platform are written: `implicit` (the default) without a flag, `explicit` with `--platform=$TARGETPLATFORM`.",
    ),
    rules: described(
      v.strictObject(
        Object.fromEntries(
          rules.map(({ id, summary }) => [id, described(v.picklist(LEVELS), `${summary}.`)]),
        ),
      ),
      "The severity of each rule: `off`, `info`, `warning` or `error`.",
    ),
    select: described(
      v.array(v.picklist([...ids, "all"])),
      'Report these rules, and those that `rules` gives a severity; "all" is every rule. By default all that are not off.',
    ),
    ignore: described(v.array(v.picklist(ids)), "Do not report these rules."),
    ecosystems: described(
      v.strictObject(
        Object.fromEntries(
          ecosystems.map((each) => [each.id, described(ecosystemEntry(each), `${each.title}.`)]),
        ),
      ),
      "Each ecosystem: whether findings about its commands are reported, and how they are repaired.",
    ),
    failOn: described(
      v.picklist(SEVERITIES),
      "The mildest finding that fails the run: `info`, `warning` (the default) or `error`.",
    ),
  };
}

function ecosystemEntry({ strategies = [] }: Vocabulary["ecosystems"][number]) {
  const enabled = described(
    v.boolean(),
    "Whether findings about its commands are reported. By default true.",
  );
  const strategy = described(
    v.picklist(strategies),
    "Which repair is preferred, where several are possible.",
  );
  // An ecosystem without a choice has no such key; those that have one all look the same.
  return v.strictObject(
    (strategies.length > 0 ? { enabled, strategy } : { enabled }) as {
      enabled: typeof enabled;
      strategy: typeof strategy;
    },
  );
}

function platform() {
  return v.pipe(
    v.string(),
    v.examples(["linux/amd64", "linux/arm64", "linux/arm/v7"]),
    v.check(
      (text) => platformMistake(text) === undefined,
      ({ input }) => platformMistake(input)!,
    ),
  );
}

/** An optional entry with what it means. */
function described<const S extends v.GenericSchema>(schema: S, description: string) {
  return v.optional(v.pipe(schema, v.description(description)));
}
