import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError, type ConfigProblem, reasonOf } from "../problem.ts";
import { type ConfigDocument, readConfig } from "../read.ts";
import type { Vocabulary } from "../schema.ts";
import { shownPath } from "./shown-path.ts";
import type { ConfigLayer } from "../settings.ts";

/**
 * Reads a configuration file and what it extends, that first.
 * @param path absolute
 * @param folder that the patterns of the file are relative to
 * @throws {ConfigError} with everything that is wrong with the first file that cannot be used
 */
export function loadConfig(path: string, folder: string, vocabulary: Vocabulary): ConfigLayer[] {
  return new Loader(vocabulary).load(path, folder);
}

class Loader {
  readonly #vocabulary: Vocabulary;
  /** The files that are being read: each extends the next. */
  readonly #chain: string[] = [];

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  load(path: string, folder: string, askedFor?: (message: string) => ConfigProblem): ConfigLayer[] {
    if (this.#chain.includes(path)) {
      const circle = [...this.#chain.slice(this.#chain.indexOf(path)), path].map(shownPath);
      throw new ConfigError([askedFor!(`it extends itself: ${circle.join(" -> ")}`)]);
    }
    const document = this.#read(path, askedFor);
    this.#chain.push(path);
    const bases = [document.values.extends ?? []].flat();
    const layers = bases.flatMap((base) => {
      const target = resolve(dirname(path), base);
      const ask = (message: string) => document.problemAt(["extends"], message);
      return this.load(target, dirname(target), ask);
    });
    this.#chain.pop();
    return [...layers, { path, folder: slashes(folder), values: document.values }];
  }

  #read(path: string, askedFor?: (message: string) => ConfigProblem): ConfigDocument {
    let text: string;
    try {
      text = readFileSync(path, "utf8");
    } catch (error) {
      const reason = reasonOf(error);
      const message = `${shownPath(path)} cannot be read: ${reason}`;
      throw new ConfigError([
        askedFor?.(message) ?? { path: shownPath(path), message: `it cannot be read: ${reason}` },
      ]);
    }
    const document = readConfig(shownPath(path), text, this.#vocabulary);
    if (isProblems(document)) throw new ConfigError(document);
    return document;
  }
}

function isProblems(
  result: ConfigDocument | readonly ConfigProblem[],
): result is readonly ConfigProblem[] {
  return Array.isArray(result);
}

/** Patterns are written with slashes everywhere. */
function slashes(path: string): string {
  return path.replaceAll("\\", "/").replace(/(.)\/$/, "$1");
}
