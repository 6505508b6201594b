/**
 * Whether a request that changes something comes from our own pages. A browser says so by Origin; `null` and foreign
 * ones are refused, a missing one too unless the browser's fetch metadata vouches for it.
 */
export function isOwnOrigin(headers: Headers, publicOrigin: string): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origin === publicOrigin;
  return headers.get("sec-fetch-site") === "same-origin";
}
