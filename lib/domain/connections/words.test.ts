import { describe, expect, it } from "vitest";
import { faultKind, retryAt } from "./fault-kinds";
import { classifyFault } from "./faults";
import { attempt, fault, inSeconds, ourAccount, t0, theirAccount } from "./plan.fixtures";
import { type Blocked, type Ending, type Light, type LightName, lightNames } from "./plan-types";
import { connectionStates } from "./states";
import { expectWords, facts, reasons } from "./words.fixtures";
import { describeBlocked } from "./words-blocked";
import { describeEnding } from "./words-endings";
import { describeLight } from "./words-lights";
import { describeState, type StateFacts } from "./words-states";

describe("classifyFault", () => {
  it.each([
    ["UnauthorizedOperation", "rights", "provider-admin"],
    ["AuthFailure", "rights", "provider-admin"],
    ["InvalidClientTokenId", "rights", "provider-admin"],
    ["ExpiredToken", "rights", "provider-admin"],
    ["RequestExpired", "rights", "provider-admin"],
    ["AccessDenied", "rights", "provider-admin"],
    ["OptInRequired", "rights", "provider-admin"],
    ["InvalidVpcID.NotFound", "configuration", "provider-admin"],
    ["InvalidVpcID.Malformed", "configuration", "provider-admin"],
    ["InvalidVpcPeeringConnectionID.NotFound", "look-again", "nobody"],
    ["InvalidVpcPeeringConnectionId.NotFound", "look-again", "nobody"],
    ["InvalidVpcPeeringConnectionId.Malformed", "bad-input", "tenant"],
    ["InvalidStateTransition", "look-again", "nobody"],
    ["OperationNotPermitted", "other", "provider-admin"],
    ["VpcPeeringConnectionAlreadyExists", "young", "provider-admin"],
    ["ActiveVpcPeeringConnectionPerVpcLimitExceeded", "quota", "provider-admin"],
    ["VpcPeeringConnectionsPerVpcLimitExceeded", "quota", "provider-admin"],
    ["OutstandingVpcPeeringConnectionLimitExceeded", "quota", "provider-admin"],
    ["PendingVpcPeeringConnectionLimitExceeded", "quota", "provider-admin"],
    ["SomeNewLimitExceeded", "quota", "provider-admin"],
    ["TagLimitExceeded", "quota", "provider-admin"],
    ["InvalidVpcPeeringConnectionState.DnsHostnamesDisabled", "precondition", "provider-admin"],
    ["RequestLimitExceeded", "transient", "nobody"],
    ["ThrottlingException", "transient", "nobody"],
    ["InternalError", "transient", "nobody"],
    ["InternalFailure", "transient", "nobody"],
    ["Unavailable", "transient", "nobody"],
    ["ServiceUnavailable", "transient", "nobody"],
    ["NoAnswer", "transient", "nobody"],
    ["InvalidParameterValue", "bad-input", "tenant"],
    ["InvalidParameterCombination", "bad-input", "tenant"],
    ["MissingParameter", "bad-input", "tenant"],
    ["InvalidPeerVpcId.NotFound", "bad-input", "tenant"],
    ["InvalidRegion", "bad-input", "tenant"],
    ["InvalidRouteTableID.NotFound", "look-again", "nobody"],
    ["InvalidRouteTableId.Malformed", "bad-input", "provider-admin"],
    ["RouteAlreadyExists", "young", "provider-admin"],
    ["RouteLimitExceeded", "route-limit", "provider-admin"],
    ["ResourceCountLimitExceeded", "route-limit", "provider-admin"],
    ["InvalidRoute.NotFound", "look-again", "nobody"],
    ["InvalidRoute.Malformed", "bad-input", "provider-admin"],
    ["InvalidRoute.InvalidState", "other", "provider-admin"],
    ["DryRunOperation", "other", "nobody"],
    ["NeverHeardOf", "other", "provider-admin"],
  ])("%s is %s, for %s", (code, kind, who) => {
    const words = classifyFault(fault(code));
    expect(words).toMatchObject({ kind, who });
    for (const text of [words.title, words.cause, words.next]) expectWords(text);
  });

  it.each([
    [
      "InvalidParameterValue",
      "route table rtb-1 and network gateway pcx-1 belong to different networks",
      "young",
    ],
    [
      "OperationNotPermitted",
      "Peering pcx-1 is not active. Peering options can be added only to active peerings.",
      "young",
    ],
    [
      "OperationNotPermitted",
      "Requester's VPC Peering connection options cannot be modified for a different region",
      "other",
    ],
  ])("%s goes by its message: %s", (code, message, kind) => {
    const words = classifyFault(fault(code, message));
    expect(words.kind).toBe(kind);
    for (const text of [words.title, words.cause, words.next]) expectWords(text);
  });

  it("names the unknown code", () => {
    expect(classifyFault(fault("NeverHeardOf")).title).toContain("NeverHeardOf");
    expect(faultKind(fault("NeverHeardOf"))).toBe("other");
  });
});

it("backs off from the end of the refused call, doubling to five minutes", () => {
  const at = (code: string, failures?: number) =>
    (retryAt(attempt("x", "refused", t0, { fault: fault(code), finishedAt: t0, failures })).getTime() -
      t0.getTime()) /
    1000;
  expect([1, 2, 3, 4, 5, 6, 7, 8, 100].map((count) => at("RequestLimitExceeded", count))).toEqual([
    5, 10, 20, 40, 80, 160, 300, 300, 300,
  ]);
  expect(at("InternalError")).toBe(5);
  expect(at("UnauthorizedOperation", 9)).toBe(300);
  expect(at("RouteAlreadyExists")).toBe(60);
});

const ending = (reason: Ending["reason"], change: Partial<Ending> = {}): Ending => ({
  as: "failed",
  reason,
  byAccountId: null,
  detail: null,
  ...change,
});

describe("describeEnding", () => {
  it.each(reasons)("%s", (reason) => {
    const words = describeEnding(ending(reason), facts);
    for (const text of [words.title, words.sentence, words.next]) expectWords(text);
  });

  it("names the four values of a failed request", () => {
    const { sentence, next } = describeEnding(ending("failed-at-aws"), facts);
    for (const value of [theirAccount, "vpc-0d0d0d0d", "eu-west-1", "overlap"])
      expect(sentence).toContain(value);
    expect(next).toContain("four values");
  });

  it("names who removed it", () => {
    expect(
      describeEnding(ending("removed-elsewhere", { byAccountId: ourAccount }), facts).sentence,
    ).toContain("provider's account");
    expect(
      describeEnding(ending("removed-elsewhere", { byAccountId: "999999999999" }), facts).sentence,
    ).toContain("999999999999");
  });

  it("says why AWS refused", () => {
    const words = describeEnding(ending("refused", { detail: "InvalidRegion: no such Region" }), facts);
    expect(words.sentence).toContain("Region does not exist");
  });
});

const codes: Blocked["code"][] = [
  "held",
  "observe-only",
  "waiting-turn",
  "pair-already-connected",
  "reversed-pair",
  "quota",
  "refused-rights",
  "looking-for-lost-request",
  "backing-off",
  "aws-refused",
];

it.each(codes)("describeBlocked: %s", (code) => {
  for (const facts of [
    {},
    { fault: fault("UnauthorizedOperation"), peeringId: "pcx-1", position: 2, of: 5 },
  ]) {
    const words = describeBlocked({ code, ...facts });
    for (const text of [words.title, words.sentence, words.next]) expectWords(text);
  }
});

const lightCodes: Record<LightName, string[]> = {
  peering: [
    "active",
    "active-tags-lost",
    "initiating-request",
    "pending-acceptance",
    "provisioning",
    "deleting",
    "deleted",
    "failed",
    "rejected",
    "expired",
    "pair-conflict",
    "sent-not-seen",
    "not-seen",
    "gone",
    "not-created",
    "not-looked",
  ],
  routes: [
    "routes-present",
    "route-pending",
    "route-surplus",
    "route-missing",
    "route-conflict",
    "route-limit",
    "route-blackhole",
    "route-refused",
    "route-state-unknown",
    "no-route-tables",
    "nothing-to-route",
    "inventory-missing",
    "not-yet",
  ],
  tenantRoutes: ["cannot-be-seen", "not-yet", "ended"],
  dnsOurs: [
    "on",
    "not-wanted",
    "being-set",
    "being-switched-off",
    "off-again",
    "dns-attributes-off",
    "dns-refused",
    "not-shown",
    "inventory-missing",
  ],
  dnsTheirs: ["on", "not-wanted", "peer-off", "not-shown"],
  claim: ["claim-satisfied", "claim-has-more", "claim-differs", "claim-unseen", "not-yet"],
};

const lightFacts = {
  peeringId: "pcx-1",
  wanted: 2,
  present: 1,
  missing: ["rtb-1|10.20.0.0/16"],
  conflicts: ["rtb-1 10.20.0.0/16 → tgw-1"],
  tables: ["rtb-1"],
  routes: ["rtb-1|10.20.0.0/16"],
  actual: ["10.20.0.0/16"],
  absent: ["10.30.0.0/16"],
  unclaimed: ["10.40.0.0/16"],
  off: ["enableDnsHostnames"],
  vpcId: "vpc-1",
  code: "SomeCode",
  message: "Some message",
};

describe.each(lightNames)("describeLight: %s", (name) => {
  it.each(lightCodes[name])("%s", (code) => {
    const words = describeLight(name, { value: "bad", code, facts: lightFacts, at: null }, facts);
    expectWords(words.label);
    expectWords(words.sentence);
    expect(words.sentence).not.toContain("|");
    if (words.next !== undefined) expectWords(words.next);
  });
});

it("never calls what cannot be seen good", () => {
  const light: Light = { value: "unknown", code: "cannot-be-seen", at: null };
  expect(describeLight("tenantRoutes", light, facts)).toEqual({
    label: "Routes on your side",
    sentence: "Your side's routes and security groups cannot be seen from here.",
    next: "Each of your route tables that needs the cluster must have a route for 10.0.0.0/16 to pcx-1.",
  });
});

const stateFacts: StateFacts = {
  ...facts,
  state: "active",
  ending: null,
  blocked: null,
  lights: null,
  expirationTime: inSeconds(7200),
};

describe("describeState", () => {
  it.each(connectionStates)("%s", (state) => {
    const words = describeState({ ...stateFacts, state }, t0);
    expectWords(words.sentence);
    expectWords(words.next);
  });

  it("never says more of an active connection than can be seen", () => {
    expect(describeState(stateFacts, t0).sentence).toBe(
      "Active. Your side's routes and security groups cannot be seen from here.",
    );
  });

  it("counts down", () => {
    const waiting = { ...stateFacts, state: "awaiting-acceptance" as const };
    expect(describeState(waiting, t0)).toMatchObject({
      who: "tenant-aws",
      sentence: expect.stringContaining("expires in 2 hours"),
    });
    expect(describeState({ ...waiting, withdrawAt: inSeconds(3600).toISOString() }, t0).sentence).toContain(
      "withdrawn in 1 hour",
    );
    expect(describeState({ ...waiting, expirationTime: "rubbish" }, t0).sentence).not.toContain("expires");
  });

  it("says what blocks it, and who must act", () => {
    const blocked: Blocked = { code: "reversed-pair", peeringId: "pcx-9" };
    expect(describeState({ ...stateFacts, state: "queued", blocked }, t0)).toMatchObject({ who: "tenant" });
    expect(describeState({ ...stateFacts, state: "active", blocked }, t0).sentence).toMatch(/^Active\./);
  });

  it("names what is missing while connecting, and what is wrong while active", () => {
    const claim: Light = {
      value: "bad",
      code: "claim-differs",
      facts: { absent: ["10.30.0.0/16"], actual: ["10.20.0.0/16"] },
      at: null,
    };
    const lights = { claim } as unknown as StateFacts["lights"];
    const connecting = describeState({ ...stateFacts, state: "connecting", lights }, t0);
    expect(connecting.sentence).toContain("10.30.0.0/16");
    expect(connecting.who).toBe("tenant-aws");
    expect(describeState({ ...stateFacts, lights }, t0).sentence).toMatch(/^Active\. .*10\.30\.0\.0\/16/);
  });

  it("tells the end by what ended it", () => {
    const words = describeState(
      { ...stateFacts, state: "rejected", ending: ending("rejected-by-peer", { as: "rejected" }) },
      t0,
    );
    expect(words.sentence).toContain(theirAccount);
    expect(
      describeState({ ...stateFacts, state: "denied", decisionNote: "Use the other cluster." }, t0).sentence,
    ).toContain("other cluster");
  });
});
