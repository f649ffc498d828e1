import { engine } from "../index.ts";
import type { Colors } from "../report/colors.ts";
import { toJson } from "../report/json.ts";
import type { Outcome } from "../report/outcome.ts";
import { toText } from "../report/text.ts";
import { publicPageOf, version } from "./own-package.ts";

/** Writes a report: all of it, the last line end included; empty where there is nothing to say. */
type Format = (outcome: Outcome, colors: Colors) => string | Promise<string>;

/** The formats of a lint report. Most are loaded when they are asked for. */
export const FORMATS = {
  text: (outcome, colors) => `${toText(outcome, colors)}\n`,
  json: ({ results, errors }) => {
    return `${JSON.stringify(toJson(results, errors), null, 2)}\n`;
  },
  sarif: async (outcome) => {
    const { toSarif } = await import("../report/sarif.ts");
    return toSarif(outcome, { rules: engine.rules, version: version(), pageOf: publicPageOf });
  },
  github: async (outcome) => (await import("../report/github.ts")).toGithub(outcome),
  gitlab: async (outcome) => (await import("../report/gitlab.ts")).toGitlab(outcome),
  junit: async (outcome) => (await import("../report/junit.ts")).toJunit(outcome),
  checkstyle: async (outcome) => (await import("../report/checkstyle.ts")).toCheckstyle(outcome),
  rdjson: async (outcome) => (await import("../report/rdjson.ts")).toRdjson(outcome),
} satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;
