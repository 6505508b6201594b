import { describe, expect, it } from "vitest";
import type { CertificateSeen, HandshakeSeen } from "./observed";
import {
  cseIntentOf,
  cseRuleOf,
  edgeOf,
  exposedEntityOf,
  external,
  faultOf,
  follow,
  inSeconds,
  intentOf,
  internal,
  lookOf,
  planAt,
  ruleOf,
  t0,
  taskOf,
} from "./plan.fixtures";
import type { LightName, Observed } from "./plan-types";

const inDays = (days: number) => inSeconds(days * 24 * 3600);

function handshake(change: Partial<CertificateSeen> = {}): HandshakeSeen {
  const certificate = {
    subject: "CN=kube-apiserver",
    issuer: "CN=kubernetes",
    dnsNames: ["kubernetes", "mstr-18nu"],
    ipAddresses: ["10.96.0.1", internal],
    validFrom: t0,
    validTo: inDays(300),
    fingerprint: "00",
    ...change,
  };
  return {
    ok: true,
    certificate,
    verifiedByAuthority: true,
    verificationError: null,
    serverName: null,
    protocol: "TLSv1.3",
    durationMs: 3,
  };
}

const failed: HandshakeSeen = { ok: false, reason: "timed-out", message: "", durationMs: 3000 };
const row = intentOf({
  state: "exposed",
  internalAddress: internal,
  memory: { ruleSeenAt: t0.toISOString() },
});

function lightOf(name: LightName, change: Partial<Observed>, rules = [ruleOf()]) {
  const { value, code } = planAt(row, lookOf(t0, rules, change)).lights[name];
  return [value, code];
}

describe("lights beside the state", () => {
  it.each<[string, LightName, Partial<Observed>, [string, string]]>([
    ["not shaken hands", "certificateNames", {}, ["unknown", "not-looked"]],
    [
      "no handshake",
      "certificateNames",
      { handshake: { at: t0, seen: failed } },
      ["unknown", "no-handshake"],
    ],
    [
      "late: verified by name",
      "certificateNames",
      { handshake: { at: t0, seen: handshake() } },
      ["good", "names-kubernetes"],
    ],
    [
      "address named",
      "certificateNames",
      { handshake: { at: t0, seen: handshake({ ipAddresses: [external] }) } },
      ["good", "names-address"],
    ],
    [
      "neither",
      "certificateNames",
      { handshake: { at: t0, seen: handshake({ dnsNames: ["web.example"], ipAddresses: [] }) } },
      ["bad", "lacks-address"],
    ],
    ["valid", "serverCertificate", { handshake: { at: t0, seen: handshake() } }, ["good", "valid"]],
    [
      "soon over",
      "serverCertificate",
      { handshake: { at: t0, seen: handshake({ validTo: inDays(10) }) } },
      ["waiting", "expires-soon"],
    ],
    [
      "over",
      "serverCertificate",
      { handshake: { at: t0, seen: handshake({ validTo: inDays(-1) }) } },
      ["bad", "expired"],
    ],
    ["no kubeconfig yet", "clientCertificate", {}, ["unknown", "not-fetched"]],
    ["client's valid", "clientCertificate", { clientCertificateEnds: inDays(90) }, ["good", "valid"]],
    ["client's over", "clientCertificate", { clientCertificateEnds: t0 }, ["bad", "expired"]],
    ["not tried", "answers", {}, ["unknown", "not-tried"]],
    [
      "answers",
      "answers",
      { answer: { at: t0, seen: { answers: true, version: "v1.21.2", status: 200 } } },
      ["good", "answers"],
    ],
    [
      "does not",
      "answers",
      { answer: { at: t0, seen: { answers: false, reason: "refused", message: "" } } },
      ["bad", "no-answer"],
    ],
    ["realized", "edge", {}, ["good", "realized"]],
    ["task on the edge", "edge", { edgeTasks: [taskOf()] }, ["waiting", "changing"]],
    ["being changed", "edge", { edge: edgeOf({ status: "CONFIGURING" }) }, ["waiting", "changing"]],
    ["failed", "edge", { edge: edgeOf({ status: "REALIZATION_FAILED" }) }, ["bad", "edge-status"]],
    ["a newer word", "edge", { edge: edgeOf({ status: "SLEEPING" }) }, ["unknown", "edge-status"]],
    ["in place", "rule", {}, ["good", "rule-in-place"]],
    [
      "no right",
      "rule",
      { nat: null, edgeFault: faultOf("ACCESS_TO_RESOURCE_IS_FORBIDDEN") },
      ["unknown", "not-readable"],
    ],
    ["firewall not looked at", "firewall", {}, ["unknown", "not-looked"]],
    [
      "no right for it",
      "firewall",
      { firewallFault: faultOf("ACCESS_TO_RESOURCE_IS_FORBIDDEN") },
      ["unknown", "no-right"],
    ],
  ])("%s: %s", (_name, name, change, expected) => {
    expect(lightOf(name, change)).toEqual(expected);
  });

  it("never gates the state: exposed although nothing answers", () => {
    const answer = { at: t0, seen: { answers: false as const, reason: "timed-out" as const, message: "" } };
    expect(planAt(intentOf(), lookOf(t0, [ruleOf()], { answer }))).toMatchObject({
      state: "exposed",
      lights: { answers: { value: "bad" } },
    });
  });

  it("keeps what an earlier look saw, with its time", () => {
    const first = planAt(row, lookOf(t0, [ruleOf()], { handshake: { at: t0, seen: handshake() } }));
    const later = planAt(follow(row, first), lookOf(inSeconds(60), [ruleOf()]));
    expect(later.lights.certificateNames).toMatchObject({ value: "good", at: t0.toISOString() });
    expect(later.lights.rule.at).toBe(inSeconds(60).toISOString());
  });

  it("goes out with the exposure", () => {
    const made = planAt(intentOf({ state: "off" }), lookOf(t0, []));
    expect(Object.values(made.lights).every((light) => light.value === "off")).toBe(true);
  });

  it("is bad for a rule of CSE's that opens every port", () => {
    const made = planAt(cseIntentOf(), lookOf(t0, [cseRuleOf()], { entity: exposedEntityOf() }));
    expect(made.lights.rule).toMatchObject({ value: "bad", code: "every-port-open" });
  });
});
