export type XmlNode =
  | string
  | number
  | boolean
  | null
  | undefined
  | XmlList
  | { readonly [name: string]: XmlNode };

/** EC2 wraps each entry of a list in `item`. */
class XmlList {
  constructor(readonly entries: readonly XmlNode[]) {}
}

export const items = (entries: readonly XmlNode[]): XmlNode => new XmlList(entries);

const SPECIAL = /[&<>"']|(?![\t\n\r])\p{Cc}/gu;
const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// Ids, addresses and dates are most of every answer and need no closer look.
const PLAIN = /^[\w .:/@-]*$/;

export function escapeMarkup(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(SPECIAL, (character) => ESCAPES[character] ?? "");
}

/** Undefined and null leave the element out. */
export function xml(name: string, node: XmlNode, attributes = ""): string {
  if (node === undefined || node === null) return "";
  return `<${name}${attributes}>${content(node)}</${name}>`;
}

function content(node: XmlNode): string {
  if (node === undefined || node === null) return "";
  if (node instanceof XmlList) return node.entries.map((entry) => xml("item", entry)).join("");
  if (typeof node === "object") {
    let out = "";
    for (const name in node) out += xml(name, (node as Record<string, XmlNode>)[name]);
    return out;
  }
  return escapeMarkup(String(node));
}
