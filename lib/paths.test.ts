import { expect, test } from "vitest";
import { paths, safeNext } from "./paths";

test.each([
  ["/acme/connections?state=active", "/acme/connections?state=active"],
  ["/acme#facts", "/acme#facts"],
  ["/acme/../globex", "/globex"],
])("%s leads to %s", (next, target) => {
  expect(safeNext(next)).toBe(target);
});

test.each([
  null,
  "",
  "acme",
  "https://evil.example/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/.//evil.example",
  "/%2e//evil.example",
  "/acme/..//evil.example",
  "/./\\evil.example",
  "javascript:alert(1)",
])("%j leads home: a browser would read it, or what is left of it, as another host", (next) => {
  const target = safeNext(next);
  expect(target).toBe(paths.home());
  expect(new URL(target, "https://drawbridge.example").host).toBe("drawbridge.example");
});
