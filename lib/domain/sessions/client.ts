/** From where and with what somebody signs in: shown in the list of their sessions. */
export type Client = {
  /** Network address as the server saw it. */
  address: string | null;
  /** The header of that name, as it was sent. */
  userAgent?: string | null;
};

const longestUserAgent = 300;

/** What a browser calls itself, fit to be kept and shown: one line of printable characters, bounded; null for none. */
export function tidyUserAgent(sent: string | null | undefined): string | null {
  const printable = (sent ?? "")
    .slice(0, 4 * longestUserAgent)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+/gu, " ");
  return printable.replace(/\s+/g, " ").trim().slice(0, longestUserAgent) || null;
}

const browsers: [RegExp, string][] = [
  [/\bEdgA?\/(\d+)/, "Edge"],
  [/\bOPR\/(\d+)/, "Opera"],
  [/\bFxiOS\/(\d+)/, "Firefox"],
  [/\bFirefox\/(\d+)/, "Firefox"],
  [/\bCriOS\/(\d+)/, "Chrome"],
  [/\bHeadlessChrome\/(\d+)/, "Headless Chrome"],
  [/\bChrome\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)[^ ]*.*\bSafari\//, "Safari"],
  [/^curl\/(\d+)/, "curl"],
];
// A phone's text names a desktop system too, so those come first.
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, "Android"],
  [/\biPad\b/, "iPadOS"],
  [/\biPhone\b/, "iOS"],
  [/\bWindows NT\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
];

/** A browser in words, "Firefox 141 on Linux", as far as it says so itself: a hint for its owner, proof of nothing. */
export function describeUserAgent(userAgent: string | null): string {
  if (!userAgent) return "A browser that does not say which";
  const [name, version] = findName(userAgent);
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  if (!name && !system) return "An unknown browser";
  return [name ? `${name} ${version}` : "A browser", system].filter(Boolean).join(" on ");
}

function findName(userAgent: string): [string, string] | [null, null] {
  for (const [pattern, name] of browsers) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return [name, version];
  }
  return [null, null];
}
