/** A package of a lock file that is not the same on every machine. */
export interface NativePackage {
  /** `better-sqlite3`, `@esbuild/linux-x64` */
  readonly name: string;
  /** It is chosen by `os` and `cpu`; its script runs when it is installed; it makes such files. */
  readonly kind: "chosen" | "install-script" | "packer";
  /** Whether only tools of the build need it. */
  readonly dev: boolean;
  /** "package-lock.json:812" */
  readonly place: string;
  /** "better-sqlite3 has an install script: package-lock.json:812" */
  readonly why: string;
}

/** They put Node and a script into one program. */
export const PACKERS =
  /^(pkg|@yao-pkg\/pkg|nexe|postject|caxa|electron-builder|@electron-forge\/cli)$/;

/** Packages that compile an addon, or choose one for the machine, when they are installed. */
export const COMPILED =
  /^(argon2|bcrypt|better-sqlite3|bufferutil|canvas|cpu-features|fuse-native|grpc|libpq|node-sass|oracledb|re2|sharp|sqlite3|utf-8-validate|zeromq)(@.*)?$/;

/** What the kinds are, behind a package's name. */
export const TRAITS = {
  chosen: "is made for one machine",
  "install-script": "has an install script",
  packer: "makes programs",
} as const;
