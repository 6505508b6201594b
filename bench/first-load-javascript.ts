import { gzipSync } from "node:zlib";

export type RouteWeight = { route: string; files: number; gzipBytes: number; rawBytes: number };

/** What a route may load before it works, gzip level 9. */
export const firstLoadLimitBytes = 170_000;

/**
 * The JavaScript that the HTML of a page names (script and modulepreload), as a browser would fetch it for the first
 * time. Next no longer prints it. Chunks that are imported later, by a click, are not in it.
 */
export async function weighRoute(origin: string, path: string, cookie: string): Promise<RouteWeight> {
  const response = await fetch(new URL(path, origin), { headers: { cookie }, redirect: "manual" });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  const html = await response.text();
  const sources = new Set<string>();
  for (const [tag] of html.matchAll(/<(?:script|link)\b[^>]*>/g)) {
    const preload = /rel="modulepreload"/.test(tag) || /as="script"/.test(tag);
    const source = tag.startsWith("<script")
      ? /\bsrc="([^"]+)"/.exec(tag)?.[1]
      : preload
        ? /\bhref="([^"]+)"/.exec(tag)?.[1]
        : undefined;
    // `nomodule` is for browsers that know no modules; the others never fetch it.
    if (source && !/\bnomodule\b/i.test(tag)) sources.add(source.replaceAll("&amp;", "&"));
  }
  if (sources.size === 0) throw new Error(`${path} names no script: it is not one of our pages`);
  let gzipBytes = 0;
  let rawBytes = 0;
  for (const source of sources) {
    const body = Buffer.from(await (await fetch(new URL(source, origin))).arrayBuffer());
    rawBytes += body.length;
    gzipBytes += gzipSync(body, { level: 9 }).length;
  }
  return { route: path, files: sources.size, gzipBytes, rawBytes };
}
