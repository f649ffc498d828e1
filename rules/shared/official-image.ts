import type { ImageReference } from "../../src/syntax/image-reference.ts";

const OFFICIAL = /^(?:library\/|docker\/library\/)?([^/]+)$/;
const REGISTRIES = new Set([undefined, "docker.io", "mirror.gcr.io", "public.ecr.aws"]);

/**
 * The name of one of Docker's official images, `golang` of `docker.io/library/golang`; undefined for
 * any other. They have no namespace, are built alike for all platforms, and run as root.
 */
export function officialName(image: ImageReference | undefined): string | undefined {
  if (image === undefined || !REGISTRIES.has(image.registry)) return undefined;
  return OFFICIAL.exec(image.repository)?.[1];
}

const OF_UV = new Set(["docker.io astral/uv", "ghcr.io astral-sh/uv"]);

/** Whether an image is one of uv's: an official one with uv added (docs.astral.sh/uv/guides/integration/docker). */
export function isOfUv(image: ImageReference | undefined): boolean {
  return image !== undefined && OF_UV.has(`${image.registry ?? "docker.io"} ${image.repository}`);
}
