/** What is known of the releases of Python packages without looking into a lock file. */
export interface PackageIndex {
  /**
   * The names of a release's files.
   * @param name as `normalizePackageName` gives it
   * @returns undefined where they are not known; an index may find out, and be asked again
   */
  filesOf(name: string, version: string): readonly string[] | undefined;
}

/** `Foo.Bar_baz` and `foo-bar-baz` are one: PEP 503. */
export function normalizePackageName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
