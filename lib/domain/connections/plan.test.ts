import { describe, expect, it } from "vitest";
import { plan } from "./plan";
import {
  attempt,
  fault,
  glance,
  hours,
  inSeconds,
  intent,
  look,
  otherPcx,
  ourAccount,
  pcx,
  peering,
  reversed,
  t0,
  table,
  theirAccount,
  vpc,
  withRoute,
} from "./plan.fixtures";
import type { ConnectionIntent, Observed, Plan } from "./plan-types";

/** Plans again with what the first plan left behind, as the worker would. */
function follow(
  base: ConnectionIntent,
  made: Plan,
  change: Partial<ConnectionIntent> = {},
): ConnectionIntent {
  return {
    ...base,
    state: made.state,
    ending: made.ending,
    wanted: made.ending ? "gone" : base.wanted,
    peeringId: made.peeringId,
    expirationTime: made.expirationTime,
    memory: JSON.parse(JSON.stringify(made.memory)),
    ...change,
  };
}

const kinds = (made: Plan): string[] => made.steps.map((step) => step.kind);
const planAt = (what: ConnectionIntent, seen: Observed): Plan => plan(what, seen, seen.at);

const pending = intent({ state: "awaiting-acceptance", peeringId: pcx, sentAt: t0 });
const active = intent({
  state: "active",
  peeringId: pcx,
  sentAt: t0,
  memory: { lastStatus: "active", accepted: true, routesSeen: ["rtb-1|10.20.0.0/16"] },
});
const routed = [withRoute(table("rtb-1"), "10.20.0.0/16", pcx)];

describe("before there is a peering", () => {
  it("creates one when the pair is free", () => {
    const made = planAt(intent(), look(t0, []));
    expect(kinds(made)).toEqual(["create-peering"]);
    expect(made.state).toBe("sending");
    expect(made.fullLookAt).not.toBeNull();
  });

  it("does not create on a look that did not search the pair", () => {
    const made = planAt(intent(), glance(t0, []));
    expect(made.steps).toEqual([]);
    expect(made.fullLookAt).toEqual(t0);
  });

  it("ignores peerings of the pair that have ended", () => {
    const ended = peering("deleted", { id: otherPcx, tags: {} });
    expect(kinds(planAt(intent(), look(t0, [ended])))).toEqual(["create-peering"]);
  });

  it.each([
    ["same direction", peering("active", { id: otherPcx, tags: {} }), "pair-already-connected"],
    [
      "pending, same direction",
      peering("pending-acceptance", { id: otherPcx, tags: {} }),
      "pair-already-connected",
    ],
    ["reversed", reversed("pending-acceptance"), "reversed-pair"],
    [
      "of another installation",
      peering("active", {
        id: otherPcx,
        tags: { "drawbridge:installation": "other", "drawbridge:connection": "connection-1" },
      }),
      "pair-already-connected",
    ],
  ])("stops at a live peering of the pair, %s", (_name, other, code) => {
    const made = planAt(intent(), look(t0, [other]));
    expect(made.steps).toEqual([]);
    expect(made.wouldSend).toEqual([]);
    expect(made.blocked).toMatchObject({ code, peeringId: otherPcx });
    expect(made.notes.map((note) => note.kind)).toContain("pair-conflict");
    expect(made.lights.peering).toMatchObject({ value: "bad", code: "pair-conflict" });
    const again = planAt(follow(intent(), made), look(inSeconds(60), [other]));
    expect(again.notes).toEqual([]);
  });

  it("takes over the peering an admin named, by tagging it first", () => {
    const foreign = peering("active", { id: otherPcx, tags: {} });
    const adopting = intent({ adoptPeeringId: otherPcx });
    const first = planAt(adopting, look(t0, [foreign]));
    expect(first.steps).toEqual([{ kind: "tag-peering", peeringId: otherPcx }]);
    expect(first.peeringId).toBeNull();
    const second = planAt(
      follow(adopting, first, { attempts: [attempt("tag-peering", "done", t0)] }),
      look(inSeconds(5), [peering("active", { id: otherPcx })]),
    );
    expect(second.peeringId).toBe(otherPcx);
    expect(second.notes).toContainEqual({
      kind: "peering-found",
      facts: { peeringId: otherPcx, how: "adopted" },
    });
  });

  it("never takes over a reversed one", () => {
    const made = planAt(intent({ adoptPeeringId: otherPcx }), look(t0, [reversed("active")]));
    expect(made.steps).toEqual([]);
    expect(made.blocked?.code).toBe("reversed-pair");
  });

  it("waits its turn", () => {
    const made = planAt(intent({ turn: { now: false, position: 3, of: 9 } }), look(t0, []));
    expect(made.steps).toEqual([]);
    expect(made.wouldSend).toEqual([{ kind: "create-peering" }]);
    expect(made.blocked).toEqual({ code: "waiting-turn", position: 3, of: 9 });
    expect(made.state).toBe("queued");
  });

  it.each([
    ["held", intent({ held: { by: "cluster" } }), { code: "held", heldBy: "cluster" }],
    ["in observe only", intent({ mode: "observe" }), { code: "observe-only" }],
  ])("sends nothing while %s, and says what it would send", (_name, what, blocked) => {
    const made = planAt(what, look(t0, []));
    expect(made.steps).toEqual([]);
    expect(made.wouldSend).toEqual([{ kind: "create-peering" }]);
    expect(made.blocked).toEqual(blocked);
    expect(made.state).toBe("queued");
  });
});

describe("a Create that was answered", () => {
  const answered = intent({
    state: "sending",
    sentAt: inSeconds(1),
    attempts: [attempt("create-peering", "done", t0, { peeringId: pcx })],
  });

  it("becomes ours when seen with our tag", () => {
    const made = planAt(answered, look(inSeconds(3), [peering("initiating-request")]));
    expect(made.peeringId).toBe(pcx);
    expect(made.state).toBe("sending");
    expect(made.steps).toEqual([]);
  });

  it("is a conflict when its peering carries another's tag", () => {
    const made = planAt(answered, look(inSeconds(3), [peering("active", { tags: {} })]));
    expect(made.peeringId).toBeNull();
    expect(made.blocked).toMatchObject({ code: "pair-already-connected", peeringId: pcx });
    expect(made.steps).toEqual([]);
  });

  it("believes no look that misses it within a minute, and never creates twice", () => {
    let state = answered;
    for (const seconds of [3, 20, 59]) {
      const made = planAt(state, look(inSeconds(seconds), []));
      expect(made).toMatchObject({ steps: [], state: "sending", ending: null });
      expect(made.memory.peeringMissedAt).toBeUndefined();
      state = follow(state, made);
    }
    const missed = planAt(state, look(inSeconds(70), []));
    expect(missed).toMatchObject({ steps: [], state: "sending" });
    const gone = planAt(follow(state, missed), look(inSeconds(80), []));
    expect(gone).toMatchObject({ steps: [], state: "failed", ending: { reason: "vanished" } });
  });
});

describe("a Create that was answered with another's peering", () => {
  const answered = intent({
    state: "sending",
    sentAt: t0,
    attempts: [attempt("create-peering", "done", t0, { peeringId: pcx })],
  });
  const foreign = peering("active", { tags: {} });
  const deleted = peering("deleted", { tags: {} });

  it("sends its own once that one is gone, but not while its tags may still come", () => {
    const early = planAt(answered, look(inSeconds(30), [deleted]));
    expect(early).toMatchObject({ steps: [], fullLookAt: inSeconds(60) });
    const known = planAt(follow(answered, early), look(inSeconds(60), [foreign]));
    expect(known).toMatchObject({ steps: [], blocked: { code: "pair-already-connected" } });
    expect(known.memory.notOurs).toBe(pcx);
    expect(kinds(planAt(follow(answered, known), look(inSeconds(90), [deleted])))).toEqual([
      "create-peering",
    ]);
    expect(kinds(planAt(follow(answered, known), look(inSeconds(90), [])))).toEqual(["create-peering"]);
  });

  it("leaves it alone on removal", () => {
    const leaving = { ...answered, wanted: "gone" as const };
    expect(planAt(leaving, look(inSeconds(30), [foreign]))).toMatchObject({ state: "removing", steps: [] });
    expect(planAt(leaving, look(inSeconds(60), [foreign]))).toMatchObject({ state: "withdrawn", steps: [] });
  });
});

describe("a Create without an answer", () => {
  const lost = intent({ state: "sending", attempts: [attempt("create-peering", "open", t0)] });

  it("is settled by the object with our tag", () => {
    const made = planAt(lost, look(inSeconds(5), [peering("pending-acceptance")]));
    expect(made).toMatchObject({ peeringId: pcx, state: "awaiting-acceptance" });
    expect(made.settled).toEqual([{ stepKey: "create-peering", outcome: "done" }]);
    expect(made.notes).toContainEqual({ kind: "peering-found", facts: { peeringId: pcx, how: "found" } });
  });

  it("is lost only after two looks, after its deadline, a minute apart", () => {
    let state = lost;
    for (const seconds of [5, 14, 20, 40, 79]) {
      const made = planAt(state, look(inSeconds(seconds), []));
      expect(made).toMatchObject({ steps: [], settled: [], state: "sending" });
      state = follow(state, made);
    }
    const made = planAt(state, look(inSeconds(80), []));
    expect(made.settled).toEqual([{ stepKey: "create-peering", outcome: "lost" }]);
    expect(kinds(made)).toEqual(["create-peering"]);
  });

  it("ends, and is not sent again, when it was looked for so late that a rejection would be forgotten", () => {
    const late = planAt(lost, look(inSeconds(hours(50)), []));
    const made = planAt(follow(lost, late), look(inSeconds(hours(50) + 60), []));
    expect(made.settled).toEqual([{ stepKey: "create-peering", outcome: "lost" }]);
    expect(made).toMatchObject({ steps: [], state: "failed", ending: { reason: "vanished" } });
  });

  it("is not counted by looks that did not search the pair", () => {
    let state = lost;
    for (const seconds of [20, 90, 200]) {
      const made = planAt(state, glance(inSeconds(seconds), []));
      expect(made).toMatchObject({ steps: [], settled: [] });
      state = follow(state, made);
    }
  });

  it("says what it waits for", () => {
    const made = planAt(lost, look(inSeconds(20), []));
    expect(made.blocked).toEqual({ code: "looking-for-lost-request", retryAt: inSeconds(80) });
  });

  it("holds back a removal until it is settled, then deletes what it made", () => {
    const leaving = { ...lost, wanted: "gone" as const };
    const waiting = planAt(leaving, look(inSeconds(20), []));
    expect(waiting).toMatchObject({ steps: [], state: "removing" });
    const found = planAt(follow(leaving, waiting), look(inSeconds(30), [peering("pending-acceptance")]));
    expect(found.steps).toEqual([{ kind: "delete-peering", peeringId: pcx }]);
    const none = planAt(follow(leaving, waiting), look(inSeconds(80), []));
    expect(none).toMatchObject({ steps: [], state: "withdrawn" });
  });
});

describe("an invitation", () => {
  it("waits for its answer with the expiry that AWS gives", () => {
    const made = planAt(
      { ...pending, state: "sending" },
      look(inSeconds(10), [peering("pending-acceptance")]),
    );
    expect(made).toMatchObject({
      state: "awaiting-acceptance",
      expirationTime: inSeconds(hours(168)),
      steps: [],
      blocked: null,
    });
  });

  it("reminds once, then withdraws", () => {
    const early = planAt(pending, glance(inSeconds(hours(47)), [peering("pending-acceptance")]));
    expect(early.notes).toEqual([]);
    const reminded = planAt(
      follow(pending, early),
      glance(inSeconds(hours(48)), [peering("pending-acceptance")]),
    );
    expect(reminded.notes.map((note) => note.kind)).toEqual(["reminder"]);
    const again = planAt(
      follow(pending, reminded),
      glance(inSeconds(hours(49)), [peering("pending-acceptance")]),
    );
    expect(again.notes).toEqual([]);
    const withdrawn = planAt(
      follow(pending, again),
      glance(inSeconds(hours(72)), [peering("pending-acceptance")]),
    );
    expect(withdrawn).toMatchObject({
      state: "removing",
      ending: { as: "withdrawn", reason: "unanswered" },
      steps: [{ kind: "delete-peering", peeringId: pcx }],
    });
  });

  it("is not withdrawn while held", () => {
    const made = planAt(
      { ...pending, held: { by: "place" } },
      glance(inSeconds(hours(80)), [peering("pending-acceptance")]),
    );
    expect(made).toMatchObject({ state: "awaiting-acceptance", ending: null, steps: [] });
    expect(made.wouldSend).toEqual([{ kind: "delete-peering", peeringId: pcx }]);
    expect(made.blocked).toEqual({ code: "held", heldBy: "place" });
  });

  it.each([
    [
      "failed",
      "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
      "failed",
      "failed-at-aws",
      null,
    ],
    ["rejected", "Inactive", "rejected", "rejected-by-peer", theirAccount],
    ["expired", "", "expired", "expired", null],
    ["deleted", `Deleted by ${ourAccount}`, "withdrawn", "removed-elsewhere", ourAccount],
  ] as const)("that AWS shows %s ends at once", (status, statusMessage, as, reason, byAccountId) => {
    const made = planAt(pending, glance(inSeconds(100), [peering(status, { statusMessage })]));
    expect(made).toMatchObject({
      state: as,
      ending: { as, reason, byAccountId },
      steps: [],
      lookAgainAt: null,
    });
    expect(made.notes.map((note) => note.kind)).toEqual(["ended", "state-changed"]);
  });

  it("is presumed expired when it is gone after its time", () => {
    const known = {
      ...pending,
      expirationTime: inSeconds(hours(168)),
      memory: { lastStatus: "pending-acceptance" as const },
    };
    const first = planAt(known, glance(inSeconds(hours(400)), []));
    expect(first).toMatchObject({ state: "awaiting-acceptance", ending: null });
    const second = planAt(follow(known, first), glance(inSeconds(hours(400) + 10), []));
    expect(second).toMatchObject({ state: "expired", ending: { reason: "expired-presumed" } });
  });

  it("that is gone before its time has vanished", () => {
    const known = {
      ...pending,
      expirationTime: inSeconds(hours(168)),
      memory: { lastStatus: "pending-acceptance" as const, peeringMissedAt: inSeconds(100).toISOString() },
    };
    expect(planAt(known, glance(inSeconds(109), []))).toMatchObject({ state: "awaiting-acceptance" });
    expect(planAt(known, glance(inSeconds(110), []))).toMatchObject({
      state: "failed",
      ending: { as: "failed", reason: "vanished" },
    });
  });

  it("is not gone because a look did not search for it", () => {
    const made = planAt(
      { ...pending, memory: { peeringMissedAt: inSeconds(100).toISOString() } },
      look(inSeconds(900), [], { pairSearched: false, peeringSearched: false }),
    );
    expect(made).toMatchObject({ state: "awaiting-acceptance", ending: null });
  });
});

describe("after acceptance", () => {
  it("waits while AWS provisions", () => {
    const made = planAt(pending, glance(inSeconds(10), [peering("provisioning")]));
    expect(made).toMatchObject({ state: "connecting", steps: [] });
  });

  it("asks for a full look when a glance shows it active", () => {
    const made = planAt(pending, glance(inSeconds(10), [peering("active")]));
    expect(made).toMatchObject({ state: "connecting", steps: [], fullLookAt: inSeconds(10) });
  });

  it("writes routes into every table that serves subnets, and into main where a subnet has none", () => {
    const tables = [
      table("rtb-1"),
      table("rtb-main", { isMain: true, subnetIds: [] }),
      table("rtb-gw", { subnetIds: [], gatewayIds: ["igw-1"] }),
      table("rtb-gw2", { gatewayIds: ["vgw-1"] }),
      table("rtb-none", { subnetIds: [] }),
      table("rtb-else", { vpcId: "vpc-other" }),
    ];
    const withFree = {
      ...vpc,
      subnets: [...vpc.subnets, { ...(vpc.subnets[0] as (typeof vpc.subnets)[number]), id: "subnet-free" }],
    };
    const what = { ...pending, approvedCidrs: ["10.20.0.0/16"] };
    const seen = look(inSeconds(10), [peering("active")], { routeTables: tables, vpc: withFree });
    expect(planAt(what, seen).steps).toEqual([
      { kind: "create-route", peeringId: pcx, routeTableId: "rtb-1", destination: "10.20.0.0/16" },
      { kind: "create-route", peeringId: pcx, routeTableId: "rtb-main", destination: "10.20.0.0/16" },
    ]);
    const covered = look(inSeconds(10), [peering("active")], { routeTables: tables });
    expect(planAt(what, covered).steps).toHaveLength(1);
  });

  it("does not become active before it is known whether main counts", () => {
    const tables = [...routed, table("rtb-main", { isMain: true, subnetIds: [] })];
    const made = planAt(
      pending,
      look(inSeconds(10), [peering("active")], { routeTables: tables, vpc: null }),
    );
    expect(made).toMatchObject({ state: "connecting", steps: [] });
    expect(made.lights.routes).toMatchObject({ value: "waiting", code: "inventory-missing" });
  });

  it("becomes active when every route was seen", () => {
    const made = planAt(pending, look(inSeconds(10), [peering("active")], { routeTables: routed }));
    expect(made).toMatchObject({ state: "active", steps: [], blocked: null });
    expect(made.lights).toMatchObject({
      peering: { value: "good" },
      routes: { value: "good", code: "routes-present" },
      claim: { value: "good", code: "claim-satisfied" },
      tenantRoutes: { value: "unknown", code: "cannot-be-seen" },
      dnsOurs: { value: "off" },
    });
    expect(made.memory.routesSeen).toEqual(["rtb-1|10.20.0.0/16"]);
  });

  it("routes approved blocks within real ones only, and holds at connecting for those that are absent", () => {
    const seen = peering("active");
    const real = { ...seen, accepter: { ...seen.accepter, cidrBlocks: ["10.20.0.0/16", "10.99.0.0/16"] } };
    const what = { ...pending, approvedCidrs: ["10.20.4.0/24", "10.30.0.0/16"] };
    const made = planAt(what, look(inSeconds(10), [real]));
    expect(made.steps).toEqual([
      { kind: "create-route", peeringId: pcx, routeTableId: "rtb-1", destination: "10.20.4.0/24" },
    ]);
    expect(made.lights.claim).toMatchObject({
      value: "bad",
      code: "claim-differs",
      facts: { absent: ["10.30.0.0/16"], unclaimed: ["10.99.0.0/16"] },
    });
    const tables = [withRoute(table("rtb-1"), "10.20.4.0/24", pcx)];
    const later = planAt(follow(what, made), look(inSeconds(20), [real], { routeTables: tables }));
    expect(later.state).toBe("connecting");
    expect(later.notes.map((note) => note.kind)).not.toContain("claim-differs");
    const grown = {
      ...real,
      accepter: { ...real.accepter, cidrBlocks: [...real.accepter.cidrBlocks, "10.30.0.0/16"] },
    };
    const both = [withRoute(tables[0] as (typeof tables)[number], "10.30.0.0/16", pcx)];
    expect(planAt(follow(what, later), look(inSeconds(30), [grown], { routeTables: both })).state).toBe(
      "active",
    );
  });

  it("routes a block that exists only as larger than real not at all", () => {
    const what = { ...pending, approvedCidrs: ["10.16.0.0/12"] };
    const made = planAt(what, look(inSeconds(10), [peering("active")]));
    expect(made.steps).toEqual([]);
    expect(made.lights.claim.code).toBe("claim-differs");
  });

  it("stays active, with a light, when the other side loses a block", () => {
    const seen = peering("active");
    const less = { ...seen, accepter: { ...seen.accepter, cidrBlocks: ["10.99.0.0/16"] } };
    const made = planAt(
      { ...active, memory: { ...active.memory, actualCidrs: ["10.20.0.0/16"] } },
      look(inSeconds(10), [less], { routeTables: routed }),
    );
    expect(made.state).toBe("active");
    expect(made.lights.claim).toMatchObject({ value: "bad", code: "claim-differs" });
    expect(made.notes.map((note) => note.kind)).toEqual(["peer-added-blocks", "claim-differs"]);
    expect(made.steps).toEqual([]);
  });

  it("never replaces a route that leads elsewhere", () => {
    const tables = [withRoute(table("rtb-1"), "10.20.0.0/16", "tgw-1")];
    const made = planAt(pending, look(inSeconds(10), [peering("active")], { routeTables: tables }));
    expect(made).toMatchObject({ state: "connecting", steps: [] });
    expect(made.lights.routes).toMatchObject({ value: "bad", code: "route-conflict" });
    expect(made.notes).toContainEqual({
      kind: "route-conflict",
      facts: { routeTableId: "rtb-1", destination: "10.20.0.0/16", target: "tgw-1" },
    });
    const again = planAt(
      follow(pending, made),
      look(inSeconds(20), [peering("active")], { routeTables: tables }),
    );
    expect(again.notes).toEqual([]);
    expect(planAt(active, look(inSeconds(10), [peering("active")], { routeTables: tables })).state).toBe(
      "active",
    );
  });

  it("waits for a route that AWS shows as blackhole", () => {
    const tables = [withRoute(table("rtb-1"), "10.20.0.0/16", pcx, "blackhole")];
    const made = planAt(pending, look(inSeconds(10), [peering("active")], { routeTables: tables }));
    expect(made).toMatchObject({ state: "connecting", steps: [] });
    expect(made.lights.routes).toMatchObject({ value: "bad", code: "route-blackhole" });
  });

  it("puts a missing route back after two looks, with the drift said at the first", () => {
    const first = planAt(active, look(inSeconds(100), [peering("active")]));
    expect(first).toMatchObject({ state: "active", steps: [] });
    expect(first.notes.map((note) => note.kind)).toEqual(["drift-route-missing"]);
    expect(first.lights.routes).toMatchObject({ value: "bad", code: "route-missing" });
    const soon = planAt(follow(active, first), look(inSeconds(109), [peering("active")]));
    expect(soon).toMatchObject({ steps: [], notes: [] });
    const second = planAt(follow(active, soon), look(inSeconds(110), [peering("active")]));
    expect(kinds(second)).toEqual(["create-route"]);
    const back = planAt(
      follow(active, second),
      look(inSeconds(115), [peering("active")], { routeTables: routed }),
    );
    expect(back.notes.map((note) => note.kind)).toEqual(["drift-route-restored"]);
    expect(back.lights.routes.value).toBe("good");
  });

  it("does not write a route again before its write can be seen", () => {
    const written = {
      ...pending,
      attempts: [attempt("create-route:rtb-1:10.20.0.0/16", "done", inSeconds(10))],
    };
    expect(planAt(written, look(inSeconds(15), [peering("active")])).steps).toEqual([]);
    expect(kinds(planAt(written, look(inSeconds(22), [peering("active")])))).toEqual(["create-route"]);
  });

  it("ignores a late read of an earlier status", () => {
    const made = planAt(
      active,
      look(inSeconds(10), [peering("pending-acceptance")], { routeTables: routed }),
    );
    expect(made).toMatchObject({ state: "active", steps: [], ending: null, notes: [] });
    expect(made.memory.lastStatus).toBe("active");
    const connecting = {
      ...pending,
      state: "connecting" as const,
      memory: { lastStatus: "provisioning" as const },
    };
    expect(planAt(connecting, glance(inSeconds(10), [peering("pending-acceptance")])).state).toBe(
      "connecting",
    );
  });

  it("keeps the lights of the last full look during glances", () => {
    const first = planAt(pending, look(inSeconds(10), [peering("active")], { routeTables: routed }));
    const second = planAt(follow(pending, first), glance(inSeconds(15), [peering("active")]));
    expect(second.state).toBe("active");
    expect(second.lights.routes).toEqual(first.lights.routes);
    expect(second.lights.peering.at).toBe(inSeconds(15).toISOString());
    expect(second.fullLookAt).toBeNull();
  });

  it("says when our tags were taken off", () => {
    const made = planAt(
      active,
      look(inSeconds(10), [peering("active", { tags: {} })], { routeTables: routed }),
    );
    expect(made.lights.peering).toMatchObject({ value: "bad", code: "active-tags-lost" });
    expect(made.state).toBe("active");
  });
});

describe("DNS", () => {
  const wanting = { ...active, dnsResolution: true };
  const seen = (ours: boolean | null, theirs: boolean | null = false) => {
    const base = peering("active");
    return {
      ...base,
      requester: { ...base.requester, dnsResolutionFromRemote: ours },
      accepter: { ...base.accepter, dnsResolutionFromRemote: theirs },
    };
  };
  const at = (seconds: number, ours: boolean | null, change = {}) =>
    look(inSeconds(seconds), [seen(ours)], { routeTables: routed, ...change });

  it("switches our half on, and is active meanwhile", () => {
    const made = planAt({ ...wanting, state: "connecting" }, at(10, false));
    expect(made.steps).toEqual([{ kind: "set-dns", peeringId: pcx, allow: true }]);
    expect(made.state).toBe("active");
    expect(made.lights.dnsOurs.code).toBe("being-set");
    expect(made.lights.dnsTheirs).toMatchObject({ value: "waiting", code: "peer-off" });
  });

  it("reads it back within three minutes before it tries again", () => {
    const set = { ...wanting, attempts: [attempt("set-dns:true", "done", inSeconds(10))] };
    expect(planAt(set, at(60, false)).steps).toEqual([]);
    expect(kinds(planAt(set, at(200, false)))).toEqual(["set-dns"]);
    expect(planAt(set, at(60, true)).lights.dnsOurs).toMatchObject({ value: "good", code: "on" });
  });

  it("makes no call while the VPC's DNS attributes are off", () => {
    const made = planAt(wanting, at(10, false, { vpc: { ...vpc, dnsHostnames: false } }));
    expect(made.steps).toEqual([]);
    expect(made.lights.dnsOurs).toMatchObject({
      value: "bad",
      code: "dns-attributes-off",
      facts: { off: ["enableDnsHostnames"] },
    });
    expect(planAt(wanting, at(10, false, { vpc: null })).lights.dnsOurs.code).toBe("inventory-missing");
  });

  it("shows a refusal as a light and stays active", () => {
    const code = "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled";
    const refused = attempt("set-dns:true", "refused", inSeconds(10), {
      fault: fault(code, "DNS hostnames"),
    });
    const made = planAt({ ...wanting, attempts: [refused] }, at(30, false));
    expect(made).toMatchObject({ state: "active", steps: [] });
    expect(made.lights.dnsOurs).toMatchObject({ value: "bad", code: "dns-refused", facts: { code } });
  });

  it("sees it switched off by somebody, and switches it on after a second look", () => {
    const on = planAt(wanting, at(10, true));
    const off = planAt(follow(wanting, on), at(300, false));
    expect(off.notes.map((note) => note.kind)).toEqual(["drift-dns-off"]);
    expect(off.steps).toEqual([]);
    const again = planAt(follow(wanting, off), at(310, false));
    expect(kinds(again)).toEqual(["set-dns"]);
    const back = planAt(follow(wanting, again), at(320, true));
    expect(back.notes.map((note) => note.kind)).toEqual(["drift-dns-restored"]);
  });

  it("asks once where AWS does not say", () => {
    expect(kinds(planAt(wanting, at(10, null)))).toEqual(["set-dns"]);
    const set = { ...wanting, attempts: [attempt("set-dns:true", "done", inSeconds(10))] };
    const made = planAt(set, at(500, null));
    expect(made.steps).toEqual([]);
    expect(made.lights.dnsOurs).toMatchObject({ value: "unknown", code: "not-shown" });
  });

  it("leaves it alone when it was not asked for", () => {
    const made = planAt(active, at(10, true));
    expect(made.steps).toEqual([]);
    expect(made.lights.dnsOurs).toMatchObject({ value: "off", code: "not-wanted" });
  });
});

describe("an active connection that AWS shows ended", () => {
  it.each([
    ["by the tenant", theirAccount, "removed-by-peer"],
    ["in our account", ourAccount, "removed-elsewhere"],
  ])("%s: deletes our routes, then ends", (_name, account, reason) => {
    const deleted = peering("deleted", { statusMessage: `Deleted by ${account}` });
    const blackhole = [withRoute(table("rtb-1"), "10.20.0.0/16", pcx, "blackhole")];
    const first = planAt(active, look(inSeconds(100), [deleted], { routeTables: blackhole }));
    expect(first).toMatchObject({
      state: "removing",
      ending: { as: "removed", reason, byAccountId: account },
      steps: [{ kind: "delete-route", peeringId: pcx, routeTableId: "rtb-1", destination: "10.20.0.0/16" }],
    });
    const removed = attempt("delete-route:rtb-1:10.20.0.0/16", "done", inSeconds(101));
    const second = planAt(follow(active, first, { attempts: [removed] }), look(inSeconds(104), [deleted]));
    expect(second).toMatchObject({ state: "removed", steps: [], ending: { reason } });
    expect(second.notes.map((note) => note.kind)).toEqual(["ended", "state-changed"]);
  });

  it("does not end on a glance, which says nothing of routes", () => {
    const made = planAt(active, glance(inSeconds(100), [peering("deleted")]));
    expect(made).toMatchObject({ state: "removing", steps: [], fullLookAt: inSeconds(100) });
  });

  it("learns who did it when AWS says so later", () => {
    const deleting = peering("deleting", { statusMessage: "Deleting" });
    const first = planAt(active, look(inSeconds(100), [deleting], { routeTables: routed }));
    expect(first.ending).toMatchObject({ reason: "removed-elsewhere", byAccountId: null });
    const deleted = peering("deleted", { statusMessage: `Deleted by ${theirAccount}` });
    const second = planAt(follow(active, first), look(inSeconds(105), [deleted], { routeTables: routed }));
    expect(second.ending).toMatchObject({ reason: "removed-by-peer", byAccountId: theirAccount });
  });

  it("is gone after two looks without it, and leaves nothing", () => {
    const first = planAt(active, look(inSeconds(100), [], { routeTables: routed }));
    expect(first).toMatchObject({ state: "active", steps: [] });
    expect(first.lights.peering).toMatchObject({ value: "unknown", code: "not-seen" });
    const second = planAt(follow(active, first), look(inSeconds(110), [], { routeTables: routed }));
    expect(second).toMatchObject({ state: "removing", ending: { as: "removed", reason: "vanished" } });
    expect(kinds(second)).toEqual(["delete-route"]);
  });

  it("is not gone when a second look shows it again", () => {
    const first = planAt(active, look(inSeconds(100), [], { routeTables: routed }));
    const second = planAt(
      follow(active, first),
      look(inSeconds(105), [peering("active")], { routeTables: routed }),
    );
    expect(second.memory.peeringMissedAt).toBeUndefined();
    expect(second).toMatchObject({ state: "active", ending: null });
  });
});

describe("removal", () => {
  const leaving = { ...active, wanted: "gone" as const };

  it("deletes routes first, the peering when none is seen, and ends when that is seen deleted", () => {
    const first = planAt(leaving, look(inSeconds(100), [peering("active")], { routeTables: routed }));
    expect(kinds(first)).toEqual(["delete-route"]);
    expect(first.state).toBe("removing");
    const removed = attempt("delete-route:rtb-1:10.20.0.0/16", "done", inSeconds(101));
    const state = follow(leaving, first, { attempts: [removed] });
    expect(kinds(planAt(state, glance(inSeconds(103), [peering("active")])))).toEqual([]);
    const second = planAt(state, look(inSeconds(104), [peering("active")]));
    expect(second.steps).toEqual([{ kind: "delete-peering", peeringId: pcx }]);
    const deleted = attempt("delete-peering", "done", inSeconds(105));
    const waiting = follow(state, second, { attempts: [removed, deleted] });
    expect(planAt(waiting, look(inSeconds(107), [peering("active")])).steps).toEqual([]);
    expect(planAt(waiting, look(inSeconds(107), [peering("deleting")]))).toMatchObject({
      steps: [],
      state: "removing",
    });
    const done = planAt(
      waiting,
      look(inSeconds(110), [peering("deleted", { statusMessage: `Deleted by ${ourAccount}` })]),
    );
    expect(done).toMatchObject({ state: "removed", ending: { reason: "removed-here" } });
  });

  it("does not believe one look that misses a route", () => {
    const first = planAt(leaving, look(inSeconds(100), [peering("active")]));
    expect(first.steps).toEqual([]);
    expect(first.lookAgainAt).toEqual(inSeconds(110));
    const second = planAt(follow(leaving, first), look(inSeconds(110), [peering("active")]));
    expect(kinds(second)).toEqual(["delete-peering"]);
  });

  it("does not count a miss from before the route was last written", () => {
    const written = attempt("create-route:rtb-1:10.20.0.0/16", "done", inSeconds(95));
    const missed = { "rtb-1|10.20.0.0/16": inSeconds(50).toISOString() };
    const state = {
      ...leaving,
      memory: { ...leaving.memory, routesMissedAt: missed },
      attempts: [written],
    };
    expect(planAt(state, look(inSeconds(100), [peering("active")])).steps).toEqual([]);
  });

  it("waits for route attempts without an answer", () => {
    const open = attempt("create-route:rtb-1:10.20.0.0/16", "unknown", inSeconds(95));
    const state = { ...leaving, memory: { lastStatus: "active" as const, accepted: true }, attempts: [open] };
    expect(planAt(state, look(inSeconds(100), [peering("active")])).steps).toEqual([]);
    const late = planAt(state, look(inSeconds(120), [peering("active")]));
    expect(late.settled).toEqual([{ stepKey: open.stepKey, outcome: "lost" }]);
    expect(kinds(late)).toEqual(["delete-peering"]);
    const there = planAt(state, look(inSeconds(120), [peering("active")], { routeTables: routed }));
    expect(there.settled).toEqual([{ stepKey: open.stepKey, outcome: "done" }]);
    expect(kinds(there)).toEqual(["delete-route"]);
  });

  it("leaves routes of others alone, also those that lead to our peering", () => {
    const tables = [withRoute(withRoute(table("rtb-1"), "10.20.0.0/16", "tgw-1"), "192.168.0.0/24", pcx)];
    const fresh = { ...leaving, memory: { lastStatus: "active" as const, accepted: true } };
    const made = planAt(fresh, look(inSeconds(100), [peering("active")], { routeTables: tables }));
    expect(kinds(made)).toEqual(["delete-peering"]);
  });

  it.each(["initiating-request", "provisioning", "deleting"] as const)(
    "waits while AWS shows %s",
    (status) => {
      const made = planAt({ ...pending, wanted: "gone" }, look(inSeconds(100), [peering(status)]));
      expect(made).toMatchObject({ state: "removing", steps: [] });
      expect(made.lookAgainAt).not.toBeNull();
    },
  );

  it("of an invitation deletes it and ends withdrawn", () => {
    const going = { ...pending, wanted: "gone" as const };
    const first = planAt(going, glance(inSeconds(10), [peering("pending-acceptance")]));
    expect(first.steps).toEqual([{ kind: "delete-peering", peeringId: pcx }]);
    const second = planAt(follow(going, first), glance(inSeconds(15), [peering("deleted")]));
    expect(second).toMatchObject({ state: "withdrawn", ending: { reason: "withdrawn-here" } });
  });

  it("of a queued request ends at once: nothing was sent", () => {
    const made = planAt(intent({ wanted: "gone" }), glance(t0, []));
    expect(made).toMatchObject({ state: "withdrawn", steps: [], ending: { reason: "withdrawn-here" } });
  });

  it("never touches a peering of others", () => {
    const made = planAt(
      intent({ wanted: "gone", adoptPeeringId: otherPcx }),
      look(t0, [peering("active", { id: otherPcx, tags: {} })]),
    );
    expect(made).toMatchObject({ state: "withdrawn", steps: [] });
  });

  it.each([
    ["held", { held: { by: "connection" as const } }, "held"],
    ["in observe only", { mode: "observe" as const }, "observe-only"],
  ])("sends nothing while %s", (_name, change, code) => {
    const made = planAt(
      { ...leaving, ...change },
      look(inSeconds(100), [peering("active")], { routeTables: routed }),
    );
    expect(made).toMatchObject({ steps: [], state: "removing", blocked: { code } });
    expect(made.wouldSend.map((step) => step.kind)).toEqual(["delete-route"]);
  });

  it("keeps the ending that was asked for", () => {
    const asked = { as: "removed", reason: "removed-here", byAccountId: null, detail: null } as const;
    const made = planAt(
      { ...leaving, ending: asked, memory: { accepted: true, lastStatus: "active" } },
      look(inSeconds(100), [peering("deleted", { statusMessage: `Deleted by ${theirAccount}` })]),
    );
    expect(made).toMatchObject({ state: "removed", ending: asked });
  });

  it("looks again after a refusal that says the peering moved on", () => {
    const refused = attempt("delete-peering", "refused", inSeconds(100), {
      fault: fault("InvalidStateTransition", "attempted to transition from failed to deleting"),
    });
    const state = { ...pending, wanted: "gone" as const, attempts: [refused] };
    expect(planAt(state, glance(inSeconds(103), [peering("pending-acceptance")])).steps).toEqual([]);
    expect(planAt(state, glance(inSeconds(103), [peering("failed")])).state).toBe("withdrawn");
  });
});

describe("refusals", () => {
  const refusedAt = (code: string, message = "", failures = 1) =>
    intent({
      state: "sending",
      attempts: [
        attempt("create-peering", "refused", t0, { fault: fault(code, message), failures, finishedAt: t0 }),
      ],
    });

  it.each([
    ["RequestLimitExceeded", 1, 5, "backing-off"],
    ["RequestLimitExceeded", 3, 20, "backing-off"],
    ["ThrottlingException", 20, 300, "backing-off"],
    ["InternalError", 1, 5, "backing-off"],
    ["ServiceUnavailable", 2, 10, "backing-off"],
    ["OutstandingVpcPeeringConnectionLimitExceeded", 1, 300, "quota"],
    ["PendingVpcPeeringConnectionLimitExceeded", 4, 300, "quota"],
    ["VpcPeeringConnectionsPerVpcLimitExceeded", 1, 300, "quota"],
    ["UnauthorizedOperation", 1, 300, "refused-rights"],
    ["AuthFailure", 1, 300, "refused-rights"],
    ["OptInRequired", 1, 300, "refused-rights"],
    ["InvalidVpcID.NotFound", 1, 300, "aws-refused"],
    ["SomethingNew", 1, 300, "aws-refused"],
    ["VpcPeeringConnectionAlreadyExists", 1, 60, "backing-off"],
  ])("%s, %i in a row, waits %i s", (code, failures, seconds, blocked) => {
    const what = refusedAt(code, "", failures);
    const early = planAt(what, look(inSeconds(seconds - 1), []));
    expect(early).toMatchObject({ steps: [], blocked: { code: blocked, retryAt: inSeconds(seconds) } });
    expect(early.wouldSend).toEqual([{ kind: "create-peering" }]);
    expect(early.lookAgainAt).toEqual(inSeconds(seconds));
    expect(kinds(planAt(what, look(inSeconds(seconds), [])))).toEqual(["create-peering"]);
  });

  it.each(["InvalidParameterValue", "InvalidPeerVpcId.NotFound", "InvalidRegion", "MissingParameter"])(
    "%s of a Create ends the connection",
    (code) => {
      const made = planAt(refusedAt(code, "no such thing"), look(inSeconds(1), []));
      expect(made).toMatchObject({
        state: "failed",
        ending: { as: "failed", reason: "refused", detail: `${code}: no such thing` },
        steps: [],
      });
    },
  );

  it("retries a route in a minute while AWS does not know the peering there", () => {
    const message = "route table rtb-1 and network gateway pcx-1 belong to different networks";
    const refused = attempt("create-route:rtb-1:10.20.0.0/16", "refused", t0, {
      fault: fault("InvalidParameterValue", message),
      finishedAt: t0,
    });
    const what = { ...pending, attempts: [refused] };
    const made = planAt(what, look(inSeconds(59), [peering("active")]));
    expect(made).toMatchObject({ steps: [], ending: null, blocked: { code: "backing-off" } });
    expect(kinds(planAt(what, look(inSeconds(60), [peering("active")])))).toEqual(["create-route"]);
  });

  it("shows a full route table as a light", () => {
    const refused = attempt("create-route:rtb-1:10.20.0.0/16", "refused", t0, {
      fault: fault("RouteLimitExceeded"),
    });
    const made = planAt({ ...pending, attempts: [refused] }, look(inSeconds(10), [peering("active")]));
    expect(made).toMatchObject({ state: "connecting", steps: [], blocked: { code: "quota" } });
    expect(made.lights.routes).toMatchObject({
      value: "bad",
      code: "route-limit",
      facts: { tables: ["rtb-1"] },
    });
  });

  it("does not hold back other steps", () => {
    const refused = attempt("create-route:rtb-1:10.20.0.0/16", "refused", t0, {
      fault: fault("InternalError"),
    });
    const made = planAt(
      { ...pending, attempts: [refused] },
      look(inSeconds(2), [peering("active")], { routeTables: [table("rtb-1"), table("rtb-2")] }),
    );
    expect(made.steps).toEqual([
      { kind: "create-route", peeringId: pcx, routeTableId: "rtb-2", destination: "10.20.0.0/16" },
    ]);
  });
});

describe("rows that are not planned", () => {
  it.each(["awaiting-approval", "denied", "removed", "rejected"] as const)("%s stays as it is", (state) => {
    const made = planAt(intent({ state }), look(t0, [peering("active")]));
    expect(made).toMatchObject({ state, steps: [], wouldSend: [], notes: [], lookAgainAt: null });
  });
});

describe("repeated looks", () => {
  it("leave memory and notes of a settled connection unchanged", () => {
    const seen = (seconds: number) => look(inSeconds(seconds), [peering("active")], { routeTables: routed });
    const first = planAt(pending, seen(10));
    const second = planAt(follow(pending, first), seen(20));
    expect(second.notes).toEqual([]);
    expect(Object.keys(second.memory)).toEqual(Object.keys(first.memory));
    expect(second.lookAgainAt).toBeNull();
  });
});
