import type { CommandWords, OptionWords } from "./commands.ts";

/** For fish 3 and later. */
export function fishCompletion(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).filter(Boolean);
  const lines = commands.flatMap((command) => {
    const condition =
      command.name === ""
        ? `not __fish_seen_subcommand_from ${names.join(" ")}`
        : `__fish_seen_subcommand_from ${command.name}`;
    const start = `complete -c dockerlint-xarch -n ${quote(condition)}`;
    return [
      ...(command.name === ""
        ? commands
            .slice(1)
            .map(({ name, description }) => `${start} -a ${name} -d ${quote(description)}`)
        : []),
      ...(command.argument === undefined
        ? []
        : [`${start} -f -a ${quote(command.argument.join(" "))}`]),
      ...command.options.map((option) => `${start} ${describe(option)}`),
    ];
  });
  const use = "# fish completion of dockerlint-xarch: dockerlint-xarch completion fish | source";
  return `${[use, ...lines].join("\n")}\n`;
}

function describe({ names, description, value }: OptionWords): string {
  const flags = names.map((name) =>
    name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const values = { none: "", file: " -r -F", text: " -x" };
  const taken = typeof value === "string" ? values[value] : ` -x -a ${quote(value.join(" "))}`;
  return `${flags.join(" ")}${taken} -d ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
