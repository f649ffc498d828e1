import { formatPath, type Path } from "./paths.ts";

/** Folders in which a distribution keeps programs and libraries. */
const MACHINE_CODE = /^\/(usr\/(local\/)?)?(s?bin\/[^/]+$|lib(32|64|x32|exec)?\/)/;

/** Runtimes that images bring along outside of these folders. */
const RUNTIMES = /^\/(opt\/java|usr\/lib\/jvm|usr\/local\/(openjdk|go\/(bin|pkg)))(\/|$)/;

/**
 * What is the same on every architecture: the Filesystem Hierarchy Standard says it of /usr/share
 * (4.11) and calls /etc the place for configuration (3.7).
 */
const PORTABLE = /^\/(etc|usr\/(local\/)?share|usr\/local\/go\/lib\/time)(\/|$)/;

/** User-mode emulators are copied into images of other machines for the one that builds. */
const EMULATORS = /\/qemu-[\w*-]+$/;

/** Files in the folders of programs that are scripts, text or data. */
const SCRIPTS =
  /\/(composer|npm|npx|yarn|yarnpkg|pnpm|pip[\d.]*|docker-entrypoint|docker-php-\w.*|corepack|.*\.(sh|py|pl|rb|js|mjs|cjs|phar|jar|conf|json|txt|pc|la|cmake|h|html|pem|crt))$/;

/** What a file of a base image, or of a package of its distribution, is bound to. */
export function systemBinding(path: Path): "build-bound" | "portable" | "unknown" {
  const text = formatPath(path);
  if (PORTABLE.test(text) || SCRIPTS.test(text)) return "portable";
  if (EMULATORS.test(text)) return "unknown";
  if (RUNTIMES.test(text)) return "build-bound";
  // Interpreters keep modules there, most of which are text.
  if (/^\/usr\/(local\/)?lib\/(python|node_modules|ruby|php)/.test(text)) return "unknown";
  return MACHINE_CODE.test(text) ? "build-bound" : "unknown";
}

const SYSTEM_FOLDER = /^\/((usr\/)?(s?bin|lib(64)?))?$|^\/usr$/;
const SYSTEMS =
  /(^|\/)(alpine|amazonlinux|busybox|centos|debian|eclipse-temurin|fedora|golang|httpd|maven|nginx|node|openjdk|php|python|rockylinux|ruby|rust|ubuntu)$/;

/** Official images whose runtime is in /usr/local. */
const LOCAL_FOLDER = /^\/usr\/local(\/(bin|lib))?$/;
const LOCAL_RUNTIMES = /(^|\/)(node|php|python|ruby)$/;

/** Whether a folder of an image holds the programs of its system as a whole: `/`, `/usr/lib`. */
export function holdsSystemPrograms(path: Path, repository: string): boolean {
  const text = formatPath(path);
  return (
    (SYSTEM_FOLDER.test(text) && SYSTEMS.test(repository)) ||
    (LOCAL_FOLDER.test(text) && LOCAL_RUNTIMES.test(repository))
  );
}

/** Images whose programs are scripts, or run on an interpreter. */
export function holdsScripts(repository: string): boolean {
  return /(^|\/)(xx|composer)$/.test(repository);
}

/** Files that are text or data whatever made them, by their names. */
const PORTABLE_NAMES =
  /\.(css|csv|html?|ico|jar|js|json|jsx|map|md|mjs|pem|crt|php|png|proto|py|rb|sh|sql|svg|toml|ts|txt|war|wasm|woff2?|xml|ya?ml)$/;

export function isPortableByName(path: Path): boolean {
  return PORTABLE_NAMES.test(path.at(-1) ?? "");
}
