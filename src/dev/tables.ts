/** A Markdown table. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The text with what stands between the marks of a generated part replaced. */
export function withGenerated(text: string, name: string, part: string): string {
  const marks = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)[^]*?(<!-- end of ${name} -->)`);
  return text.replace(marks, (_, start: string, end: string) => `${start}${part}\n${end}`);
}
