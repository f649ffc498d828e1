/**
 * An object whose absent parts are an error: the API has them, and this stand-in does not.
 * @param live what is worked out whenever it is asked for
 */
export function strict(
  name: string,
  known: object,
  live: Readonly<Record<string, () => unknown>> = {},
): object {
  return new Proxy(known, {
    get(target, key) {
      if (typeof key === "string" && key in live) return live[key]!();
      if (key in target) return Reflect.get(target, key, target) as unknown;
      // Modules are asked for these by those who load them.
      if (typeof key === "symbol" || key === "__esModule" || key === "then") return undefined;
      throw new Error(`the stand-in for VS Code has no ${name}.${key}`);
    },
  });
}
