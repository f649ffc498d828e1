import type { SourceText } from "../text/source.ts";

/** What stands at a path. `unknown`: it is there, or may be, and cannot be looked at. */
export type EntryKind = "file" | "folder" | "missing" | "unknown";

/** A file's text, or why it cannot be had: "is larger than 16 MB". */
export type FileText = { readonly source: SourceText } | { readonly problem: string };

/**
 * The folder that a build sends to BuildKit, without what `.dockerignore` leaves out. Paths are
 * relative to it, with slashes: `go.mod`, `cmd/server/main.go`; "" is the folder itself. Whatever
 * it answers is bounded: large files are problems, long folders unknown.
 */
export interface BuildContext {
  /** The folder as reports name it, such as `.` or `services/web`. */
  readonly name: string;
  kindOf(path: string): EntryKind;
  /** The names in a folder, in order; undefined where they cannot be told. */
  namesIn(folder: string): readonly string[] | undefined;
  /** The text of a file, whose `path` is as reports name it. */
  read(path: string): FileText;
}
