import type { Build } from "../build.ts";
import type { FileReader } from "../files.ts";
import { locate } from "../locate.ts";
import { parsePlatformList } from "../platforms.ts";
import type { Source } from "../source.ts";
import { readYaml, type YamlValue } from "../yaml.ts";

/** Images of GoReleaser: https://goreleaser.com/customization/docker/ */
export const goreleaser: Source = {
  id: "goreleaser",
  title: "GoReleaser",
  claims: (path) => /(^|\/)\.?goreleaser([.-][\w.-]+)?\.ya?ml$/.test(path),
  words: ["docker"],
  async read(file, files) {
    const [root] = await readYaml(file);
    const images = root?.get("dockers")?.items ?? [];
    const newer = root?.get("dockers_v2")?.items ?? [];
    return {
      builds: [
        ...images.flatMap((image) => readImage(image, files)),
        ...newer.flatMap((image) => readNewImage(image, files)),
      ],
      notes: [],
    };
  },
};

/** One image a platform: `goarch`, or `--platform` among the flags. */
function readImage(image: YamlValue, files: FileReader): Build[] {
  const flags = image.get("build_flag_templates")?.items ?? [];
  const flag = flags.find(({ text }) => text?.startsWith("--platform"));
  const named = flag?.text?.replace(/^--platform[= ]/, "");
  const architecture = image.get("goarch")?.text ?? "amd64";
  const variant = architecture === "arm" ? `/v${image.get("goarm")?.text ?? "6"}` : "";
  const system = image.get("goos")?.text ?? "linux";
  const platforms = named ?? `${system}/${architecture}${variant}`;
  const place = (flag ?? image.get("goarch") ?? image).place;
  return buildOf(image, platforms, place, stageIn(flags), files);
}

function stageIn(flags: readonly YamlValue[]): string | undefined {
  return flags
    .map(({ text }) => /^--target[= ](\S+)$/.exec(text ?? "")?.[1])
    .find((stage) => stage !== undefined);
}

/** Both of these where nothing is said. */
const DEFAULT_PLATFORMS = "linux/amd64,linux/arm64";

function readNewImage(image: YamlValue, files: FileReader): Build[] {
  const platforms = image.get("platforms");
  const list = platforms?.texts.join(",") ?? DEFAULT_PLATFORMS;
  const flags = image.get("flags")?.items ?? [];
  return buildOf(image, list, (platforms?.items[0] ?? image).place, stageIn(flags), files);
}

/** The context is a temporary folder that the programs are put into: none of the repository's. */
function buildOf(
  image: YamlValue,
  platforms: string,
  from: Build["from"],
  stage: string | undefined,
  files: FileReader,
): Build[] {
  const dockerfile = image.get("dockerfile")?.text ?? "Dockerfile";
  const located = locate({ dockerfile, context: "." }, [""], files);
  if (located === undefined) return [];
  const targets = parsePlatformList(platforms);
  const args = new Map<string, string>();
  const { dockerfile: path } = located;
  return [{ dockerfile: path, context: undefined, targets, machine: undefined, stage, args, from }];
}
