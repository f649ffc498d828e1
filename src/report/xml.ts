/** A piece of XML that may stand in an element as it is. */
export type Xml = string & { readonly xml: unique symbol };

/** An element; undefined attributes are left out. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly Xml[] = [],
): Xml {
  const list = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escape(String(value))}"`],
  );
  const start = `<${name}${list.join("")}`;
  return (children.length === 0 ? `${start}/>` : `${start}>${children.join("")}</${name}>`) as Xml;
}

export function text(content: string): Xml {
  return escape(content) as Xml;
}

/** A whole document, with the line end that tools want behind it. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // Readers make blanks of these in attributes.
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

function escape(content: string): string {
  return content
    .replace(FORBIDDEN, "\ufffd")
    .replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character]!);
}

/** What XML 1.0 cannot hold, not even escaped (section 2.2). */
// oxlint-disable-next-line no-control-regex -- these are the ones
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu;
