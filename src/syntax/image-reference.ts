import { DockerfileParser } from "dockerfile-ast";

/** The parts of an image's name: `registry:5000/team/app:1.2@sha256:...`. */
export interface ImageReference {
  /** The whole name as given. */
  readonly text: string;
  readonly registry: string | undefined;
  /** Without the registry: `team/app`, `golang`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** The same few names are asked for again and again; a program that runs on forgets them all now and then. */
const MAX_KNOWN = 1_000;
const known = new Map<string, ImageReference | undefined>();

/**
 * Reads the name of an image.
 * @param text with variables filled in; undefined where it is no name at all
 */
export function readImageReference(text: string): ImageReference | undefined {
  if (known.has(text)) return known.get(text);
  if (known.size >= MAX_KNOWN) known.clear();
  const reference = parseReference(text);
  known.set(text, reference);
  return reference;
}

/**
 * This is the one place that asks dockerfile-ast, for the one thing
 * that it reads right: boundaries, flags, heredocs, exec forms and variables are measurably wrong
 * there on real files, and are read as BuildKit reads them. Its one fault here, a tag that is lost
 * between a registry and a digest, is repaired.
 */
function parseReference(text: string): ImageReference | undefined {
  const [from] = DockerfileParser.parse(`FROM ${text}`).getFROMs();
  const name = from?.getImageName();
  if (!from || !name) return undefined;
  const lostTag = /^(.+):([^/:]+)$/.exec(name);
  return {
    text,
    registry: from.getRegistry() ?? undefined,
    repository: lostTag?.[1] ?? name,
    tag: from.getImageTag() ?? lostTag?.[2],
    digest: from.getImageDigest() ?? undefined,
  };
}
