import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyRepository, git, runOrThrow } from "./repository.ts";
import { updatePage, walked, walksOf } from "./walk.ts";

const PAGE = "docs/doors.md";
const home = mkdtempSync(join(tmpdir(), "dockerlint-xarch-doors-"));
const repository = join(home, "repository");
afterAll(() => rmSync(home, { recursive: true, force: true }));

const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
const hasRegistry = has("npm", "view", "husky@9.1.7", "version");
const hasPreCommit =
  has("python3", "-c", "import venv, ensurepip") &&
  has("python3", "-m", "pip", "index", "versions", "pre-commit");

/** Whether the tools of a section are there, and what they are. */
const NEEDS: Readonly<Record<string, readonly [boolean, string]>> = {
  "pre-commit": [hasPreCommit, "python3, its venv and PyPI"],
  "GitLab CI": [has("rsync", "--version"), "rsync"],
  GitHub: [has("act", "--version"), "act on the PATH"],
};

/** What tools take for a sign that nobody looks. */
const TESTING = /^(?:npm_|VITEST|(?:CI|NODE_ENV|TEST)$)/;

/** A person with a name, an empty home folder, and no colours. */
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.keys(process.env).flatMap((name) => (TESTING.test(name) ? [[name, undefined]] : [])),
  ),
  PATH: [join(home, "venv/bin"), process.env.PATH].join(delimiter),
  PRE_COMMIT_HOME: join(home, "pre-commit"),
  PRE_COMMIT_COLOR: "never",
  NO_COLOR: "1",
  npm_config_cache: join(home, "npm"),
  npm_config_update_notifier: "false",
  GIT_CONFIG_COUNT: "3",
  GIT_CONFIG_KEY_0: "user.name",
  GIT_CONFIG_VALUE_0: "Somebody",
  GIT_CONFIG_KEY_1: "user.email",
  GIT_CONFIG_VALUE_1: "somebody@example.com",
  GIT_CONFIG_KEY_2: "init.defaultBranch",
  GIT_CONFIG_VALUE_2: "main",
};

describe.skipIf(!hasRegistry)(
  "docs/doors.md (skipped where npm's registry is out of reach)",
  () => {
    beforeAll(() => {
      copyRepository(repository);
      git(repository, ["tag", "v0.1.0"]);
      mkdirSync(join(home, "npm"));
      if (!hasPreCommit) return;
      runOrThrow("python3", ["-m", "venv", join(home, "venv")], { cwd: home });
      runOrThrow(join(home, "venv/bin/pip"), ["install", "--quiet", "pre-commit"], { cwd: home });
    });

    for (const walk of walksOf(PAGE)) {
      const [isThere, needs] = NEEDS[walk.title] ?? [true, ""];
      const name = isThere ? walk.title : `${walk.title} (skipped without ${needs})`;
      test.skipIf(!isThere)(`${name}: prints what the page shows (UPDATE_DOCS=1 writes it)`, () => {
        // act takes a folder, all others an address.
        const address = walk.title === "GitHub" ? repository : `file://${repository}`;
        const result = walked(walk, { home, repository: address, env });
        if (process.env.UPDATE_DOCS) updatePage(PAGE, walk, result);
        expect(result).toBe(walk.text);
      });
    }
  },
);
