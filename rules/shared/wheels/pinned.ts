/** A release of a package that a file beside the Dockerfile chooses. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** The names of the release's files; undefined where only an index knows. */
  readonly files: readonly string[] | undefined;
  /** Where it is installed, as PEP 508 says it; undefined: everywhere. */
  readonly marker: string | undefined;
  /** "requirements.txt:4", as reports name files. */
  readonly place: string;
}
