import type { Diagnostic } from "../rule/diagnostic.ts";

/** A remark below a diagnostic. */
export interface Note {
  readonly label: "help" | "fix" | "no fix";
  /** A sentence. */
  readonly text: string;
}

/** What can be done about a finding, as far as it is known. */
export function notesOf({ help, remedy }: Diagnostic): Note[] {
  const advice: Note[] = help === undefined ? [] : [{ label: "help", text: `${help}.` }];
  const answer = remedy?.();
  if (answer === undefined) return advice;
  if ("refusal" in answer) return [...advice, { label: "no fix", text: `${answer.refusal}.` }];
  const { title, applicability, assumptions } = answer.fix;
  const flag = applicability === "safe" ? "--fix" : "--fix --unsafe-fixes";
  const given = assumptions.length > 0 ? `, assuming that ${assumptions.join("; and that ")}` : "";
  return [...advice, { label: "fix", text: `${title} (${flag})${given}.` }];
}

/** Everything that a diagnostic has to say, for formats that have one field for it. */
export function fullMessage(diagnostic: Diagnostic): string {
  const notes = notesOf(diagnostic).map(({ label, text }) => {
    return `${label[0]!.toUpperCase()}${label.slice(1)}: ${text}`;
  });
  return [diagnostic.message, ...notes].join("\n");
}
