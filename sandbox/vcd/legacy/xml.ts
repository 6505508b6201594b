import type { Reply } from "../call";

export const NAMESPACE = "http://www.vmware.com/vcloud/v1.5";

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
const escapeText = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

export interface Xml {
  markup: string;
}

type Attribute = string | number | boolean | null | undefined;
type Child = Xml | string | null | undefined | false;

/** One element; text is escaped, attributes without a value are left out. */
export function xml(name: string, attributes: Record<string, Attribute> = {}, ...children: Child[]): Xml {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeText(String(value))}"`)
    .join("");
  const inner = children
    .map((child) => (!child ? "" : typeof child === "string" ? escapeText(child) : child.markup))
    .join("");
  return { markup: inner === "" ? `<${name}${written}/>` : `<${name}${written}>${inner}</${name}>` };
}

export function xmlReply(root: Xml, type: string, version: string, status = 200): Reply {
  return {
    status,
    headers: { "content-type": `${type};version=${version}` },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${root.markup}`,
  };
}
