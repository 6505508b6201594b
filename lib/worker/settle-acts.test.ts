import { describe, expect, it } from "vitest";
import type { LiveAct } from "@/lib/db/vcd-sweeps";
import type { ClusterEntitySeen, TaskSeen } from "@/lib/domain/vcd/observed";
import { settleAct } from "./settle-acts";
import type { VcdLook } from "./vcd-look";

const t0 = Date.parse("2026-03-01T10:00:00Z");
const at = (seconds: number) => new Date(t0 + seconds * 1000);
const entityId = "urn:vcloud:entity:cse:nativeCluster:1.0.0:a";
const refusal = { code: "TaskError", message: "No.", requestId: null, action: "cluster operation" };

const entity = (more: Partial<ClusterEntitySeen> = {}): ClusterEntitySeen => ({
  id: entityId,
  entityType: "urn:vcloud:type:cse:nativeCluster:1.0.0",
  dialect: "native-1",
  name: "tkg1",
  kind: "native",
  state: "RESOLVED",
  phase: { operation: "CREATE", status: "SUCCEEDED" },
  capvcdState: null,
  owner: null,
  organization: null,
  vdcName: null,
  networkName: null,
  template: null,
  wantedWorkers: 1,
  wantedNfsNodes: 0,
  wantsExpose: false,
  saysExposed: false,
  externalAddress: null,
  controlPlane: null,
  workers: [],
  nfsNodes: [],
  kubernetes: null,
  cni: null,
  os: null,
  vAppId: null,
  taskId: "urn:vcloud:task:1",
  apiEndpoint: null,
  virtualServices: [],
  document: {},
  etag: null,
  ...more,
});

const task = (more: Partial<TaskSeen> = {}): TaskSeen => ({
  id: "urn:vcloud:task:1",
  status: "running",
  operation: "",
  operationName: "cluster operation",
  step: null,
  progress: null,
  startedAt: at(1),
  endedAt: null,
  expiresAt: null,
  owner: null,
  user: null,
  fault: null,
  result: null,
  ...more,
});

type Change = Omit<Partial<LiveAct>, "cluster"> & { cluster?: Partial<LiveAct["cluster"]> };

const act = (kind: LiveAct["kind"], { cluster, ...more }: Change = {}): LiveAct => ({
  id: "act",
  organizationId: "acme",
  kind,
  input: kind === "resize" ? { kind, workers: 3, nfsNodes: 0 } : ({ kind } as LiveAct["input"]),
  state: "unknown",
  startedAt: at(0),
  deadline: at(60),
  taskId: null,
  cluster: {
    id: "cluster",
    name: "tkg1",
    entityId: kind === "create" ? null : entityId,
    seen: null,
    seenAt: null,
    goneAt: null,
    ...cluster,
  },
  ...more,
});

const look = (seconds: number, clusters: ClusterEntitySeen[]): VcdLook => ({
  at: at(seconds),
  full: true,
  clusters,
  everyCluster: true,
  searched: { ids: new Set(), names: new Set() },
  edges: new Map(),
  tasks: new Map(),
  vms: new Map(),
});

const accepted = { state: "accepted", taskId: "urn:vcloud:task:1" } as const;

describe("an accepted act", () => {
  it.each(["create", "resize", "upgrade"] as const)("to %s is done when its task ended well", (kind) => {
    const running = settleAct(act(kind, accepted), look(5, [entity()]), task());
    expect(running).toBeNull();
    const ended = task({ status: "success", endedAt: at(4) });
    expect(settleAct(act(kind, accepted), look(5, [entity()]), ended)).toMatchObject({ state: "done" });
  });

  it("is refused with the task's own fault", () => {
    const ended = task({ status: "error", endedAt: at(4), fault: refusal });
    expect(settleAct(act("resize", accepted), look(5, [entity()]), ended)).toMatchObject({
      state: "refused",
      fault: refusal,
    });
  });

  it.each(["delete", "force-delete"] as const)("to %s is done once the cluster is gone as well", (kind) => {
    const ended = task({ status: "success", endedAt: at(4) });
    expect(settleAct(act(kind, accepted), look(5, []), ended)).toBeNull();
    const gone = act(kind, { ...accepted, cluster: { goneAt: at(15) } });
    expect(settleAct(gone, look(15, []), ended)).toMatchObject({ state: "done" });
    // CSE 3.0.x drops the entity first: the task has the last word.
    expect(settleAct(gone, look(15, []), task())).toBeNull();
    const failed = task({ status: "error", endedAt: at(20), fault: refusal });
    expect(settleAct(gone, look(20, []), failed)).toMatchObject({ state: "refused" });
  });

  it("without a task goes by the entity's own word, of a time after it was sent", () => {
    const of = (seen: ClusterEntitySeen, seenAt: Date) =>
      settleAct(act("resize", { state: "accepted", cluster: { seen, seenAt } }), look(5, [seen]), null);
    const updated = entity({ phase: { operation: "UPDATE", status: "SUCCEEDED" } });
    expect(of(updated, at(5))).toMatchObject({ state: "done" });
    expect(of(updated, at(-5))).toBeNull();
    expect(of(entity(), at(5))).toBeNull();
    const failed = entity({ phase: { operation: "UPDATE", status: "FAILED" } });
    expect(of(failed, at(5))).toMatchObject({ state: "refused" });
  });
});

describe("an act without an answer", () => {
  it("is left alone while the answer may still come", () => {
    const sending = act("create", { state: "sending" });
    expect(settleAct(sending, look(5, [entity()]), task())).toBeNull();
    expect(settleAct(sending, look(61, [entity()]), task())).toMatchObject({ state: "accepted" });
  });

  it("to create is accepted where the cluster is there, and lost where it is not, some time after", () => {
    expect(settleAct(act("create"), look(5, [entity()]), null)).toEqual({
      state: "accepted",
      taskId: "urn:vcloud:task:1",
      fault: null,
    });
    expect(settleAct(act("create"), look(65, []), null)).toBeNull();
    expect(settleAct(act("create"), look(71, []), null)).toMatchObject({ state: "lost" });
  });

  it("to resize is accepted by a task begun since, for that many workers", () => {
    const phase = { operation: "UPDATE", status: "IN_PROGRESS" } as const;
    const resizing = entity({ phase, wantedWorkers: 3 });
    expect(settleAct(act("resize"), look(5, [resizing]), task())).toMatchObject({ state: "accepted" });
    const older = task({ startedAt: at(-60) });
    expect(settleAct(act("resize"), look(5, [resizing]), older)).toBeNull();
    const another = entity({ phase, wantedWorkers: 2 });
    expect(settleAct(act("resize"), look(5, [another]), task())).toBeNull();
    expect(settleAct(act("resize"), look(71, [another]), task())).toMatchObject({ state: "lost" });
  });

  it("to delete is accepted while CSE is at it, and done where nothing is left", () => {
    const deleting = entity({ phase: { operation: "DELETE", status: "IN_PROGRESS" } });
    expect(settleAct(act("delete"), look(5, [deleting]), task())).toMatchObject({ state: "accepted" });
    const gone = act("delete", { cluster: { goneAt: at(20) } });
    expect(settleAct(gone, look(20, []), null)).toMatchObject({ state: "done" });
  });

  it("is not lost by a look that did not look for the cluster", () => {
    const glance = { ...look(90, []), everyCluster: false };
    expect(settleAct(act("upgrade"), glance, null)).toBeNull();
  });
});
