import { describe, expect, it } from "vitest";
import {
  attempt,
  follow,
  glance,
  hours,
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
  reversed,
  routed,
  t0,
  theirAccount,
} from "./plan.fixtures";

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
