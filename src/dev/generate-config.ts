import { readFileSync } from "node:fs";
import { toJsonSchema } from "@valibot/to-json-schema";
import { ecosystems, rules } from "../../rules/index.ts";
import { configSchema } from "../config/schema.ts";
import { writeGenerated } from "./generated.ts";
import { markdownTable, withGenerated } from "./tables.ts";

/** What is read of a JSON schema. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Writes the JSON schema of the configuration, and the tables of its reference. */
export function writeConfigDocs(): void {
  // What makes a platform is no pattern: the program checks it.
  const schema = toJsonSchema(configSchema({ rules, ecosystems }), { ignoreActions: ["check"] });
  const published = { title: "Configuration of dockerlint-xarch", ...schema };
  writeGenerated("schema/config.schema.json", `${JSON.stringify(published, null, 2)}\n`);
  const { properties = {} } = schema as Schema;
  const page = "docs/configuration.md";
  const text = withGenerated(readFileSync(page, "utf8"), "keys", keyTable(properties));
  writeGenerated(page, withGenerated(text, "ecosystems", ecosystemTable()));
}

function keyTable(properties: Readonly<Record<string, Schema>>): string {
  const forFiles = properties["overrides"]?.items?.properties ?? {};
  const rows = Object.entries(properties).map(([key, schema]) => [
    `\`${key}\``,
    typeName(schema),
    Object.hasOwn(forFiles, key) ? "yes" : "no",
    schema.description ?? "",
  ]);
  return markdownTable(["key", "value", "in `overrides`", "meaning"], rows);
}

function typeName({ type, enum: values, anyOf, items }: Schema): string {
  if (anyOf !== undefined) return anyOf.map(typeName).join(" or ");
  if (values !== undefined) return "a name";
  if (type === "array") return items?.type === "object" ? "a list" : "a list of texts";
  return type === "object" ? "keys" : type === "string" ? "text" : (type ?? "");
}

function ecosystemTable(): string {
  const rows = ecosystems.map(({ id, title, strategies = [] }) => [
    `\`${id}\``,
    title,
    strategies.map((each) => `\`${each}\``).join(", "),
  ]);
  return markdownTable(["ecosystem", "tools", "`strategy`"], rows);
}
