import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { proxy } from "@/proxy";

const ask = (headers: Record<string, string> = {}, url = "http://127.0.0.1:3000/acme") =>
  proxy(new NextRequest(url, { headers })).headers;

/** What the page will see as request headers; Next carries them on the answer under this prefix. */
const seenByPage = (headers: Headers, name: string) => headers.get(`x-middleware-request-${name}`);

test("every page comes with a policy that fences it in", () => {
  const headers = ask();
  expect(headers.get("content-security-policy")).toMatch(/frame-ancestors 'none'/);
  expect(headers.get("content-security-policy")).toMatch(
    /object-src 'none'; base-uri 'none'; form-action 'self'/,
  );
});

test("scripts run by a nonce that no two answers share, and never by evaluation", () => {
  const nonceOf = (headers: Headers) =>
    /script-src [^;]*'nonce-([A-Za-z0-9+/=]{24})'/.exec(headers.get("content-security-policy") ?? "")?.[1];
  const [first, second] = [ask(), ask()];
  expect(nonceOf(first)).toBeTruthy();
  expect(nonceOf(first)).not.toBe(nonceOf(second));
  expect(seenByPage(first, "x-nonce")).toBe(nonceOf(first));
  expect(seenByPage(first, "content-security-policy")).toBe(first.get("content-security-policy"));
  expect(first.get("content-security-policy")).not.toMatch(/script-src[^;]*unsafe/);
});

test("a visitor cannot speak in the framework's name", () => {
  const headers = ask({
    "x-nonce": "chosen",
    "x-drawbridge-path": "//elsewhere.example",
    "x-middleware-subrequest": "proxy:proxy:proxy",
    "content-security-policy": "script-src *",
    cookie: "kept=1",
  });
  expect(seenByPage(headers, "x-nonce")).not.toBe("chosen");
  expect(seenByPage(headers, "x-drawbridge-path")).toBe("/acme");
  expect(seenByPage(headers, "content-security-policy")).not.toBe("script-src *");
  expect(seenByPage(headers, "x-middleware-subrequest")).toBeNull();
  expect(headers.get("x-middleware-override-headers")?.split(",")).not.toContain("x-middleware-subrequest");
  expect(seenByPage(headers, "cookie")).toBe("kept=1");
});
