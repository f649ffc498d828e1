import { existsSync } from "node:fs";
import { join } from "node:path";
import { type DeclaredPlatforms, initialConfig, type ProjectFacts } from "../config/initial.ts";
import { CONFIG_NAMES } from "../config/node/find.ts";
import { engine } from "../index.ts";
import { EXIT, UsageError } from "./errors.ts";
import { OptionsReader } from "./file-options.ts";
import { forEachFile, readInput } from "./input.ts";
import { print } from "./output.ts";
import { writeNewFile } from "./write-file.ts";

/** The schema in a project that has this package installed. */
const SCHEMA = "node_modules/dockerlint-xarch/schema/config.schema.json";

/** Writes a commented configuration into the current folder. Returns the exit status. */
export async function initCommand(): Promise<number> {
  const there = CONFIG_NAMES.find((name) => existsSync(name));
  if (there !== undefined) {
    throw new UsageError(
      `${there} is there already: "--print-config Dockerfile" tells what it says`,
    );
  }
  const facts = await readProject();
  const [name] = CONFIG_NAMES;
  const problem = writeNewFile(name, initialConfig(facts, engine));
  if (problem !== undefined) throw new UsageError(`${join(".", name)} ${problem.message}.`);
  print(`Wrote ${name}.\n`);
  return EXIT.clean;
}

/** What the project's own files tell. */
async function readProject(): Promise<ProjectFacts> {
  const input = await readInput(["."], { stdinFilename: "" }, new OptionsReader({ config: false }));
  const ecosystems = new Set<string>();
  const declared: DeclaredPlatforms[] = [];
  await forEachFile(input, ({ source }, { lint }) => {
    if (lint.builtFor !== undefined) declared.push({ dockerfile: source.path, ...lint.builtFor });
    for (const { ecosystem } of engine.lint(source, lint).diagnostics) {
      if (ecosystem !== undefined) ecosystems.add(ecosystem);
    }
  });
  const schema = existsSync(SCHEMA) ? SCHEMA : undefined;
  return { declared, ecosystems: [...ecosystems].toSorted(), schema };
}
