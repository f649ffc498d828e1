import type { CommandWords, OptionWords } from "./commands.ts";

/** For bash 4 and later; it needs no bash-completion. */
export function bashCompletion(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).filter(Boolean);
  return `# bash completion of dockerlint-xarch: eval "$(dockerlint-xarch completion bash)"
_dockerlint_xarch() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${names.join("|")}) command=$word; break ;; esac
  done
  COMPREPLY=()
  case "$command $previous" in
${commands.flatMap(valueCases).join("\n")}
  esac
  case "$command $current" in
${commands.map(optionCase).join("\n")}
  esac
  case "$command" in
${commands.flatMap((command) => argumentCase(command, names)).join("\n")}
  esac
}
complete -o default -F _dockerlint_xarch dockerlint-xarch
`;
}

/** What follows an option that takes a value; where there is no answer, bash offers files. */
function valueCases({ name, options }: CommandWords): string[] {
  return options
    .filter(({ value }) => value !== "none")
    .map(({ names, value }) => {
      const pattern = names.map((option) => `"${name} ${option}"`).join("|");
      return `    ${pattern}) ${typeof value === "string" ? "" : `${reply(value)} `}return ;;`;
    });
}

function optionCase({ name, options }: CommandWords): string {
  const words = options.map((option) => longNameOf(option));
  return `    "${name} -"*) ${reply(words)} return ;;`;
}

function argumentCase({ name, argument }: CommandWords, names: readonly string[]): string[] {
  if (name !== "") return argument === undefined ? [] : [`    ${name}) ${reply(argument)} ;;`];
  // Paths, which bash offers by itself, can stand where a command can.
  return [`    "") ${reply(names)} COMPREPLY+=($(compgen -f -- "$current")) ;;`];
}

function reply(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$current"));`;
}

function longNameOf({ names }: OptionWords): string {
  return names.at(-1)!;
}
