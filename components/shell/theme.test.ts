import { expect, test } from "vitest";
import { parseTheme, returnPath } from "./theme";

test.each([
  ["light", "light"],
  ["dark", "dark"],
  ["system", "system"],
  ["<script>", "system"],
  [undefined, "system"],
])("cookie %s means %s", (value, theme) => {
  expect(parseTheme(value)).toBe(theme);
});

test.each([
  ["http://127.0.0.1:3000/acme/connections?state=active#top", "/acme/connections?state=active"],
  ["https://evil.example/acme", "/acme"],
  ["https://evil.example//evil.example/x", "/"],
  ["https://a/\\evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["/relative", "/"],
  ["", "/"],
  [null, "/"],
])("a form sent from %s goes back to %s", (referrer, path) => {
  expect(returnPath(referrer)).toBe(path);
});
