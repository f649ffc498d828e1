/**
 * Whether a terminal makes links of OSC 8 sequences; one that does not know them shows nothing of
 * them, but some old ones show rubbish. After the list that terminals and tools have agreed on
 * (https://github.com/Alhadis/OSC8-Adoption).
 */
export function supportsLinks(environment: NodeJS.ProcessEnv): boolean {
  const { FORCE_HYPERLINK, CI, TERM, TERM_PROGRAM, VTE_VERSION } = environment;
  if (FORCE_HYPERLINK !== undefined) return FORCE_HYPERLINK !== "0";
  if (CI !== undefined || environment["TEAMCITY_VERSION"] !== undefined) return false;
  if (["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].some((name) => environment[name])) return true;
  if (PROGRAMS.has(TERM_PROGRAM ?? "") || TERMINALS.has(TERM ?? "")) return true;
  // VTE 0.50.0 crashes on them.
  return Number(VTE_VERSION) >= 5001;
}

const PROGRAMS = new Set(["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "zed", "rio"]);
const TERMINALS = new Set(["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour"]);

/** A text that leads to an address, if there is one. */
export function link(text: string, url: string | undefined): string {
  if (url === undefined) return text;
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}
