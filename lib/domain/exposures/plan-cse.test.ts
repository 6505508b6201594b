import { describe, expect, it } from "vitest";
import {
  attemptOf,
  codes,
  cseIntentOf,
  cseRuleOf,
  edgeOf,
  entityId,
  entityOf,
  exposedEntityOf,
  faultOf,
  follow,
  inSeconds,
  internal,
  kinds,
  lookOf,
  planAt,
  t0,
  taskOf,
} from "./plan.fixtures";
import { cseHoldsEdge } from "./plan-cse";
import type { ExposureIntent, Observed } from "./plan-types";
import { cseCleanupMs } from "./timing";

const rule = cseRuleOf();
const narrow = cseRuleOf({ externalPort: "6443" });
const creating = (change = {}) =>
  entityOf({
    state: "PRE_CREATED",
    phase: { operation: "CREATE", status: "IN_PROGRESS" },
    wantsExpose: true,
    controlPlane: null,
    ...change,
  });
const look = (at: number, rules: Parameters<typeof lookOf>[1], change: Partial<Observed> = {}) =>
  lookOf(inSeconds(at), rules, { entity: exposedEntityOf(), ...change });
const live = (change: Partial<ExposureIntent> = {}) =>
  cseIntentOf({
    state: "exposed",
    address: "10.149.1.102",
    internalAddress: internal,
    memory: { ruleSeenAt: t0.toISOString(), creation: "succeeded", entitySeenAt: t0.toISOString() },
    ...change,
  });

/** Looks until something is decided, ten seconds and a bit apart. */
function watch(row: ExposureIntent, looks: Observed[]) {
  let made = planAt(row, looks[0] as Observed);
  for (const next of looks.slice(1)) {
    row = follow(row, made);
    made = planAt(row, next);
  }
  return { made, row: follow(row, made) };
}

describe("asking CSE for an exposed cluster", () => {
  const unknown = cseIntentOf({ cluster: { name: "tkg1", entityId: null, dialect: "native-1" } });

  it("looks for the name before it asks, and asks once", () => {
    expect(kinds(planAt(unknown, lookOf(t0, [], { entity: null })))).toEqual(["ask-cse-create"]);
    expect(kinds(planAt(unknown, lookOf(t0, [], { entity: null, entitySearched: false })))).toEqual([]);
    const found = planAt(unknown, lookOf(t0, [], { entity: creating() }));
    expect(found).toMatchObject({ entityId, steps: [] });
  });

  it("waits for the person where their sign-in has ended", () => {
    const made = planAt({ ...unknown, token: "missing" }, lookOf(t0, [], { entity: null }));
    expect(made).toMatchObject({ steps: [], blocked: { code: "sign-in-needed" } });
    expect(made.wouldSend).toHaveLength(1);
  });

  it("does not ask again while it is not known what became of the first time", () => {
    const attempts = [attemptOf("ask-cse-create", "unknown", t0)];
    const made = planAt({ ...unknown, attempts }, lookOf(inSeconds(20), [], { entity: null }));
    expect(made).toMatchObject({ steps: [], blocked: { code: "cse-working" } });
    const found = planAt({ ...unknown, attempts }, lookOf(inSeconds(20), [], { entity: creating() }));
    expect(found.settled).toMatchObject([{ outcome: "done" }]);
  });

  it("ends where CSE's task fails and no cluster is left", () => {
    const attempts = [attemptOf("ask-cse-create", "accepted", t0, { taskId: "task-1", entityId })];
    const task = taskOf({
      status: "error",
      endedAt: inSeconds(30),
      fault: faultOf(
        "INTERNAL_SERVER_ERROR",
        "Error creating cluster 'tkg1'. Deleting cluster (rollback=True)",
      ),
    });
    const gone = { entity: null, tasks: [task] };
    const { made } = watch({ ...unknown, attempts }, [
      lookOf(inSeconds(31), [], gone),
      lookOf(inSeconds(42), [], gone),
      lookOf(inSeconds(53), [], gone),
      lookOf(inSeconds(64), [], gone),
    ]);
    expect(made).toMatchObject({
      state: "failed",
      ending: { reason: "create-failed", detail: expect.stringContaining("rollback=True") },
    });
  });

  it("waits for the edge's lock, and keeps it until the rule is seen or initialization has passed", () => {
    const made = planAt(
      { ...unknown, edgeLock: { mine: false, by: "tkg2" } },
      lookOf(t0, [], { entity: null }),
    );
    expect(made).toMatchObject({
      steps: [],
      blocked: { code: "waiting-edge", by: "tkg2" },
      edgeLock: "wanted",
    });
  });

  const phase = { operation: "CREATE", status: "IN_PROGRESS" };
  it.each([
    ["just accepted", { wantsExpose: true, ruleSeen: false, phase, task: null }, true],
    ["not exposed", { wantsExpose: false, ruleSeen: false, phase, task: null }, false],
    [
      "at the control plane",
      {
        wantsExpose: true,
        ruleSeen: false,
        phase,
        task: { status: "running", step: "creating-control-plane" },
      },
      true,
    ],
    [
      "initializing",
      { wantsExpose: true, ruleSeen: false, phase, task: { status: "running", step: "initializing" } },
      true,
    ],
    [
      "at the workers",
      { wantsExpose: true, ruleSeen: false, phase, task: { status: "running", step: "creating-workers" } },
      false,
    ],
    [
      "rule seen",
      { wantsExpose: true, ruleSeen: true, phase, task: { status: "running", step: "initializing" } },
      false,
    ],
    [
      "task ended",
      { wantsExpose: true, ruleSeen: false, phase, task: { status: "error", step: "initializing" } },
      false,
    ],
    [
      "created",
      { wantsExpose: true, ruleSeen: false, phase: { operation: "CREATE", status: "SUCCEEDED" }, task: null },
      false,
    ],
  ])("%s: holds the edge %s", (_name, facts, holds) => {
    expect(cseHoldsEdge(facts)).toBe(holds);
  });
});

describe("exposed at creation", () => {
  it("waits while CSE builds, with and without its rule", () => {
    expect(planAt(cseIntentOf(), look(0, [], { entity: creating() }))).toMatchObject({
      state: "programming",
      blocked: { code: "cse-working" },
    });
    const early = planAt(cseIntentOf(), look(0, [rule], { entity: creating() }));
    expect(early).toMatchObject({ state: "programming", address: "10.149.1.102", internalAddress: internal });
  });

  it("is exposed once it is built and the rule is there", () => {
    const made = planAt(cseIntentOf(), look(0, [narrow]));
    expect(made).toMatchObject({
      state: "exposed",
      address: "10.149.1.102",
      lights: { rule: { value: "good" } },
    });
    expect(made.findings).toEqual([]);
  });

  it("takes the rule's own address inside where CSE 3.0 tells the external one only", () => {
    const entity = exposedEntityOf();
    const made = planAt(cseIntentOf(), look(0, [narrow], { entity, vm: null, knownNodes: null }));
    expect(made).toMatchObject({ state: "exposed", internalAddress: internal });
  });

  it("says loudly that a rule without a port opens every port, and narrows it by a click", () => {
    const made = planAt(cseIntentOf(), look(0, [rule]));
    expect(made).toMatchObject({
      state: "exposed",
      steps: [],
      lights: { rule: { value: "bad", code: "every-port-open" } },
    });
    expect(codes(made)).toEqual(["every-port-open"]);
    const row = follow(cseIntentOf(), made, { clickedAt: inSeconds(5) });
    const clicked = planAt(row, look(6, [rule]));
    expect(clicked.steps).toMatchObject([
      { kind: "change-nat-rule", ruleId: "rule-cse", change: { externalPort: "6443" } },
    ]);
  });

  it("fails where CSE reports success and nothing is exposed", () => {
    const entity = entityOf({ wantsExpose: true });
    const { made } = watch(cseIntentOf(), [
      look(0, [], { entity }),
      look(11, [], { entity }),
      look(22, [], { entity }),
      look(33, [], { entity }),
    ]);
    expect(made).toMatchObject({ state: "failed", ending: { as: "failed", reason: "expose-ignored" } });
  });

  it("does not fail while the edge is still at work, or on one look", () => {
    const entity = entityOf({ wantsExpose: true });
    const busy = { entity, edge: edgeOf({ status: "CONFIGURING" }) };
    expect(watch(cseIntentOf(), [look(0, [], busy), look(20, [], busy), look(40, [], busy)]).made.state).toBe(
      "programming",
    );
    expect(watch(cseIntentOf(), [look(0, [], { entity }), look(3, [], { entity })]).made.state).toBe(
      "programming",
    );
  });

  it("finds the rule by its name whatever CSE's flag says: half-made", () => {
    const made = planAt(cseIntentOf(), look(0, [narrow], { entity: entityOf({ wantsExpose: true }) }));
    expect(made.state).toBe("exposed");
    expect(codes(made)).toEqual(["half-made-rule"]);
  });

  it("is exposed although the creation failed, where rollback was off and the rule is there", () => {
    const entity = entityOf({ wantsExpose: true, phase: { operation: "CREATE", status: "FAILED" } });
    expect(planAt(cseIntentOf(), look(0, [narrow], { entity })).state).toBe("exposed");
    const { made } = watch(cseIntentOf(), [
      look(0, [], { entity }),
      look(11, [], { entity }),
      look(22, [], { entity }),
      look(33, [], { entity }),
    ]);
    expect(made).toMatchObject({ state: "failed", ending: { reason: "create-failed" } });
  });

  it("respects an un-expose by others", () => {
    const entity = entityOf({ wantsExpose: true });
    const { made } = watch(live(), [
      look(0, [], { entity }),
      look(11, [], { entity }),
      look(22, [], { entity }),
    ]);
    expect(made).toMatchObject({ state: "off", ending: { reason: "unexposed-elsewhere" } });
  });

  it("shows a deleted rule that CSE still calls exposed, and never puts it back", () => {
    const { made, row } = watch(live(), [look(0, []), look(11, [])]);
    expect(made).toMatchObject({
      state: "exposed",
      steps: [],
      lights: { rule: { value: "bad", code: "rule-missing" } },
    });
    expect(codes(made)).toEqual(["says-exposed-no-rule"]);
    expect(planAt({ ...row, clickedAt: inSeconds(20) }, look(30, [])).steps).toEqual([]);
  });

  it.each([
    ["disabled", { enabled: false, externalPort: "6443" }, ["change-nat-rule"]],
    ["pointed elsewhere", { internalAddresses: "192.168.0.222", externalPort: "6443" }, []],
  ])("a rule of CSE's that was %s is changed by a click where that can be undone", (_name, change, steps) => {
    const changed = cseRuleOf({ version: 2, ...change });
    const first = planAt(live(), look(0, [changed]));
    expect(first.steps).toEqual([]);
    const row = follow(live(), first, { clickedAt: inSeconds(5) });
    expect(kinds(planAt(row, look(6, [changed])))).toEqual(steps);
  });
});

describe("un-exposing by CSE", () => {
  const leaving = (change: Partial<ExposureIntent> = {}) => live({ wanted: "gone", ...change });
  const asked = (outcome: Parameters<typeof attemptOf>[1], change = {}) =>
    attemptOf("ask-cse-unexpose", outcome, t0, { taskId: "task-1", ...change });
  const ended = taskOf({ status: "success", endedAt: inSeconds(5), step: "resized-and-unexposed" });
  const un = entityOf({ wantsExpose: true, phase: { operation: "UPDATE", status: "SUCCEEDED" } });

  it("asks in the person's name", () => {
    expect(planAt(leaving(), look(0, [rule])).steps).toEqual([{ kind: "ask-cse-unexpose", entityId }]);
  });

  it.each<[string, Partial<ExposureIntent>, Partial<Observed>, string]>([
    ["without their sign-in", { token: "missing" }, {}, "sign-in-needed"],
    [
      "while CSE is at the cluster",
      {},
      { entity: exposedEntityOf({ phase: { operation: "UPDATE", status: "IN_PROGRESS" } }) },
      "cse-working",
    ],
    [
      "while the cluster is not resolved",
      {},
      { entity: exposedEntityOf({ state: "RESOLUTION_ERROR" }) },
      "cluster-not-ready",
    ],
    ["while the edge is another's", { edgeLock: { mine: false, by: "tkg2" } }, {}, "waiting-edge"],
    ["while the edge is busy", {}, { edge: edgeOf({ status: "CONFIGURING" }) }, "edge-busy"],
  ])("waits %s", (_name, change, world, code) => {
    expect(planAt(leaving(change), look(0, [rule], world))).toMatchObject({ steps: [], blocked: { code } });
  });

  it("ends once the rule is seen gone, not when CSE says so", () => {
    const row = leaving({ attempts: [asked("accepted")] });
    const world = { entity: un, tasks: [ended] };
    const first = planAt(row, look(10, [], world));
    expect(first.state).toBe("withdrawing");
    expect(planAt(follow(row, first), look(21, [], world))).toMatchObject({
      state: "off",
      ending: { reason: "unexposed-here" },
    });
  });

  it("deletes the rule directly that CSE left and calls gone", () => {
    const row = leaving({ attempts: [asked("done")] });
    const world = { entity: un, tasks: [ended] };
    const first = planAt(row, look(10, [rule], world));
    expect(first.steps).toEqual([]);
    expect(codes(first)).toContain("unexposed-live-rule");
    const second = planAt(follow(row, first), look(21, [rule], world));
    expect(second.steps).toMatchObject([{ kind: "delete-nat-rule", ruleId: "rule-cse", why: "left-by-cse" }]);
  });

  it("says so where CSE failed and kept it exposed, and does what the person chooses", () => {
    const row = leaving({ attempts: [asked("done", { finishedAt: inSeconds(5) })] });
    const stuck = planAt(row, look(30, [rule], { tasks: [ended] }));
    expect(stuck).toMatchObject({ steps: [], blocked: { code: "cse-did-not-unexpose" } });
    const again = planAt({ ...row, clickedAt: inSeconds(40) }, look(41, [rule]));
    expect(kinds(again)).toEqual(["ask-cse-unexpose"]);
    const direct = planAt({ ...row, removal: "rule" }, look(41, [rule]));
    expect(direct.steps).toMatchObject([{ kind: "delete-nat-rule", why: "removal" }]);
  });

  it("gives CSE's own words where its task failed", () => {
    const fault = faultOf("INTERNAL_SERVER_ERROR", "Unexpected error while resizing nodes for tkg1");
    const row = leaving({ attempts: [asked("refused", { fault, finishedAt: inSeconds(5) })] });
    const made = planAt(row, look(30, [rule]));
    expect(made.blocked).toMatchObject({ code: "cse-did-not-unexpose", fault });
  });

  it("asks a busy CSE again by itself", () => {
    const row = leaving({
      attempts: [asked("refused", { taskId: null, fault: faultOf("CseBusy"), finishedAt: t0, failures: 1 })],
    });
    expect(planAt(row, look(2, [rule])).blocked).toMatchObject({ code: "edge-busy", retryAt: inSeconds(5) });
    expect(kinds(planAt(row, look(12, [rule])))).toEqual(["ask-cse-unexpose"]);
  });

  it("does not ask CSE where its flag is off already: that would be refused", () => {
    const row = leaving();
    const { made } = watch(row, [look(0, [rule], { entity: un }), look(11, [rule], { entity: un })]);
    expect(kinds(made)).toEqual(["delete-nat-rule"]);
  });

  it("waits for a creation that is still running", () => {
    const row = cseIntentOf({ wanted: "gone" });
    expect(planAt(row, look(0, [], { entity: creating() }))).toMatchObject({
      state: "withdrawing",
      steps: [],
      blocked: { code: "cse-working" },
    });
  });
});

describe("a cluster deleted behind our back", () => {
  const gone = { entity: null, vm: null, knownNodes: [] };

  it("leaves CSE time for its rule, then deletes what it left", () => {
    const { made, row } = watch(live(), [look(0, [rule], gone), look(11, [rule], gone)]);
    expect(made).toMatchObject({
      state: "withdrawing",
      ending: { reason: "cluster-gone" },
      steps: [],
      blocked: { code: "waiting-cse-cleanup" },
    });
    expect(codes(made)).toContain("orphan-rule");
    const late = 11 + cseCleanupMs / 1000 + 1;
    const { made: deleted } = watch(row, [look(late, [rule], gone), look(late + 11, [rule], gone)]);
    expect(deleted.steps).toMatchObject([{ kind: "delete-nat-rule", why: "left-by-cse" }]);
  });

  it("does not wait where CSE's own task has ended", () => {
    const world = {
      ...gone,
      tasks: [taskOf({ status: "success", endedAt: inSeconds(8), step: "deleted-but-rule-left" })],
    };
    const { row } = watch(live(), [look(0, [rule], world), look(11, [rule], world)]);
    expect(kinds(planAt(row, look(22, [rule], world)))).toEqual(["delete-nat-rule"]);
  });

  it("ends where CSE took the rule with it", () => {
    const { made } = watch(live(), [look(0, [rule], gone), look(11, [], gone), look(22, [], gone)]);
    expect(made).toMatchObject({ state: "off", ending: { reason: "cluster-gone" } });
  });
});
