import type { Invocation } from "../../../src/facts/invocation.ts";
import { joinPath } from "../../../src/graph/steps.ts";

/** The virtual environment into which uv installs, or why there is none that could be copied. */
export type EnvironmentAnswer = { readonly folder: string } | { readonly refusal: string };

/** docs.astral.sh/uv/pip/environments and docs.astral.sh/uv/concepts/projects/config. */
export function environmentOf(uv: Invocation, isProject: boolean): EnvironmentAnswer {
  const named = isProject ? ofProject(uv) : ofPip(uv);
  if (typeof named !== "string") return named;
  const folder = joinPath(placeOf(uv), named);
  if (folder === undefined || folder.includes("$")) {
    return {
      refusal: "the folder in which uv installs is not known: name it with WORKDIR or VIRTUAL_ENV",
    };
  }
  if (/^\/(usr(\/local)?)?$/.test(folder)) return { refusal: SYSTEM };
  return { folder };
}

const SYSTEM =
  "uv installs among the packages of the image, where its work cannot be told apart: install into a " +
  "virtual environment (uv sync, or uv venv and VIRTUAL_ENV), which is copied as a whole";

function ofProject(uv: Invocation): string {
  const active = uv.has("--active") ? uv.variable("VIRTUAL_ENV") : undefined;
  return active ?? uv.variable("UV_PROJECT_ENVIRONMENT") ?? ".venv";
}

function ofPip(uv: Invocation): string | { readonly refusal: string } {
  const elsewhere = ["--target", "-t", "--prefix"].find((option) => uv.has(option));
  if (elsewhere !== undefined) {
    return {
      refusal: `with ${elsewhere} uv installs beside other files: install into a virtual environment`,
    };
  }
  const python = uv.value("--python", "-p");
  const environment = /^(.+)\/bin\/python[\d.]*$/.exec(python ?? "")?.[1];
  if (environment !== undefined) return environment;
  const variable = uv.variable("UV_SYSTEM_PYTHON");
  if (uv.has("--system") || (variable !== undefined && !/^(0|false|)$/.test(variable))) {
    return { refusal: SYSTEM };
  }
  return uv.variable("VIRTUAL_ENV") ?? ".venv";
}

function placeOf(uv: Invocation): string | undefined {
  const moved = uv.value("--directory", "--project");
  return moved === undefined ? uv.workdir : joinPath(uv.workdir, moved);
}
