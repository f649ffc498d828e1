import type { Analysis } from "../../src/facts/analysis.ts";
import { type ContextFile, contextFile } from "../../src/flow/context-files.ts";
import type { FamilyCommand } from "../../src/rule/move.ts";
import type { SourceText } from "../../src/text/source.ts";
import { filesBelow, lineOf, NOT_LISTED, pathIn } from "./context-files.ts";

/** What the sources beside a Dockerfile say of cgo. */
export type CgoAnswer =
  /** "github.com/mattn/go-sqlite3 needs cgo: go.mod:12" */
  | { readonly kind: "used"; readonly why: string }
  /** What speaks for or against it, or why the sources could not be asked; may be empty. */
  | { readonly kind: "unknown"; readonly note: string };

/**
 * Modules whose packages do not work, or do not even compile, without cgo. Their pages on
 * pkg.go.dev and their `import "C"` say so.
 */
const CGO_MODULES = new Set(
  (
    "github.com/DataDog/zstd github.com/Shopify/sarama-zstd github.com/bytecodealliance/wasmtime-go " +
    "github.com/chai2010/webp github.com/confluentinc/confluent-kafka-go github.com/coreos/go-systemd/sdjournal " +
    "github.com/davidbyttow/govips github.com/godror/godror github.com/google/gopacket/pcap " +
    "github.com/h2non/bimg github.com/ianlancetaylor/cgosymbolizer github.com/libgit2/git2go " +
    "github.com/linxGnu/grocksdb github.com/marcboeker/go-duckdb github.com/duckdb/duckdb-go " +
    "github.com/mattn/go-oci8 github.com/mattn/go-sqlite3 github.com/miekg/pkcs11 " +
    "github.com/mutecomm/go-sqlcipher github.com/rakyll/portmidi github.com/seccomp/libseccomp-golang " +
    "github.com/tecbot/gorocksdb github.com/valyala/gozstd github.com/veandco/go-sdl2 " +
    "github.com/wasmerio/wasmer-go gocv.io/x/gocv gopkg.in/gographics/imagick.v3 rsc.io/sqlite"
  ).split(" "),
);

/** Asks `go.mod` and the sources of the module that a command builds. */
export function cgoIn({ stage, step, workdir }: FamilyCommand, analysis: Analysis): CgoAnswer {
  const module = contextFile(analysis, stage, step, pathIn(workdir, "go.mod", step));
  if (module.kind !== "file") return { kind: "unknown", note: noteOn(module, analysis) };
  const required = requiredCgoModule(module.source);
  if (required !== undefined) return { kind: "used", why: required };
  const own = ownCgoFile(module.path, analysis);
  return own === undefined ? { kind: "unknown", note: "" } : { kind: "used", why: own };
}

function noteOn(module: Exclude<ContextFile, { kind: "file" }>, { context }: Analysis): string {
  if (context === undefined) return "";
  return module.kind === "missing"
    ? "go.mod is not in the build context"
    : `go.mod ${module.reason}`;
}

/** Modules that the module itself imports; what is `// indirect` need not come into the program. */
function requiredCgoModule(source: SourceText): string | undefined {
  for (const [index, line] of source.text.split("\n").entries()) {
    const module = /^\s*(?:require\s+)?([\w.-]+\.[\w.-]+\/\S+)\s+v\d/.exec(line)?.[1];
    if (module === undefined || line.includes("// indirect")) continue;
    if (!CGO_MODULES.has(module.replace(/\/v\d+$/, ""))) continue;
    return `${module} needs cgo: ${source.path}:${index + 1}`;
  }
  return undefined;
}

/** Folders of a module that are not built with it. */
const OTHER_FOLDERS = new Set(["vendor", "testdata", "node_modules", "third_party", "examples"]);

/** A source of the module itself that imports C. */
function ownCgoFile(module: string, { context }: Analysis): string | undefined {
  const folder = module.replace(/\/?go\.mod$/, "");
  const isOwn = (name: string) => !OTHER_FOLDERS.has(name) && !/^[._]/.test(name);
  for (const path of filesBelow(context!, folder, isOwn)) {
    if (path === NOT_LISTED || !path.endsWith(".go") || path.endsWith("_test.go")) continue;
    const text = context!.read(path);
    if ("problem" in text) continue;
    const at = text.source.text.search(/^[ \t]*(?:import[ \t]+"C"|"C"[ \t]*$)/m);
    if (at >= 0) return `${lineOf(text.source, at)} imports C`;
  }
  return undefined;
}
