import { describe, expect, it } from "vitest";
import { isInsidersHeader, securityHeaders } from "./security-headers";

describe("headers of every answer", () => {
  it("say https only, for two years, where people come over https, and never elsewhere", () => {
    expect(securityHeaders("https://bridge.example")["strict-transport-security"]).toBe(
      "max-age=63072000; includeSubDomains",
    );
    expect(securityHeaders("http://127.0.0.1:3000")).not.toHaveProperty("strict-transport-security");
  });

  it("let nothing run, and nobody frame it, unless a page brings a policy of its own", () => {
    const policy = securityHeaders("https://bridge.example")["content-security-policy"];
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
  });
});

describe("what a visitor may not say", () => {
  it.each([
    "x-middleware-subrequest",
    "x-middleware-rewrite",
    "x-nonce",
    "x-request-id",
    "x-drawbridge-path",
    "next-resume",
    "x-invoke-path",
  ])("%s", (name) => expect(isInsidersHeader(name)).toBe(true));

  it.each(["cookie", "rsc", "next-action", "next-router-state-tree", "x-forwarded-for", "origin"])(
    "does not include %s",
    (name) => expect(isInsidersHeader(name)).toBe(false),
  );
});
