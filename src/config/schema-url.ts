/** Where editors find the JSON schema of the configuration: the package on a public CDN. */
export const SCHEMA_URL = "https://unpkg.com/dockerlint-xarch/schema/config.schema.json";
