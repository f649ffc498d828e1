import { SourceText } from "../../text/source.ts";
import type { Build, Note, Place, Reading } from "../build.ts";
import { type FileReader, joinInside } from "../files.ts";
import { foldersAbove, locate } from "../locate.ts";
import { parsePlatformList } from "../platforms.ts";
import { MAX_SOURCE_BYTES } from "../source.ts";
import { describeFault } from "../syntax-fault.ts";
import { readBakeFile, type BakeBlock } from "./file.ts";
import { BakeProject, type BakeTarget } from "./targets.ts";

/** The files that `docker buildx bake` reads where none is named (`bake/bake.go:defaultFilenames`). */
const DEFAULT_FILES = [
  "docker-bake.json",
  "docker-bake.hcl",
  "docker-bake.override.json",
  "docker-bake.override.hcl",
];

/** How bake is called. */
export interface BakeCall {
  /** The working directory, from the root of the repository. */
  readonly folder: string;
  /** Relative to the folder; none: those that bake takes by itself. */
  readonly files: readonly string[];
  readonly targets: readonly string[];
  /** `*.platform=linux/arm64` */
  readonly overrides: readonly string[];
  readonly variables: ReadonlyMap<string, string>;
  readonly machine: Build["machine"];
  /** Where the call stands. */
  readonly place: Place;
}

/** The builds of bake files that belong together. */
export async function bakeBuilds(paths: readonly string[], files: FileReader): Promise<Reading> {
  const { blocks, notes } = await readAll(paths, files);
  const project = new BakeProject(blocks);
  const builds = project.built().flatMap((target) => buildOf(target, files));
  return { builds, notes };
}

/** The builds of one call of bake, with what it overrides. */
export async function calledBuilds(call: BakeCall, files: FileReader): Promise<Reading> {
  const names = call.files.length > 0 ? call.files : DEFAULT_FILES;
  const paths = names
    .filter((name) => /\.(hcl|json)$/.test(name))
    .map((name) => joinInside(call.folder, name))
    .filter((path) => path !== undefined && files.kindOf(path) === "file");
  const { blocks, notes } = await readAll(paths as string[], files);
  const project = new BakeProject(blocks, call.variables);
  const wanted = call.targets.length > 0 ? call.targets : ["default"];
  const builds = project.built(wanted).flatMap((target) => {
    const platforms = overridden(target, call.overrides);
    const place = platforms === undefined ? target.place : call.place;
    const changed = platforms === undefined ? target : { ...target, platforms, place };
    return buildOf(changed, files).map((build) => ({ ...build, machine: call.machine }));
  });
  return { builds, notes };
}

async function readAll(paths: readonly string[], files: FileReader) {
  const blocks: BakeBlock[] = [];
  const notes: Note[] = [];
  for (const path of paths) {
    const file = await readOnce(path, files);
    if ("message" in file) notes.push(file);
    else blocks.push(...file.blocks);
  }
  return { blocks, notes };
}

type BakeFile = Note | { readonly blocks: readonly BakeBlock[] };

/** Workflows call bake once a job and a row of its matrix: the files are parsed once. */
const knownFiles = new WeakMap<FileReader, Map<string, Promise<BakeFile>>>();

function readOnce(path: string, files: FileReader): Promise<BakeFile> {
  let known = knownFiles.get(files);
  if (known === undefined) {
    known = new Map();
    knownFiles.set(files, known);
  }
  let file = known.get(path);
  if (file === undefined) {
    file = readFile(path, files);
    known.set(path, file);
  }
  return file;
}

async function readFile(path: string, files: FileReader): Promise<BakeFile> {
  const answer = files.read(path, MAX_SOURCE_BYTES);
  if ("problem" in answer) return { place: { path, line: 1 }, message: answer.problem };
  try {
    return { blocks: await readBakeFile(new SourceText(path, answer.text)) };
  } catch (error) {
    const { message, line } = describeFault(error);
    return { place: { path, line }, message };
  }
}

/** The platforms that `--set TARGET.platform=...` gives; `*` stands for any part of a name. */
function overridden(
  { name, block }: BakeTarget,
  overrides: readonly string[],
): readonly string[] | undefined {
  const given = overrides.flatMap((override) => {
    const [, pattern, value] = /^([^.=]+)\.platform=(.*)$/.exec(override) ?? [];
    if (pattern === undefined) return [];
    const isMeant = pattern === name || pattern === block || pattern.includes("*");
    return isMeant ? [value!] : [];
  });
  return given.length === 0 ? undefined : given;
}

function buildOf(target: BakeTarget, files: FileReader): Build[] {
  if (target.isElsewhere) return [];
  const { dockerfile, context } = target;
  const folders = foldersAbove(target.place.path);
  const located = locate({ dockerfile, context, inContext: true }, folders, files);
  if (located === undefined) return [];
  const targets = target.platforms && parsePlatformList(target.platforms.join(","));
  const { stage, args, place } = target;
  return [{ ...located, targets, machine: undefined, stage, args, from: place }];
}
