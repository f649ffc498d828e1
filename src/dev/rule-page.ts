import { fixSource } from "../engine/fix.ts";
import type { Engine } from "../engine/lint.ts";
import { NO_COLORS } from "../report/colors.ts";
import { toDiff } from "../report/diff.ts";
import type { Rule } from "../rule/rule.ts";
import { SourceText } from "../text/source.ts";
import { block, paragraph, WRITTEN } from "./markdown.ts";

/** A rule's page: what it finds, why, an example of both kinds, and what its fix does. */
export function rulePage(rule: Rule, engine: Engine): string {
  const { id, severity, off, summary, docs, aliases = [] } = rule;
  const source = new SourceText("Dockerfile", docs.bad);
  const options = { rules: new Set([id]) };
  const [finding] = engine.lint(source, options).diagnostics;
  const { line } = source.position(finding!.span.start);
  const silenced = aliases.map((alias) => `\`${alias}\``).join(", ");
  return [
    WRITTEN,
    `# ${id}\n`,
    `Reports: ${summary}. Severity: ${severity}${off ? ", and only where it is selected" : ""}.\n`,
    `## What it looks for\n\n${paragraph(docs.what)}\n`,
    `## Why\n\n${paragraph(docs.why)}\n`,
    `## Reported\n\n${block("dockerfile", docs.bad)}\n`,
    `Line ${line}: ${finding!.message}\n`,
    ...(finding!.help === undefined ? [] : [`${finding!.help}.\n`]),
    `## Not reported\n\n${block("dockerfile", docs.good)}\n`,
    `## Fix\n\n${describeFix(source, rule, engine)}\n`,
    `## When to ignore it\n\n${paragraph(docs.exceptions)}\n`,
    block("dockerfile", `# dockerlint-xarch ignore=${id} -- the reason\n`),
    ...(aliases.length > 0 ? [`\nWhat silences ${silenced} silences this rule, too.`] : []),
    "",
  ].join("\n");
}

/** What the fix makes of the bad example, and on what it rests; or why there is none. */
function describeFix(source: SourceText, { id, docs }: Rule, engine: Engine): string {
  const what = docs.fix === undefined ? "" : `\n\n${paragraph(docs.fix)}`;
  return `${describeExample(source, id, engine)}${what}`;
}

function describeExample(source: SourceText, id: string, engine: Engine): string {
  const result = fixSource(engine, source, { rules: new Set([id]), unsafe: true });
  const [fix] = result.applied;
  if (fix === undefined) {
    const remedy = engine.lint(source, { rules: new Set([id]) }).diagnostics[0]?.remedy?.();
    return remedy && "refusal" in remedy
      ? `Not for this example: ${remedy.refusal}.`
      : "There is none: the finding says what to do.";
  }
  const how =
    fix.applicability === "safe"
      ? "`--fix` makes it: on every platform the image means the same as before."
      : `\`--fix --unsafe-fixes\` makes it, assuming that ${fix.assumptions.join("; and that ")}.`;
  return `${fix.title}. ${how}\n\n${block("diff", toDiff(result, NO_COLORS))}`;
}
