import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What this machine needs to reach the package registries, as files for the base images: builds see
 * nothing of the machine's environment, and an ENV would show in every image.
 */
export function writeSettings(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  write(join(folder, "etc/pip.conf"), pipSettings());
  // uv has the authorities of browsers in it, and asks others when it is told to.
  write(join(folder, "etc/uv/uv.toml"), "system-certs = true\n");
  write(join(folder, "root/.config/go/env"), goSettings());
  write(join(folder, "usr/local/etc/npmrc"), npmSettings());
  const bundle = join(folder, CERTIFICATES);
  mkdirSync(dirname(bundle), { recursive: true });
  copyFileSync(certificates(), bundle);
}

const CERTIFICATES = "etc/ssl/certs/ca-certificates.crt";

function certificates(): string {
  const named = [process.env.PIP_CERT, process.env.SSL_CERT_FILE];
  return named.find((path) => path && existsSync(path)) ?? `/${CERTIFICATES}`;
}

/** Those of pip's settings that say where packages come from. A folder of this machine is not there. */
const PIP_SETTINGS = new Set([
  "index-url",
  "extra-index-url",
  "trusted-host",
  "proxy",
  "default-timeout",
]);

function pipSettings(): string {
  // `global.index-url='...'` from a file, `:env:.index-url='...'` from a variable
  const { stdout } = spawnSync("pip", ["config", "list"], { encoding: "utf8" });
  const lines = [...(stdout ?? "").matchAll(/^(?:global|:env:)\.([\w-]+)=(['"])(.*)\2$/gm)]
    .filter(([, name]) => PIP_SETTINGS.has(name!))
    .map(([, name, , value]) => `${name} = ${value!.replaceAll(String.raw`\n`, " ")}`);
  const all = new Set([...lines, `cert = /${CERTIFICATES}`, "disable-pip-version-check = 1"]);
  return ["[global]", ...all, ""].join("\n");
}

const GO_SETTINGS = ["GOPROXY", "GONOPROXY", "GOPRIVATE", "GOSUMDB", "GONOSUMDB"];

function goSettings(): string {
  const set = GO_SETTINGS.filter((name) => process.env[name]);
  return set.map((name) => `${name}=${process.env[name]}\n`).join("");
}

/** Those of npm's settings that say where packages come from. */
const NPM_SETTINGS = ["registry", "proxy", "https-proxy"];

function npmSettings(): string {
  const lines = NPM_SETTINGS.flatMap((name) => {
    const { stdout } = spawnSync("npm", ["config", "get", name], { encoding: "utf8" });
    const value = (stdout ?? "").trim();
    return ["", "null", "undefined"].includes(value) ? [] : [`${name}=${value}`];
  });
  return [...lines, `cafile=/${CERTIFICATES}`, "update-notifier=false", ""].join("\n");
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
