import { describe, expect, it } from "vitest";
import { longestBodyBytes, refuseRequest } from "./refuse-request";

const own = "https://bridge.example";

describe("a request that nothing reads", () => {
  it.each([
    [414, "/x".repeat(4_097), {}],
    [400, "/%E0%A4%A", {}],
    [400, "//evil.example/acme", {}],
    [400, "http://169.254.169.254/latest", {}],
    [400, "/\\evil.example", {}],
    [411, "/sign-in", { "transfer-encoding": "chunked" }],
    [411, "/sign-in", { "transfer-encoding": "chunked", "x-action-forwarded": "1" }],
    ...["/api/x", "/%61pi/x", "/api%2Fx", "/api/x?y=/z"].map(
      (url): [number, string, Record<string, string>] => [
        411,
        url,
        { "transfer-encoding": "chunked", "x-action-forwarded": "1", "next-action": "00" },
      ],
    ),
    [415, "/sign-in", { "content-encoding": "gzip", "content-length": "10" }],
    [413, "/sign-in", { "content-length": String(longestBodyBytes + 1) }],
  ])("is answered %i: %.40s %o", (status, url, headers) => {
    expect(refuseRequest({ url, headers }, own)).toMatchObject({
      status,
      words: expect.stringMatching(/\.$/),
    });
  });

  it.each([
    ["/acme/connections?search=%E2%82%AC", {}],
    ["/sign-in", { "content-length": String(longestBodyBytes) }],
    ["/sign-in", { "content-length": "3", "content-encoding": "identity" }],
    ["/sign-in", { "transfer-encoding": "chunked", "x-action-forwarded": "1", "next-action": "00" }],
  ])("is not %s with %o", (url, headers) => {
    expect(refuseRequest({ url, headers }, own)).toBeNull();
  });
});

describe("a request that changes something", () => {
  it.each([
    {},
    { origin: "null" },
    { origin: "" },
    { origin: "https://evil.example" },
    { origin: "https://bridge.example.evil.example" },
    { origin: "https://bridge.example@evil.example" },
    { origin: "http://bridge.example" },
    { origin: "https://bridge.example:8443" },
    { origin: "not an origin" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none" },
  ])("is refused with %o", (headers) => {
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "TRACE"]) {
      expect(refuseRequest({ method, url: "/acme", headers }, own)?.status).toBe(403);
    }
    expect(refuseRequest({ method: "GET", url: "/acme", headers }, own)).toBeNull();
  });

  it.each([{ origin: own }, { "sec-fetch-site": "same-origin" }])("is let in with %o", (headers) => {
    expect(refuseRequest({ method: "POST", url: "/acme", headers }, own)).toBeNull();
  });
});
