import type { Dockerfile } from "../../src/syntax/dockerfile.ts";

/** `docker/dockerfile:1.4`, `docker.io/docker/dockerfile-upstream:master`, with a digest or without. */
const OFFICIAL =
  /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::([^@]+))?(?:@sha256:[0-9a-f]+)?$/;

/**
 * Why a file cannot have heredocs; undefined where it can. BuildKit reads them since its frontend 1.4
 * (docs/reference.md, "Here-Documents"), which Docker has built in since version 23.
 */
export function objectionToHeredocs({ directives }: Dockerfile): string | undefined {
  const syntax = directives.find(({ name }) => name === "syntax")?.value;
  if (syntax === undefined) return undefined;
  const match = OFFICIAL.exec(syntax);
  if (match !== null && readsHeredocs(match[1] ?? "latest")) return undefined;
  return `the file asks for the frontend ${syntax}, and heredocs need docker/dockerfile:1.4 or later`;
}

function readsHeredocs(tag: string): boolean {
  const version = /^1(?:\.(\d+)(?:\.\d+)?)?(-labs)?$/.exec(tag);
  if (version === null) return /^(latest|labs|master|master-labs)$/.test(tag);
  const [, minor, labs] = version;
  return minor === undefined || Number(minor) >= (labs === undefined ? 4 : 3);
}
