import { describe, expect, it } from "vitest";
import { external, faultOf, inSeconds, internal, t0 } from "./plan.fixtures";
import type { Blocked, Ending, Light, LightName, Lights, Step } from "./plan-types";
import { lightNames } from "./plan-types";
import { exposureStates } from "./states";
import { describeExposureBlocked } from "./words-blocked";
import { describeStep } from "./words-findings";
import { describeExposureLight } from "./words-lights";
import {
  describeExposure,
  describeExposureEnding,
  type ExposureFacts,
  endingTitle,
  exposureStateWord,
  exposureStatus,
} from "./words-states";

function plainWords(text: string): void {
  expect(text).toMatch(/^\S.*\S$/s);
  expect(text).not.toMatch(/undefined|null|NaN|\[object|!|Oops|successfully| {2}/);
}

const light = (value: Light["value"], code = "x", facts: Light["facts"] = {}): Light => ({
  value,
  code,
  facts,
  at: null,
});
const lights = (change: Partial<Lights> = {}): Lights => ({
  ...(Object.fromEntries(lightNames.map((name) => [name, light("good")])) as Lights),
  ...change,
});
const facts = (change: Partial<ExposureFacts> = {}): ExposureFacts => ({
  state: "exposed",
  way: "rule",
  clusterName: "tkg1",
  edgeName: "tenant1-edge",
  address: external,
  internalAddress: internal,
  ending: null,
  blocked: null,
  lights: lights(),
  ...change,
});

describe("states", () => {
  it.each(exposureStates)("%s has a sentence, somebody who acts, and a word", (state) => {
    for (const way of ["cse", "rule"] as const) {
      const words = describeExposure(facts({ state, way }), t0);
      plainWords(words.sentence);
      plainWords(words.next);
    }
    plainWords(exposureStateWord(state));
  });

  it("says that it answers only where that was tried", () => {
    expect(
      describeExposure(facts({ lights: lights({ answers: light("good", "answers") }) }), t0).sentence,
    ).toContain("answers from Drawbridge's host");
    expect(
      describeExposure(facts({ lights: lights({ answers: light("unknown", "not-tried") }) }), t0).sentence,
    ).not.toContain("answers");
  });

  it("never says exposed where the rule is gone", () => {
    const words = describeExposure(facts({ lights: lights({ rule: light("bad", "rule-missing") }) }), t0);
    expect(words.sentence).toBe("The rule for tkg1 is gone: somebody deleted it.");
    expect(words.who).toBe("tenant");
  });

  it("says both where it is exposed and every port is open", () => {
    const open = light("bad", "every-port-open", { address: external, internal });
    const words = describeExposure(facts({ lights: lights({ rule: open }) }), t0);
    expect(words.sentence).toContain("is exposed at");
    expect(words.sentence).toContain("every port");
  });

  it("gives the provider's note of a denial", () => {
    expect(
      describeExposure(facts({ state: "denied", decisionNote: "Not this one." }), t0).sentence,
    ).toContain("Not this one.");
  });

  it.each<[Partial<ExposureFacts>, string, string]>([
    [{}, "down", "Exposed"],
    [{ lights: lights({ rule: light("bad") }) }, "gap", "Exposed, needs care"],
    [{ state: "programming" }, "lowering", "Programming"],
    [{ state: "programming", blocked: { code: "edge-busy" } }, "lowering", "Programming"],
    [{ state: "programming", blocked: { code: "sign-in-needed" } }, "raised", "Programming, blocked"],
    [{ state: "withdrawing", blocked: { code: "held" } }, "raised", "On hold"],
    [{ state: "off" }, "outline", "Off"],
    [{ state: "failed" }, "struck", "Failed"],
  ])("%o has the mark %s and the word %s", (change, mark, word) => {
    expect(exposureStatus(facts(change))).toMatchObject({ mark, word });
  });
});

const reasons: Ending["reason"][] = [
  "unexposed-here",
  "withdrawn-here",
  "undecided",
  "cluster-gone",
  "unexposed-elsewhere",
  "expose-ignored",
  "create-failed",
  "refused",
];

describe("endings", () => {
  it.each(reasons)("%s says what happened and what can be done", (reason) => {
    const ending: Ending = { as: "off", reason, detail: "CSE said so (request 1)." };
    const words = describeExposureEnding(ending, { address: external });
    plainWords(words.sentence);
    plainWords(words.next);
    plainWords(endingTitle(ending));
    expect(words.sentence).toContain("CSE said so");
  });
});

const blockedCodes: Blocked["code"][] = [
  "held",
  "observe-only",
  "sign-in-needed",
  "waiting-edge",
  "edge-busy",
  "edge-failed",
  "edge-unreadable",
  "waiting-address",
  "address-taken",
  "node-unknown",
  "node-moved",
  "cluster-busy",
  "cluster-not-ready",
  "cse-working",
  "cse-did-not-unexpose",
  "waiting-cse-cleanup",
  "looking-for-lost-call",
  "task-running",
  "firewall-moved",
  "firewall-unreadable",
  "refused-rights",
  "signed-out",
  "backing-off",
  "refused",
];

describe("reasons to wait", () => {
  it.each(blockedCodes)("%s says why and what to do, with a fault and without", (code) => {
    for (const extra of [{}, { fault: faultOf("BAD_REQUEST", "It says so."), retryAt: inSeconds(30) }]) {
      const words = describeExposureBlocked({ code, ...extra }, t0);
      for (const text of [words.title, words.sentence, words.next]) plainWords(text);
    }
  });

  it("says when a busy edge is tried again, and what it is at", () => {
    const fault = faultOf("BUSY_ENTITY", "is busy completing an operation NAT_RULE_CREATE.");
    const words = describeExposureBlocked({ code: "edge-busy", fault, retryAt: inSeconds(10) }, t0);
    expect(words.sentence).toContain("NAT_RULE_CREATE");
    expect(words.next).toContain("in 10 seconds");
  });
});

const codesOf: Record<LightName, string[]> = {
  rule: [
    "rule-in-place",
    "every-port-open",
    "rule-disabled",
    "rule-changed",
    "rule-missing",
    "rule-not-seen",
    "being-put-back",
    "being-removed",
    "rule-gone",
    "rule-not-yet",
    "not-readable",
    "new",
  ],
  edge: ["realized", "changing", "edge-status"],
  certificateNames: ["names-address", "names-kubernetes", "lacks-address", "no-address", "no-handshake"],
  serverCertificate: ["valid", "expires-soon", "expired", "no-handshake", "not-looked"],
  clientCertificate: ["valid", "expires-soon", "expired", "not-fetched"],
  answers: ["answers", "no-answer", "not-tried"],
  firewall: ["allows", "bypassed", "drops", "partly", "none", "opening-closed", "no-right", "unreadable"],
};

describe("lights", () => {
  it.each(lightNames.flatMap((name) => [...codesOf[name], "ended"].map((code) => [name, code] as const)))(
    "%s, %s",
    (name, code) => {
      const given = light("bad", code, {
        address: external,
        internal,
        names: ["10.96.0.1"],
        ends: "2026-05-01T00:00:00.000Z",
        rule: "r",
        clients: ["0.0.0.0/0"],
        reason: "refused",
        edge: "e",
        status: "UNKNOWN",
        differences: ["port"],
      });
      const words = describeExposureLight(name, given, {
        clusterName: "tkg1",
        edgeName: "e",
        address: external,
      });
      plainWords(words.label);
      plainWords(words.sentence);
      if (words.next) plainWords(words.next);
    },
  );
});

describe("steps", () => {
  const at = { edgeId: "e", name: "n" };
  it.each<[Step, string]>([
    [
      {
        kind: "create-nat-rule",
        ...at,
        description: "",
        rule: { externalAddress: external, internalAddress: internal, port: 6443 },
      },
      `Make the DNAT rule ${external} to ${internal}, port 6443`,
    ],
    [
      {
        kind: "change-nat-rule",
        ...at,
        ruleId: "r",
        version: 1,
        change: { enabled: true, externalPort: "6443" },
      },
      "Change the DNAT rule of tkg1: switch it on and narrow it to port 6443",
    ],
    [
      { kind: "delete-nat-rule", ...at, ruleId: "r", why: "left-by-cse" },
      "Delete the DNAT rule of tkg1, which CSE left behind",
    ],
    [{ kind: "create-ip-set", ...at, addresses: ["10.0.0.1"] }, "Make the IP set 10.0.0.1"],
    [
      { kind: "delete-ip-set", ...at, groupId: "g" },
      "Delete an IP set that was made for the firewall's opening",
    ],
    [{ kind: "create-port-profile", ...at, port: 6443 }, "Make the port profile TCP 6443"],
    [
      { kind: "delete-port-profile", ...at, profileId: "p" },
      "Delete the port profile that was made for the firewall's opening",
    ],
    [
      { kind: "write-firewall", ...at, change: "open", beforeId: null },
      "Let the approved clients of tkg1 through the edge's firewall",
    ],
    [
      { kind: "write-firewall", ...at, change: "close", beforeId: null },
      "Take the opening for tkg1 out of the edge's firewall",
    ],
    [{ kind: "ask-cse-create" }, "Ask CSE to create tkg1, exposed"],
    [{ kind: "ask-cse-unexpose", entityId: "x" }, "Ask CSE to un-expose tkg1"],
  ])("%o", (step, words) => {
    expect(describeStep(step, "tkg1")).toBe(words);
  });
});
