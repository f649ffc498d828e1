import type { FileSystemWatcher } from "vscode-languageserver/node";
import { DEFAULT_BASELINE } from "../config/node/baselines.ts";
import { CONFIG_NAMES } from "../config/node/find.ts";

/** The files that findings depend on besides the Dockerfile itself. */
const PATTERNS = [
  ...CONFIG_NAMES,
  DEFAULT_BASELINE,
  // What says for which platforms images are built.
  "*bake*.{hcl,json}",
  "{docker-,}compose*.{yml,yaml}",
  ".github/workflows/*.{yml,yaml}",
  ".circleci/*.{yml,yaml}",
  "{.gitlab-ci,.goreleaser,.drone,Taskfile,taskfile}.{yml,yaml}",
  "{Makefile,makefile,GNUmakefile,justfile,*.mk,*.sh}",
  // What recipes read of the build context.
  ".dockerignore",
  "*.dockerignore",
  "{package,composer,Cargo,pyproject,Pipfile,go,pom,build}.{json,toml,lock,mod,xml,gradle}",
  "{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,go.sum,uv.lock}",
  "{poetry.lock,pdm.lock,Pipfile,requirements*.txt,Gemfile,Gemfile.lock,*.csproj,*.fsproj}",
];

export const WATCHED: readonly FileSystemWatcher[] = PATTERNS.map((pattern) => ({
  globPattern: `**/${pattern}`,
}));
