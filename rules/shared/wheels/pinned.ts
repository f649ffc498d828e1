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

/** What an installation installs, as far as it is written down. */
export interface PinnedPackages {
  readonly packages: readonly PinnedPackage[];
  /** Whether packages come from an index that the Dockerfile or the file itself names. */
  readonly otherIndex: boolean;
}

/** `Foo.Bar_baz` and `foo-bar-baz` are one: PEP 503. */
export function normalizeName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
