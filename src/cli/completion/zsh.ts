import type { CommandWords, OptionWords } from "./commands.ts";

/** A function for zsh's completion system, as a file `_dockerlint-xarch` in `fpath` or evaluated. */
export function zshCompletion(commands: readonly CommandWords[]): string {
  const [lint, ...others] = commands;
  const cases = others.map(
    (command) => `    ${command.name})
      _arguments -S ${[...command.options.map(specOf), argumentSpec(command)].join(" ")} ;;`,
  );
  return `#compdef dockerlint-xarch
# zsh completion of dockerlint-xarch: source <(dockerlint-xarch completion zsh)
_dockerlint_xarch_first() {
  local -a commands=(
${others.map(({ name, description }) => `    ${quote(`${name}:${escapeColons(description)}`)}`).join("\n")}
  )
  _describe -t commands command commands
  _files
}
_dockerlint_xarch() {
  case \${words[2]} in
${cases.join("\n")}
    *)
      _arguments -S ${lint!.options.map(specOf).join(" ")} '1:path:_dockerlint_xarch_first' '*:path:_files' ;;
  esac
}
if [ "$funcstack[1]" = _dockerlint-xarch ]; then
  _dockerlint_xarch "$@"
else
  compdef _dockerlint_xarch dockerlint-xarch
fi
`;
}

/** `{-h,--help}'[show the options]'`, see zshcompsys(1), `_arguments`. */
function specOf({ names, description, value }: OptionWords): string {
  const action =
    typeof value === "string"
      ? { none: "", file: ":file:_files", text: ":value: " }[value]
      : `:value:(${value.join(" ")})`;
  const text = description.replace(/[[\]]/g, "").replaceAll(":", "\\:");
  const repeated = quote(`[${text}]${action}`);
  return names.length === 1 ? `${names[0]}${repeated}` : `{${names.join(",")}}${repeated}`;
}

/** The command itself is the first word that `_arguments` sees. */
function argumentSpec({ argument }: CommandWords): string {
  const action = argument === undefined ? "_files" : `(${argument.join(" ")})`;
  return `'1: : ' ${quote(`*:argument:${action}`)}`;
}

function escapeColons(text: string): string {
  return text.replaceAll(":", "\\:");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
