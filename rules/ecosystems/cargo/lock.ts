import type { Analysis } from "../../../src/facts/analysis.ts";
import { contextFile } from "../../../src/flow/context-files.ts";
import type { FamilyCommand } from "../../../src/rule/move.ts";
import { pathIn } from "../../shared/context-files.ts";
import type { CLinking } from "./toolchain.ts";

/** What Cargo.lock says of C in the crates. */
export type CrateAnswer =
  /** A crate needs what a cross compile does not have: "openssl-sys links ...: Cargo.lock:812". */
  | { readonly kind: "needs"; readonly why: string }
  /** Every crate is known to do without. */
  | { readonly kind: "none" }
  /** Why that cannot be told; may be empty. */
  | { readonly kind: "unknown"; readonly note: string };

/** Crates that declare what the system or Rust itself has: nothing is linked beside libc. */
const DECLARATIONS =
  /^(windows|winapi|js|web|wasm|jni|ndk|objc|objc2|mach|fsevent|kqueue|inotify|dirs|linux-raw|io-uring|core-foundation|core-video|security-framework|system-configuration|android_log|redox)[\w-]*[-_]sys$|^winapi-/;

/** Crates that bring their C and compile it, or fall back to that where they cross-compile. */
const BUNDLED = new Set(
  (
    "aws-lc-sys bzip2-sys brotli-sys libz-sys libz-ng-sys libgit2-sys libssh2-sys libmimalloc-sys " +
    "lz4-sys lzma-sys onig_sys rdkafka-sys secp256k1-sys snappy_src tikv-jemalloc-sys jemalloc-sys zstd-sys"
  ).split(" "),
);

/** Crates that take a library of the system, by pkg-config or a path. */
const SYSTEM = new Set(
  (
    "alsa-sys atk-sys cairo-sys-rs fontconfig-sys yeslogic-fontconfig-sys gdk-pixbuf-sys gdk-sys " +
    "gio-sys glib-sys gobject-sys gstreamer-sys gtk-sys hidapi krb5-sys libdbus-sys libpulse-sys " +
    "libsystemd-sys libudev-sys libusb1-sys libseccomp-sys mysqlclient-sys odbc-sys openssl-sys " +
    "pam-sys pango-sys pcap pq-sys sdl2-sys webkit2gtk-sys libxml ffmpeg-sys-next libvirt-sys " +
    "libsqlite3-sys zmq-sys"
  ).split(" "),
);

/** They compile C for the target though their names do not tell. */
const COMPILES = new Set(["ring", "blake3", "psm", "stacker", "mozjpeg-sys", "openssl-src"]);

interface Crate {
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Asks the Cargo.lock of what a command builds.
 * @param can what the toolchain can do with C
 */
export function crossProblemIn(
  { stage, step, workdir }: FamilyCommand,
  analysis: Analysis,
  can: CLinking,
): CrateAnswer {
  if (analysis.context === undefined) return { kind: "unknown", note: "" };
  const lock = contextFile(analysis, stage, step, pathIn(workdir, "Cargo.lock", step));
  if (lock.kind !== "file") {
    const reason = lock.kind === "missing" ? "is not in the build context" : lock.reason;
    return { kind: "unknown", note: `Cargo.lock ${reason}` };
  }
  const crates = cratesIn(lock.source.text);
  if (crates.length === 0) return { kind: "unknown", note: "Cargo.lock is none that cargo wrote" };
  const placeOf = ({ line }: Crate) => `${lock.source.path}:${line}`;
  const linked = crates.find(({ name }) => SYSTEM.has(name));
  // With it OpenSSL is compiled from source, if the feature that asks for it is on.
  const isVendored = crates.some(({ name }) => name === "openssl-src");
  if (linked !== undefined && !(linked.name === "openssl-sys" && isVendored)) {
    return {
      kind: "needs",
      why: `${linked.name} links a library of the system: ${placeOf(linked)}`,
    };
  }
  const compiled = crates.find(({ name }) => COMPILES.has(name) || BUNDLED.has(name));
  if (can === "nothing" && compiled !== undefined) {
    return { kind: "needs", why: `${compiled.name} compiles C code: ${placeOf(compiled)}` };
  }
  const open = crates.filter(({ name }) => mayLink(name));
  if (open.length === 0) return { kind: "none" };
  const names = open.slice(0, 3).map((crate) => `${crate.name}: ${placeOf(crate)}`);
  return { kind: "unknown", note: names.join(", ") };
}

function mayLink(name: string): boolean {
  if (DECLARATIONS.test(name) || BUNDLED.has(name)) return false;
  return /[-_]sys(-|$)/.test(name) || SYSTEM.has(name);
}

/** `[[package]]`, then `name = "..."`: cargo writes each key on a line of its own. */
function cratesIn(text: string): Crate[] {
  return text.split("\n").flatMap((line, index) => {
    const name = /^name = "([\w-]+)"/.exec(line)?.[1];
    return name === undefined ? [] : [{ name, line: index + 1 }];
  });
}
