/** The first line of a page that nobody should edit. */
export const WRITTEN = "<!-- Written by `npm run gen` from the sources. Do not edit. -->\n";

/** A fenced block. */
export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Text of the sources, whose line breaks mean nothing, in lines of at most 100 characters. */
export function paragraph(text: string): string {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < 100)
      lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
