import type { Entry, Listing } from "./listing.ts";

/** A file of this name in a layer hides the file whose name follows it. */
const WHITEOUT = ".wh.";
/** It hides all that the layers below have in its folder. */
const OPAQUE = ".wh..wh..opq";

/**
 * Lays an image's layers over each other, the lowest first, as the image specification says
 * (opencontainers/image-spec, layer.md, "Whiteouts").
 */
export function applyLayers(layers: readonly Listing[]): Listing {
  const result = new Map<string, Entry>();
  for (const layer of layers) {
    for (const path of layer.keys()) hide(path, layer, result);
    for (const [path, entry] of layer) if (!isWhiteout(path)) result.set(path, entry);
  }
  return new Map([...result].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Takes away what a layer's entry hides of the layers below. */
function hide(path: string, layer: Listing, below: Map<string, Entry>): void {
  const slash = path.lastIndexOf("/") + 1;
  const [folder, name] = [path.slice(0, slash), path.slice(slash)];
  if (name === OPAQUE) removeBelow(folder, below);
  else if (name.startsWith(WHITEOUT)) remove(`${folder}${name.slice(WHITEOUT.length)}`, below);
  else if (below.get(path)?.type === "folder" && layer.get(path)!.type !== "folder") {
    remove(path, below);
  }
}

function isWhiteout(path: string): boolean {
  return path.slice(path.lastIndexOf("/") + 1).startsWith(WHITEOUT);
}

function remove(path: string, entries: Map<string, Entry>): void {
  if (entries.get(path)?.type === "folder") removeBelow(`${path}/`, entries);
  entries.delete(path);
}

/** @param folder with a slash at its end; empty for the root */
function removeBelow(folder: string, entries: Map<string, Entry>): void {
  for (const path of entries.keys()) if (path.startsWith(folder)) entries.delete(path);
}
