import { describe, expect, test } from "vitest";
import type { CertificateSeen, HandshakeSeen } from "./observed";
import { edgeOf, inSeconds, t0 } from "./plan.fixtures";
import { contentOf, mayProbe, nameToVerify } from "./probes";

const certificate: CertificateSeen = {
  subject: "CN=kube-apiserver",
  issuer: "CN=kubernetes",
  dnsNames: ["kubernetes", "mstr-18nu"],
  ipAddresses: ["10.96.0.1", "10.149.1.102"],
  validFrom: t0,
  validTo: inSeconds(3_600),
  fingerprint: "ab".repeat(32),
};

test.each([
  ["10.149.1.101", true],
  ["10.149.1.110", true],
  ["10.149.1.111", false],
  ["127.0.0.1", false],
  ["169.254.169.254", false],
  ["10.149.1.101.example.com", false],
  ["", false],
])("%s is within the edge gateway's ranges: %s", (address, allowed) => {
  expect(mayProbe(address, edgeOf())).toBe(allowed);
});

test("an edge gateway without ranges of its own lets nothing be tried", () => {
  expect(mayProbe("10.149.1.101", edgeOf({ uplinks: [] }))).toBe(false);
  const spaces = edgeOf().uplinks.map((uplink) => ({ ...uplink, usesIpSpaces: true }));
  expect(mayProbe("10.149.1.101", edgeOf({ uplinks: spaces }))).toBe(false);
});

describe("the name to verify by", () => {
  test.each([
    ["10.149.1.102", certificate.dnsNames, "10.149.1.102"],
    ["10.149.1.110", certificate.dnsNames, "kubernetes"],
    ["10.149.1.110", ["mstr-18nu"], "10.149.1.110"],
  ])("at %s with %o is %s", (address, dnsNames, name) => {
    expect(nameToVerify({ ...certificate, dnsNames }, address)).toBe(name);
  });
});

test("what a probe found is the same whatever it took, and another once anything of it changed", () => {
  const handshake: HandshakeSeen = {
    ok: true,
    certificate,
    verifiedByAuthority: true,
    verificationError: null,
    serverName: null,
    protocol: "TLSv1.3",
    durationMs: 3,
  };
  const answer = { answers: true, version: "v1.20.5", status: 200 } as const;
  const found = contentOf({ handshake, answer });
  expect(contentOf({ handshake: { ...handshake, durationMs: 40 }, answer })).toBe(found);
  const others = [
    contentOf({ handshake: null, answer: null }),
    contentOf({ handshake, answer: null }),
    contentOf({ handshake, answer: { ...answer, status: 401, version: null } }),
    contentOf({ handshake: { ...handshake, verifiedByAuthority: null }, answer }),
    contentOf({
      handshake: { ...handshake, certificate: { ...certificate, fingerprint: "cd".repeat(32) } },
      answer,
    }),
    contentOf({ handshake: { ok: false, reason: "refused", message: "", durationMs: 1 }, answer: null }),
    contentOf({ handshake: { ok: false, reason: "timed-out", message: "", durationMs: 1 }, answer: null }),
  ];
  expect(new Set([found, ...others]).size).toBe(others.length + 1);
});
