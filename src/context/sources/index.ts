import type { Source } from "../source.ts";
import { bake } from "./bake.ts";
import { circleCi } from "./circleci.ts";
import { compose } from "./compose.ts";
import { drone } from "./drone.ts";
import { githubActions } from "./github-actions.ts";
import { gitlabCi } from "./gitlab-ci.ts";
import { goreleaser } from "./goreleaser.ts";
import { justfile } from "./justfile.ts";
import { makefile } from "./makefile.ts";
import { npmScripts } from "./npm-scripts.ts";
import { shell } from "./shell.ts";
import { taskfile } from "./taskfile.ts";

/** Every kind of file that is known to tell of image builds. */
export const SOURCES: readonly Source[] = [
  bake,
  compose,
  githubActions,
  gitlabCi,
  circleCi,
  drone,
  goreleaser,
  makefile,
  justfile,
  taskfile,
  shell,
  npmScripts,
];
