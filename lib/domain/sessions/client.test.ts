import { expect, test } from "vitest";
import { describeUserAgent, tidyUserAgent } from "./client";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0", "Firefox 141 on Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0",
    "Edge 139 on Windows",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
    "Safari 18 on macOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/139.0.0.0 Mobile/15E148 Safari/604.1",
    "Chrome 139 on iOS",
  ],
  [
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/139.0.0.0 Mobile Safari/537.36",
    "Chrome 139 on Android",
  ],
  ["curl/8.5.0", "curl 8"],
  ["something else", "An unknown browser"],
  [null, "A browser that does not say which"],
])("%s is %s", (userAgent, words) => {
  expect(describeUserAgent(userAgent)).toBe(words);
});

test.each([
  [undefined, null],
  ["", null],
  ["\u0000\r\n\t", null],
  ["a\r\nSet-Cookie: b", "a Set-Cookie: b"],
  ["left\u202eright\u2066x", "left right x"],
  ["x".repeat(100_000), "x".repeat(300)],
])("keeps of %j what fits into one line", (sent, kept) => {
  expect(tidyUserAgent(sent)).toBe(kept);
});
