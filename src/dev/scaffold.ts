/** What a new ecosystem begins with, and where it goes. */
export interface Scaffold {
  /** Paths in the repository, with their texts. */
  readonly files: ReadonlyMap<string, string>;
  /** What is left to do. */
  readonly next: readonly string[];
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Thrown for a name that no ecosystem can have. */
export class ScaffoldError extends Error {}

/**
 * The file of an ecosystem and its table of commands, which pass the tests as they are.
 * @param id as in reports: `zola`, `native-image`
 * @param taken the ids that are there already
 * @throws ScaffoldError where the id is no name, or taken
 */
export function scaffoldEcosystem(id: string, taken: readonly string[]): Scaffold {
  if (!NAME.test(id)) {
    throw new ScaffoldError(`"${id}" is no name: use small letters, digits and hyphens`);
  }
  if (taken.includes(id)) throw new ScaffoldError(`there is an ecosystem ${id} already`);
  const constant = id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return {
    files: new Map([
      [`rules/ecosystems/${id}.ts`, ecosystemFile(id, constant)],
      [`fixtures/ecosystems/${id}.commands`, commandTable(id)],
    ]),
    next: [
      `rules/ecosystems/${id}.ts: its commands, and what each does, makes and costs`,
      `fixtures/ecosystems/${id}.commands: a line for each, and what is expected of it`,
      `fixtures/emulated-step/<case>/Dockerfile: a file that is repaired, and one that is refused`,
      "npm run gen && npx vitest run -u",
    ],
  };
}

const IMPORTS = [
  ["type { Ecosystem }", "../../src/rule/ecosystem.ts"],
  ["{ avoidable, light }", "../shared/recognitions.ts"],
  ["{ refusing }", "../shared/refusing.ts"],
  ["{ LIKE_RUSTC }", "../shared/slowdowns.ts"],
] as const;

function ecosystemFile(id: string, constant: string): string {
  return `${IMPORTS.map(([names, path]) => `import ${names} from "${path}";`).join("\n")}

export const ${constant}: Ecosystem = {
  id: "${id}",
  title: "${id}",
  commands: ["${id}"],
  recipe: refusing({
    ships: "build in a stage of its own on $BUILDPLATFORM, and copy what it makes",
    builds: "how it is told the target is not known: put the stage on $BUILDPLATFORM by hand",
  }),
  recognise(invocation) {
    switch (invocation.subcommand()) {
      case "build": {
        const how = "put the stage on $BUILDPLATFORM and name the target";
        return avoidable("compile", "build-bound", LIKE_RUSTC, how);
      }
      case undefined:
        return undefined;
      default:
        return light();
    }
  },
};
`;
}

function commandTable(id: string): string {
  return `# command | role | output | cost
${id} build | compile | build-bound | native
${id} check | other | unknown | light
${id} --version | -
`;
}
