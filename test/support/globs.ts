/** The globs of VS Code as far as the server writes them: `**`, `*` and alternatives. */
export function globToRegExp(glob: string): RegExp {
  const pieces = glob.split(/(\*\*\/|[*{},])/);
  let depth = 0;
  const source = pieces.map((piece) => {
    if (piece === "**/") return "(?:.*/)?";
    if (piece === "*") return "[^/]*";
    if (piece === "{") return (depth++, "(?:");
    if (piece === "}") return (depth--, ")");
    if (piece === ",") return depth > 0 ? "|" : ",";
    return piece.replaceAll(/[.+?^$()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`);
}
