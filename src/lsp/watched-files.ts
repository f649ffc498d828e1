import type { FileSystemWatcher } from "vscode-languageserver/node";
import { DEFAULT_BASELINE } from "../config/node/baselines.ts";
import { CONFIG_NAMES } from "../config/node/find.ts";

/** The files that findings depend on besides the Dockerfile itself. */
const PATTERNS = [
  ...CONFIG_NAMES,
  DEFAULT_BASELINE,
  // What says for which platforms images are built. Workflows, pipelines and Compose files include
  // others, of any name.
  "*.{yml,yaml}",
  "*bake*.{hcl,json}",
  ".env",
  "{*Makefile*,*makefile*,*.mk,.env.*,*justfile,*Justfile,*.just,*.sh,*.bash,*.zsh}",
  // What recipes read of the build context: lock files, manifests, and the imports of Go.
  ".dockerignore",
  "*.dockerignore",
  "{package,composer,Cargo,pyproject,Pipfile,go,pom}.{json,toml,lock,mod,xml}",
  "{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,go.sum,uv.lock}",
  "{poetry.lock,pdm.lock,Pipfile,requirements*.txt,Gemfile,Gemfile.lock,*.csproj,*.fsproj}",
  "{*.vbproj,*.pubxml,Directory.*.props,Directory.*.targets,.npmrc}",
  "{build,settings}.{gradle,gradle.kts}",
  "*.go",
];

export const WATCHED: readonly FileSystemWatcher[] = PATTERNS.map((pattern) => ({
  globPattern: `**/${pattern}`,
}));
