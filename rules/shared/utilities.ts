/**
 * Commands that do the same on every machine: what they write is what they read, or text. A stage
 * that runs nothing else besides its compiler can move.
 */
export const UTILITIES: ReadonlySet<string> = new Set(
  (
    ": [ addgroup adduser awk base64 basename break cat cd chgrp chmod chown command continue cp cut " +
    "date dirname echo env exit export expr false find getent gpg grep groupadd head hash id install " +
    "jar jq let ln local ls md5sum mkdir mktemp mv nl od passwd printf pwd read readlink realpath return " +
    "rm rmdir sed seq set sha1sum sha256sum sha512sum shift sleep sort source split stat strings tail " +
    "tee test touch tr trap true truncate type tty umask uniq unset update-ca-certificates upx " +
    "useradd usermod wait wc which whoami xargs yes"
  ).split(" "),
);

/** What asks for the machine that it runs on: after a move the answer is another one. */
const PROBES =
  /\b(uname|arch|dpkg --print-architecture|apk --print-arch|rpm --eval|getconf|lscpu|go env|rustc -vV)\b|process\.arch|platform\.machine/;

/** Whether a command's text asks for the architecture it runs on. */
export function probesMachine(text: string): boolean {
  return PROBES.test(text);
}

/** Files of the base image or of its packages that are the same for every architecture. */
const PORTABLE_SYSTEM_PATHS =
  /^\/(etc\/(ssl|pki|ca-certificates|passwd|group|shadow|mime\.types|protocols|services|nsswitch\.conf|localtime|timezone)|usr\/share\/(zoneinfo|ca-certificates|i18n|misc\/magic)|usr\/local\/go\/lib\/time)(\/|$)/;

/** Folders in which programs, libraries and packages stand. */
const SYSTEM_PATHS =
  /^\/(bin|sbin|lib\w*|usr|etc|var|dev|proc|sys|go\/(bin|pkg)|root\/(\.\w+|go))?(\/|$)/;

/** Whether what stands at a path may have been made for the machine that the stage ran on. */
export function mayHoldMachineCode(path: string): boolean {
  if (PORTABLE_SYSTEM_PATHS.test(path)) return false;
  return ["/", "/go", "/root"].includes(path) || SYSTEM_PATHS.test(path);
}

/** Files that are text by their name: the same wherever they were written. */
const TEXT =
  /\.(conf|cfg|ini|json|ya?ml|toml|xml|properties|env|txt|md|csv|html?|css|js|mjs|cjs|map|svg|sql|proto|sh|py|rb|php|tmpl|tpl|lock|sum|mod|csproj|sln|crt|pem)$/;

export function isText(path: string): boolean {
  return TEXT.test(path) && !path.includes("/node_modules/");
}
