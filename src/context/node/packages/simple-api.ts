/** The names of a package's files; or why they cannot be had, to follow "the index". */
export type IndexAnswer = { readonly files: readonly string[] } | { readonly problem: string };

export interface RequestBounds {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  readonly userAgent: string;
}

/** JSON where the index has it (PEP 691), else HTML (PEP 503), which every index has. */
const ACCEPT =
  "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/** Longer names, and stranger ones, are no package's. */
const FILE = /^[A-Za-z0-9][\w.+!-]{0,300}$/;

/**
 * Asks an index what files a package has. Never throws.
 * @param index the address of its simple API, with credentials where it wants some
 * @param name normalised
 */
export async function askIndex(
  index: string,
  name: string,
  { maxBytes, signal, userAgent }: RequestBounds,
): Promise<IndexAnswer> {
  try {
    const url = new URL(`${index}/${name}/`);
    const headers: Record<string, string> = { accept: ACCEPT, "user-agent": userAgent };
    if (url.username !== "") {
      const [user, password] = [url.username, url.password].map(decodeURIComponent);
      headers["authorization"] = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
      url.username = "";
      url.password = "";
    }
    const response = await fetch(url, { headers, signal });
    if (response.status === 404) {
      await response.body?.cancel();
      return { files: [] };
    }
    if (!response.ok) {
      await response.body?.cancel();
      return { problem: `answered ${response.status}` };
    }
    const text = await readBounded(response, maxBytes);
    if (text === undefined) return { problem: `answered more than ${maxBytes / 1e6} MB` };
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    const files = isJson ? filesInJson(text) : filesInHtml(text);
    return { files: files.filter((file) => FILE.test(file)) };
  } catch (error) {
    return { problem: explain(error) };
  }
}

/** The body as text; undefined where it is longer. */
async function readBounded(response: Response, maxBytes: number): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += (chunk as Uint8Array).length;
    if (length > maxBytes) return undefined;
    text += decoder.decode(chunk as Uint8Array, { stream: true });
  }
  return text + decoder.decode();
}

function filesInJson(text: string): string[] {
  const { files } = JSON.parse(text) as { files?: unknown };
  if (!Array.isArray(files)) throw new SyntaxError("there is no list of files");
  return files.flatMap((file: unknown) => {
    const name = (file as { filename?: unknown } | null)?.filename;
    return typeof name === "string" ? [name] : [];
  });
}

/** What stands in front of each `</a>` is the name of a file. */
function filesInHtml(text: string): string[] {
  const parts = text.split(/<\/a\s*>/i).slice(0, -1);
  return parts.map((part) => part.slice(part.lastIndexOf(">") + 1).trim());
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError") return "did not answer in time";
  if (error instanceof SyntaxError) return "answered what is no list of files";
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return `cannot be reached${code}`;
}
