/** What is known of the releases of Python packages without looking into a lock file. */
export interface PackageIndex {
  /**
   * The names of a release's files.
   * @param name normalised as PEP 503 has it
   * @returns undefined where they are not known; an index may find out, and be asked again
   */
  filesOf(name: string, version: string): readonly string[] | undefined;
}
