import { createHash, randomBytes, randomUUID } from "node:crypto";

export const newId = () => randomUUID();

/** The same words always give the same UUID, so that a described world has the same ids at every start. */
export function stableId(...words: string[]): string {
  const hex = createHash("sha256").update(words.join("\u0000")).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const urn = (kind: string, id: string) => `urn:vcloud:${kind}:${id}`;

/** The last part of a URN, of an href or of a bare id. */
export function bareId(reference: string): string {
  const last = decodeURIComponent(reference).split("/").at(-1) ?? "";
  return (last.split(":").at(-1) ?? "").replace(/^(vapp|vm)-/, "");
}

/** Node names as CSE draws them: `mstr-18nu`, `node-oh7f`. */
export function nodeName(prefix: "mstr" | "node" | "nfsd"): string {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  return `${prefix}-${[...randomBytes(4)].map((byte) => letters[byte % letters.length]).join("")}`;
}
