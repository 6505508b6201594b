import type { IncomingMessage } from "node:http";

export type Refusal = { status: number; words: string };

/** As much as a server action takes (`bodySizeLimit` in next.config.js); routes take less, each for itself. */
export const longestBodyBytes = 256 * 1024;
const longestUrl = 8_192;
const reading = ["GET", "HEAD", "OPTIONS"];

/**
 * Why a request is turned away before anything reads it, or null. A body says how long it is, and comes as it is: one
 * that is streamed or compressed could grow without end behind a small beginning. Browsers do neither.
 */
export function refuseRequest(
  { method = "GET", url = "", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  publicOrigin: string,
): Refusal | null {
  if (url.length > longestUrl) {
    return { status: 414, words: `The address is longer than ${longestUrl} characters.` };
  }
  if (!isReadable(url)) return { status: 400, words: "The address cannot be read." };
  if (!reading.includes(method) && !isFromOwnPage(headers, publicOrigin)) {
    return { status: 403, words: "This was not sent from Drawbridge's own pages." };
  }
  if (headers["transfer-encoding"] !== undefined && !isHandedOn(url, headers)) {
    return { status: 411, words: "What is sent must say how long it is, by Content-Length." };
  }
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    return { status: 415, words: "What is sent must not be compressed." };
  }
  if (Number(headers["content-length"] ?? 0) > longestBodyBytes) {
    return { status: 413, words: `What is sent is longer than ${longestBodyBytes / 1024} kB.` };
  }
  return null;
}

/**
 * The framework hands an action on to the page that has it, by a stream, and counts there what comes. Anybody can say
 * so of theirs: it is believed of what is counted alone, which routes do not do.
 */
function isHandedOn(url: string, headers: IncomingMessage["headers"]): boolean {
  const isAction = headers["x-action-forwarded"] !== undefined && headers["next-action"] !== undefined;
  return isAction && !decodeURIComponent(url.split("?", 1)[0] ?? "").startsWith("/api/");
}

/**
 * The framework asks this too, but lets a missing Origin pass and fails over one that is none. Actions and routes ask
 * again for themselves.
 */
function isFromOwnPage({ origin, ...headers }: IncomingMessage["headers"], publicOrigin: string): boolean {
  return origin === undefined ? headers["sec-fetch-site"] === "same-origin" : origin === publicOrigin;
}

/** A path of our own. The form that proxies take, with a scheme and a host, would name somebody else's. */
function isReadable(url: string): boolean {
  if (!url.startsWith("/") || url.startsWith("//") || url.includes("\\")) return false;
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
