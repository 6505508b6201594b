import { describe, expect, it } from "vitest";
import {
  active,
  attempt,
  fault,
  follow,
  glance,
  inSeconds,
  intent,
  kinds,
  look,
  otherPcx,
  ourAccount,
  pcx,
  peering,
  pending,
  planAt,
  routed,
  t0,
  table,
  theirAccount,
  withRoute,
} from "./plan.fixtures";

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
