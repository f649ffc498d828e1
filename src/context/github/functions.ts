import { type ExpressionValue, isEqual, isOpen, textOf } from "./values.ts";

/** What a function of an expression gives; undefined where it is not known, or an argument is open. */
export function callFunction(name: string, args: readonly ExpressionValue[]): ExpressionValue {
  const [first, second] = args;
  if (isOpen(first) || (args.length > 1 && isOpen(second))) return undefined;
  const [text, part] = [textOf(first).toLowerCase(), textOf(second).toLowerCase()];
  switch (name) {
    case "contains":
      return Array.isArray(first)
        ? first.some((each) => isEqual(each, second))
        : text.includes(part);
    case "startswith":
      return text.startsWith(part);
    case "endswith":
      return text.endsWith(part);
    case "join":
      return Array.isArray(first) ? first.map(textOf).join(textOf(second ?? ",")) : first;
    case "format":
      return textOf(first).replace(/\{(\d)\}/g, (_, index) => textOf(args[Number(index) + 1]));
    case "fromjson":
      return parseJson(textOf(first));
    case "tojson":
      return JSON.stringify(first);
    default:
      return undefined;
  }
}

function parseJson(text: string): ExpressionValue {
  try {
    return JSON.parse(text) as ExpressionValue;
  } catch {
    return undefined;
  }
}
