import { describe, expect, it } from "vitest";
import {
  attemptOf,
  codes,
  edgeOf,
  entityOf,
  external,
  faultOf,
  follow,
  inSeconds,
  intentOf,
  internal,
  kinds,
  lookOf,
  ourName,
  planAt,
  ruleOf,
  t0,
  taskOf,
  vmOf,
} from "./plan.fixtures";
import type { ExposureIntent } from "./plan-types";

const created = `create-nat-rule:${external}`;
const seen = { ruleSeenAt: t0.toISOString() };
const exposed = (change: Partial<ExposureIntent> = {}) =>
  intentOf({ state: "exposed", internalAddress: internal, memory: seen, ...change });

describe("making a rule of ours", () => {
  it("makes it for port 6443 alone, tied to the control plane it sees", () => {
    const made = planAt(intentOf(), lookOf(t0, []));
    expect(made.steps).toEqual([
      {
        kind: "create-nat-rule",
        edgeId: edgeOf().id,
        name: ourName,
        description: "API server of tkg1, made by Drawbridge",
        rule: { externalAddress: external, internalAddress: internal, port: 6443 },
      },
    ]);
    expect(made).toMatchObject({
      internalAddress: internal,
      controlPlaneVmId: "urn:vcloud:vm:1",
      edgeLock: "wanted",
    });
  });

  it.each<[string, Partial<ExposureIntent>, Parameters<typeof lookOf>[2], string | null]>([
    ["no address is reserved", { address: null }, {}, "waiting-address"],
    ["the node is not known", {}, { vm: null, entity: entityOf({ controlPlane: null }) }, "node-unknown"],
    ["the node is another than approved", { internalAddress: "192.168.0.9" }, {}, "node-moved"],
    ["the edge is changed by somebody", {}, { edge: edgeOf({ status: "CONFIGURING" }) }, "edge-busy"],
    ["a task runs on the edge", {}, { edgeTasks: [taskOf()] }, "edge-busy"],
    ["the edge failed", {}, { edge: edgeOf({ status: "REALIZATION_FAILED" }) }, "edge-failed"],
    ["the edge's lock is another's", { edgeLock: { mine: false, by: "tkg2" } }, {}, "waiting-edge"],
    ["used addresses were not read", {}, { used: null }, null],
    [
      "rules were not read",
      {},
      { nat: null, edgeFault: faultOf("ACCESS_TO_RESOURCE_IS_FORBIDDEN") },
      "edge-unreadable",
    ],
    ["it is held", { held: { by: "cluster" } }, {}, "held"],
    ["only looks are allowed", { mode: "observe" }, {}, "observe-only"],
  ])("waits while %s", (_name, change, look, code) => {
    const made = planAt(intentOf(change), lookOf(t0, [], look));
    expect(made.steps).toEqual([]);
    expect(made.blocked?.code ?? null).toBe(code);
    expect(made.state).toBe("programming");
  });

  it("shows what it would send while held", () => {
    const made = planAt(intentOf({ held: { by: "place" } }), lookOf(t0, []));
    expect(made.wouldSend).toHaveLength(1);
    expect(made.edgeLock).toBe("free");
  });

  it("asks for an address where none is reserved", () => {
    expect(planAt(intentOf({ address: null }), lookOf(t0, []))).toMatchObject({ needsAddress: true });
  });

  it("gives an address up that is seen in use elsewhere, and says by whom", () => {
    const used = [{ address: external, category: "Load_Balancer", networkId: null }];
    const made = planAt(intentOf(), lookOf(t0, [], { used }));
    expect(made).toMatchObject({
      steps: [],
      giveUpAddress: external,
      needsAddress: true,
      addressCarriedRule: false,
      blocked: { code: "address-taken", by: "a load balancer" },
    });
    expect(made.memory.gaveUp).toEqual([external]);
  });

  it("follows its task, then the rule itself", () => {
    const running = attemptOf(created, "accepted", t0, { taskId: "task-1" });
    const waiting = planAt(
      intentOf({ attempts: [running] }),
      lookOf(inSeconds(2), [], { tasks: [taskOf()], edgeTasks: [taskOf()] }),
    );
    expect(waiting).toMatchObject({ steps: [], blocked: { code: "task-running" }, edgeLock: "keep" });
    const task = taskOf({ status: "success", endedAt: inSeconds(4) });
    const done = planAt(
      intentOf({ attempts: [running] }),
      lookOf(inSeconds(5), [ruleOf()], { tasks: [task] }),
    );
    expect(done).toMatchObject({ state: "exposed", edgeLock: "free" });
    expect(done.settled).toEqual([{ stepKey: created, outcome: "done", fault: null }]);
    expect(done.notes.map((note) => note.kind)).toEqual(["rule-found", "state-changed"]);
  });

  it("is not exposed before the edge has realized the rule", () => {
    const edge = edgeOf({ status: "CONFIGURING" });
    const made = planAt(intentOf(), lookOf(t0, [ruleOf()], { edge }));
    expect(made).toMatchObject({
      state: "programming",
      lights: { rule: { value: "good" }, edge: { value: "waiting" } },
    });
  });

  it("finds the rule although its task failed", () => {
    const attempts = [attemptOf(created, "accepted", t0, { taskId: "task-1" })];
    const task = taskOf({ status: "error", endedAt: inSeconds(4), fault: faultOf("INTERNAL_SERVER_ERROR") });
    const made = planAt(intentOf({ attempts }), lookOf(inSeconds(5), [ruleOf()], { tasks: [task] }));
    expect(made.state).toBe("exposed");
  });

  it("believes a failed task only after two looks without the rule, then waits and tries again", () => {
    const attempts = [attemptOf(created, "accepted", t0, { taskId: "task-1", failures: 1 })];
    const task = taskOf({
      status: "error",
      endedAt: inSeconds(4),
      fault: faultOf("INTERNAL_SERVER_ERROR", "No."),
    });
    const first = planAt(intentOf({ attempts }), lookOf(inSeconds(5), [], { tasks: [task] }));
    expect(first).toMatchObject({ steps: [], settled: [] });
    const row = follow(intentOf({ attempts }), first);
    const second = planAt(row, lookOf(inSeconds(16), [], { tasks: [task] }));
    expect(second.settled).toMatchObject([{ stepKey: created, outcome: "refused" }]);
    expect(second).toMatchObject({ steps: [], blocked: { code: "backing-off" } });
    const later = {
      ...follow(row, second),
      attempts: [{ ...attempts[0], outcome: "refused", finishedAt: inSeconds(16), fault: task.fault }],
    } as ExposureIntent;
    expect(kinds(planAt(later, lookOf(inSeconds(60), [], { tasks: [task] })))).toEqual(["create-nat-rule"]);
  });

  it("waits for a busy edge, visibly, and tries again", () => {
    const busy = attemptOf(created, "refused", t0, {
      fault: faultOf("BUSY_ENTITY", "is busy completing an operation NAT_RULE_CREATE"),
      failures: 1,
    });
    const soon = planAt(intentOf({ attempts: [busy] }), lookOf(inSeconds(2), []));
    expect(soon).toMatchObject({
      steps: [],
      blocked: { code: "edge-busy", retryAt: inSeconds(5) },
      lookAgainAt: inSeconds(5),
    });
    expect(kinds(planAt(intentOf({ attempts: [busy] }), lookOf(inSeconds(6), [])))).toEqual([
      "create-nat-rule",
    ]);
  });
});

describe("a call without an answer", () => {
  const lost = (outcome: "open" | "unknown") => intentOf({ attempts: [attemptOf(created, outcome, t0)] });

  it.each(["open", "unknown"] as const)(
    "is not sent again before it is known what became of it (%s)",
    (outcome) => {
      const made = planAt(lost(outcome), lookOf(inSeconds(20), []));
      expect(made).toMatchObject({ steps: [], blocked: { code: "looking-for-lost-call" }, edgeLock: "keep" });
    },
  );

  it("is found by the rule's name", () => {
    const made = planAt(lost("unknown"), lookOf(inSeconds(2), [ruleOf()]));
    expect(made).toMatchObject({ state: "exposed", settled: [{ stepKey: created, outcome: "done" }] });
  });

  it.each<[string, number, Parameters<typeof lookOf>[2]]>([
    ["before its deadline", 1, {}],
    ["while the edge is being changed", 30, { edge: edgeOf({ status: "CONFIGURING" }) }],
    ["while a task runs on the edge", 30, { edgeTasks: [taskOf()] }],
    ["where tasks were not read", 30, { edgeTasks: null }],
    ["where the list is not realized", 30, { nat: { status: "CONFIGURING", rules: [] } }],
  ])("is not lost %s, however often one looks", (_name, at, look) => {
    let row = lost("unknown");
    for (const seconds of at === 1 ? [1, 12, 14] : [at, at + 11, at + 22, at + 33]) {
      const made = planAt(row, lookOf(inSeconds(seconds), [], look));
      expect(made.steps).toEqual([]);
      expect(made.settled).toEqual([]);
      row = follow(row, made);
    }
  });

  it("is lost after two looks past its deadline at an edge at rest, ten seconds apart", () => {
    const first = planAt(lost("unknown"), lookOf(inSeconds(20), []));
    const early = planAt(follow(lost("unknown"), first), lookOf(inSeconds(25), []));
    expect(early.settled).toEqual([]);
    const second = planAt(follow(lost("unknown"), early), lookOf(inSeconds(31), []));
    expect(second.settled).toEqual([{ stepKey: created, outcome: "lost", fault: null }]);
    expect(kinds(second)).toEqual(["create-nat-rule"]);
  });
});

describe("what somebody closed", () => {
  const quiet = (row: ExposureIntent, at: number, rules = [] as ReturnType<typeof ruleOf>[]) => {
    const made = planAt(row, lookOf(inSeconds(at), rules));
    return { made, row: follow(row, made) };
  };

  it.each<[string, Partial<ReturnType<typeof ruleOf>>, string, string]>([
    ["disabled", { enabled: false }, "rule-disabled", "change-nat-rule"],
    ["another port", { externalPort: "8443" }, "rule-changed", "change-nat-rule"],
    ["widened to every port", { externalPort: null }, "every-port-open", "change-nat-rule"],
    ["pointed elsewhere", { internalAddresses: "192.168.0.200" }, "rule-changed", "delete-nat-rule"],
    ["another address", { externalAddresses: "10.149.1.105" }, "rule-changed", "delete-nat-rule"],
    ["another kind", { type: "NO_DNAT" }, "rule-changed", "delete-nat-rule"],
  ])("stays so, %s: shown at once, and put back by a click alone", (_name, change, code, step) => {
    const rule = ruleOf({ version: 1, ...change });
    const { made, row } = quiet(exposed(), 10, [rule]);
    expect(made.steps).toEqual([]);
    expect(made.lights.rule).toMatchObject({ value: "bad", code });
    expect(quiet(row, 600, [rule]).made.steps).toEqual([]);
    const clicked = planAt({ ...row, clickedAt: inSeconds(20) }, lookOf(inSeconds(21), [rule]));
    expect(kinds(clicked)).toEqual([step]);
  });

  it("is seen in two looks where it was deleted, and not made again", () => {
    const first = quiet(exposed(), 10);
    expect(first.made.lights.rule).toMatchObject({ value: "unknown", code: "rule-not-seen" });
    const second = quiet(first.row, 21);
    expect(second.made).toMatchObject({
      state: "exposed",
      steps: [],
      lights: { rule: { value: "bad", code: "rule-missing" } },
    });
    expect(quiet(second.row, 6000).made.steps).toEqual([]);
    const clicked = planAt({ ...second.row, clickedAt: inSeconds(30) }, lookOf(inSeconds(31), []));
    expect(kinds(clicked)).toEqual(["create-nat-rule"]);
  });

  it("does not count a look that may be late", () => {
    const first = quiet(exposed(), 10);
    const back = quiet(first.row, 12, [ruleOf()]);
    expect(back.made.lights.rule.value).toBe("good");
    expect(back.row.memory).not.toHaveProperty("closedAt");
    expect(quiet(back.row, 25).made.lights.rule.code).toBe("rule-not-seen");
  });

  it("needs another click where it is closed in another way after the first", () => {
    const disabled = quiet(exposed(), 10, [ruleOf({ enabled: false, version: 1 })]);
    const clicked = { ...disabled.row, clickedAt: inSeconds(20) };
    const gone = quiet(clicked, 30);
    const sure = quiet(gone.row, 41);
    expect(sure.made.steps).toEqual([]);
    const again = quiet(clicked, 30, [ruleOf({ enabled: false, version: 3 })]);
    expect(again.made.steps).toEqual([]);
  });

  it("is forgotten once the rule is as wanted again", () => {
    const disabled = quiet(exposed(), 10, [ruleOf({ enabled: false })]);
    const back = quiet(disabled.row, 20, [ruleOf()]);
    expect(back.made.memory).not.toHaveProperty("closedAs");
    expect(back.made.notes.map((note) => note.kind)).toContain("finding-over");
  });

  it("holds for a rule that was deleted before it was ever seen, but whose creation was answered", () => {
    const row = intentOf({ attempts: [attemptOf(created, "done", t0)] });
    const first = quiet(row, 20);
    const second = quiet(first.row, 31);
    expect([...first.made.steps, ...second.made.steps]).toEqual([]);
    expect(second.made.lights.rule.code).toBe("rule-missing");
  });
});

describe("two rules of our name", () => {
  const wanted = ruleOf({ id: "a" });
  const other = ruleOf({ id: "b", externalAddresses: "10.149.1.105" });

  it.each([
    ["first", [wanted, other]],
    ["last", [other, wanted]],
  ])("keep the wanted one, listed %s, after two looks", (_name, rules) => {
    const first = planAt(exposed(), lookOf(t0, rules));
    expect(first.steps).toEqual([]);
    expect(codes(first)).toContain("duplicate-rules");
    const second = planAt(follow(exposed(), first), lookOf(inSeconds(11), rules));
    expect(second.steps).toMatchObject([{ kind: "delete-nat-rule", ruleId: "b", why: "duplicate" }]);
  });
});

describe("an address that another rule takes at the same time", () => {
  const rival = ruleOf({ id: "rival", name: "web", internalAddresses: "192.168.0.9" });

  it("is left to it before we count as exposed: our rule goes, then another address is taken", () => {
    const first = planAt(intentOf(), lookOf(t0, [ruleOf(), rival]));
    expect(first.steps).toMatchObject([
      { kind: "delete-nat-rule", ruleId: "rule-1", why: "address-given-up" },
    ]);
    const deleted = follow(intentOf(), first, {
      attempts: [attemptOf("delete-nat-rule:rule-1", "done", inSeconds(1))],
    });
    const gone = planAt(deleted, lookOf(inSeconds(10), [rival]));
    expect(gone.giveUpAddress).toBeNull();
    const sure = planAt(follow(deleted, gone), lookOf(inSeconds(21), [rival]));
    expect(sure).toMatchObject({ giveUpAddress: external, addressCarriedRule: true, steps: [] });
    const next = follow(deleted, sure, { address: "10.149.1.109" });
    expect(kinds(planAt(next, lookOf(inSeconds(22), [rival])))).toEqual(["create-nat-rule"]);
  });

  it("is shown, and left as it is, once we are exposed", () => {
    const made = planAt(exposed(), lookOf(t0, [ruleOf(), rival]));
    expect(made.steps).toEqual([]);
    expect(codes(made)).toEqual(["address-shared"]);
  });
});

describe("a control plane that moved", () => {
  it("is said, and the rule stays where it is", () => {
    const made = planAt(exposed(), lookOf(t0, [ruleOf()], { vm: vmOf({ address: "192.168.0.177" }) }));
    expect(made.steps).toEqual([]);
    expect(codes(made)).toContain("node-moved");
    expect(made.internalAddress).toBe(internal);
  });

  it("is followed by a click: the rule goes and is made anew", () => {
    const vm = vmOf({ address: "192.168.0.177" });
    const moved = exposed({ internalAddress: "192.168.0.177" });
    const first = planAt(moved, lookOf(t0, [ruleOf()], { vm }));
    expect(first.steps).toEqual([]);
    const clicked = follow(moved, first, { clickedAt: inSeconds(1) });
    const second = planAt(clicked, lookOf(inSeconds(2), [ruleOf()], { vm }));
    expect(second.steps).toMatchObject([{ kind: "delete-nat-rule", why: "replaced" }]);
    const deleted = follow(clicked, second, {
      attempts: [attemptOf("delete-nat-rule:rule-1", "done", inSeconds(3))],
    });
    const third = planAt(deleted, lookOf(inSeconds(10), [], { vm }));
    const fourth = planAt(follow(deleted, third), lookOf(inSeconds(21), [], { vm }));
    expect(fourth.steps).toMatchObject([
      { kind: "create-nat-rule", rule: { internalAddress: "192.168.0.177" } },
    ]);
  });

  it("is not followed where somebody else deleted the rule before we did", () => {
    const vm = vmOf({ address: "192.168.0.177" });
    const moved = exposed({ internalAddress: "192.168.0.177" });
    const first = planAt(moved, lookOf(t0, [ruleOf()], { vm }));
    const clicked = follow(moved, first, { clickedAt: inSeconds(1) });
    // Wanted, but not sent: the edge is another's just then.
    const waiting = { ...clicked, edgeLock: { mine: false as const, by: "tkg2" } };
    let row = follow(clicked, planAt(waiting, lookOf(inSeconds(2), [ruleOf()], { vm })));
    for (const at of [10, 21, 32, 43]) {
      const made = planAt(row, lookOf(inSeconds(at), [], { vm }));
      expect(made.steps).toEqual([]);
      row = follow(row, made);
    }
    expect(row.memory.closedAs).toBe("missing");
  });

  it("is noticed by its machine too, where the address stayed", () => {
    const row = exposed({ controlPlaneVmId: "urn:vcloud:vm:1" });
    const made = planAt(row, lookOf(t0, [ruleOf()], { vm: vmOf({ id: "urn:vcloud:vm:2" }) }));
    expect(codes(made)).toContain("node-moved");
  });
});

describe("un-exposing a rule of ours", () => {
  const leaving = (change: Partial<ExposureIntent> = {}) => exposed({ wanted: "gone", ...change });

  it("deletes the rule, and ends once two looks no longer see it", () => {
    const first = planAt(leaving(), lookOf(t0, [ruleOf()]));
    expect(first).toMatchObject({
      state: "withdrawing",
      steps: [{ kind: "delete-nat-rule", why: "removal" }],
    });
    const gone = planAt(follow(leaving(), first), lookOf(inSeconds(10), []));
    expect(gone.state).toBe("withdrawing");
    const sure = planAt(follow(leaving(), gone), lookOf(inSeconds(21), []));
    expect(sure).toMatchObject({
      state: "off",
      ending: { reason: "unexposed-here" },
      addressCarriedRule: true,
      lookAgainAt: null,
    });
  });

  it("is not over while the edge is being changed", () => {
    const edge = edgeOf({ status: "CONFIGURING" });
    let row = leaving();
    for (const at of [0, 20, 40, 60]) {
      const made = planAt(row, lookOf(inSeconds(at), [], { edge }));
      expect(made.state).toBe("withdrawing");
      row = follow(row, made);
    }
  });

  it("waits for a creation that may still take effect", () => {
    const row = leaving({ memory: {}, attempts: [attemptOf(created, "unknown", t0)] });
    expect(planAt(row, lookOf(inSeconds(10), []))).toMatchObject({
      state: "withdrawing",
      blocked: { code: "looking-for-lost-call" },
    });
  });

  it("ends at once where nothing was ever sent, and its address need not rest", () => {
    const made = planAt(intentOf({ wanted: "gone" }), lookOf(t0, []));
    expect(made).toMatchObject({
      state: "withdrawn",
      ending: { reason: "withdrawn-here" },
      addressCarriedRule: false,
    });
  });

  it("deletes every rule of its name", () => {
    const rules = [ruleOf({ id: "a" }), ruleOf({ id: "b" })];
    expect(planAt(leaving(), lookOf(t0, rules)).steps).toMatchObject([{ ruleId: "a" }]);
    expect(planAt(leaving(), lookOf(t0, rules.slice(1))).steps).toMatchObject([{ ruleId: "b" }]);
  });

  it("is held with everything else", () => {
    const made = planAt(leaving({ held: { by: "exposure" } }), lookOf(t0, [ruleOf()]));
    expect(made).toMatchObject({ steps: [], blocked: { code: "held" }, state: "withdrawing" });
  });
});

describe("a cluster that is gone", () => {
  const look = (at: number, rules = [ruleOf()]) =>
    lookOf(inSeconds(at), rules, { entity: null, vm: null, knownNodes: [] });

  it("takes its rule with it, after two looks", () => {
    const first = planAt(exposed(), look(0));
    expect(first).toMatchObject({ state: "exposed", steps: [] });
    const second = planAt(follow(exposed(), first), look(11));
    expect(second).toMatchObject({
      state: "withdrawing",
      ending: { as: "off", reason: "cluster-gone" },
      steps: [{ kind: "delete-nat-rule" }],
    });
  });

  it("is not gone where the look could not have shown it, or shows it again", () => {
    const unread = planAt(exposed(), lookOf(t0, [ruleOf()], { entity: null, entitySearched: false }));
    expect(unread.memory).not.toHaveProperty("entityMissedAt");
    const missed = follow(exposed(), planAt(exposed(), look(0)));
    const back = planAt(missed, lookOf(inSeconds(5), [ruleOf()]));
    expect(planAt(follow(missed, back), look(11)).state).toBe("exposed");
  });
});

describe("rows that are not planned", () => {
  it.each(["awaiting-approval", "off", "denied", "withdrawn", "failed"] as const)("%s rests", (state) => {
    const made = planAt(intentOf({ state }), lookOf(t0, [ruleOf()]));
    expect(made).toMatchObject({
      state,
      steps: [],
      wouldSend: [],
      blocked: null,
      lookAgainAt: null,
      edgeLock: "free",
    });
  });
});
