/** A path as reports for other programs name it: with slashes, without `./` in front. */
export function reportedPath(path: string): string {
  return path.replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
}
