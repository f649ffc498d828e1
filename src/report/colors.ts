/** Paints text for a terminal. Handed in, so that reports are plain strings everywhere else. */
export interface Colors {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
  /** A text that leads to a file, where the terminal can. */
  link(text: string, path: string): string;
  /** The id of a rule, which leads to its page. */
  linkRule(id: string): string;
}

const plain = (text: string) => text;

export const NO_COLORS: Colors = {
  bold: plain,
  dim: plain,
  red: plain,
  yellow: plain,
  green: plain,
  cyan: plain,
  link: plain,
  linkRule: plain,
};
