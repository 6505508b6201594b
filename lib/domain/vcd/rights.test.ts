import { describe, expect, it } from "vitest";
import {
  changeRule,
  createCluster,
  deleteCluster,
  exposeCluster,
  forceDeleteCluster,
  openFirewall,
  readKubeconfig,
  resizeCluster,
  shareCluster,
  unexposeCluster,
  upgradeCluster,
} from "./can";
import type { ClusterDialect } from "./observed";
import { missingRights, rightNames, rightsNeeded, vcdActs } from "./rights";
import { describeConsequence, resizeAllowed, versionAllows } from "./version-limits";

const all = Object.values(rightNames);
const without = (...names: string[]) => all.filter((name) => !names.includes(name));

const cluster = (
  dialect: ClusterDialect = "native-1",
  kind = "native",
  state = "RESOLVED",
  working: "CREATE" | "UPDATE" | "UPGRADE" | "DELETE" | null = null,
) => ({
  name: "tkg1",
  dialect,
  kind,
  state,
  phase: working
    ? { operation: working, status: "IN_PROGRESS" as const }
    : { operation: "CREATE" as const, status: "SUCCEEDED" as const },
});

describe("rights", () => {
  it("let everything through that has all of them", () => {
    for (const act of vcdActs) expect(missingRights(act, all)).toEqual([]);
  });

  it("are unknown where VCD does not let them be read", () => {
    for (const act of vcdActs) expect(missingRights(act, null)).toBeNull();
  });

  it.each(vcdActs)("each one of %s is missed when it is not there", (act) => {
    for (const choice of rightsNeeded(act)) {
      const missing = missingRights(act, without(...choice));
      expect(missing).toContain(choice[0]);
    }
  });

  it("count an administrator's right for the plain one", () => {
    expect(missingRights("delete-cluster", [rightNames.controlAllClusters])).toEqual([]);
    expect(missingRights("see-clusters", [rightNames.viewAllClusters])).toEqual([]);
    expect(missingRights("resize-cluster", [rightNames.viewAllClusters])).toEqual([rightNames.editClusters]);
  });

  it.each([rightNames.viewEdge, rightNames.viewNat, rightNames.configureNat])(
    "an exposed cluster is refused without %s, which is named; one that is not exposed is let through",
    (name) => {
      const rights = without(name);
      const exposed = createCluster({ rights, exposed: true });
      expect(exposed).toMatchObject({ ok: false, kind: "right", reason: expect.stringContaining(name) });
      expect(createCluster({ rights, exposed: false })).toEqual({ ok: true });
    },
  );

  it("want full control for the kubeconfig of TKGm 3.1 only", () => {
    const rights = [rightNames.viewClusters];
    expect(readKubeconfig({ rights, cluster: cluster("native-1", "TKGm") })).toEqual({ ok: true });
    expect(readKubeconfig({ rights, cluster: cluster("native-2", "TKGm") })).toMatchObject({
      ok: false,
      reason: expect.stringContaining("Full Control"),
    });
  });

  it("let an act through where they cannot be read", () => {
    expect(openFirewall({ rights: null })).toEqual({ ok: true });
    expect(changeRule({ rights: [], act: "narrow" })).toMatchObject({ ok: false, kind: "right" });
    expect(changeRule({ rights: all, act: "delete" })).toEqual({ ok: true });
  });
});

describe("what the version allows", () => {
  it.each([
    ["upgrade", "native-2", "TKGm", false],
    ["upgrade", "native-1", "TKGm", true],
    ["upgrade", "native-2", "native", true],
    ["share", "native-1", "native", true],
    ["share", "native-1", "TKGm", false],
    ["share", "native-2", "TKGm", false],
    ["force-delete", "native-1", "native", false],
    ["force-delete", "native-2", "native", true],
    ["resize", "capvcd", "CAPVCD", false],
    ["delete", "capvcd", "CAPVCD", false],
    ["read-kubeconfig", "capvcd", "CAPVCD", false],
    ["unexpose-by-cse", "native-1", "TKGm", true],
  ] as const)("%s of %s %s: %s", (verb, dialect, kind, ok) => {
    expect(versionAllows(verb, { dialect, kind }).ok).toBe(ok);
  });

  it.each([
    ["up", "native-1", "native", 3, 0, true],
    ["down, native", "native-1", "native", 1, 0, true],
    ["down, TKGm 3.1", "native-2", "TKGm", 1, 0, false],
    ["same", "native-1", "native", 2, 0, false],
    ["too many", "native-1", "native", 101, 0, false],
    ["many at 3.1", "native-2", "native", 150, 0, true],
    ["half a worker", "native-1", "native", 1.5, 0, false],
    ["NFS up", "native-1", "native", 2, 2, true],
    ["NFS down", "native-1", "native", 2, -1, false],
  ] as const)("resize %s", (_name, dialect, kind, workers, nfsNodes, ok) => {
    expect(resizeAllowed({ dialect, kind, workers: 2, nfsNodes: 0 }, { workers, nfsNodes }).ok).toBe(ok);
  });

  it("says of each act what it will do", () => {
    for (const verb of [
      "resize",
      "upgrade",
      "share",
      "delete",
      "force-delete",
      "unexpose-by-cse",
      "read-kubeconfig",
    ] as const) {
      const words = describeConsequence(verb, {
        name: "tkg1",
        dialect: "native-1",
        kind: "native",
        exposed: true,
      });
      expect(words).toContain("tkg1");
    }
  });
});

describe("acts on a cluster", () => {
  const facts = (change = cluster()) => ({ rights: all, cluster: change });

  it.each([
    ["CREATE", "being created"],
    ["UPDATE", "being changed"],
    ["UPGRADE", "being upgraded"],
    ["DELETE", "being deleted"],
  ] as const)("wait while it is at %s", (operation, words) => {
    const busy = facts(cluster("native-1", "native", "RESOLVED", operation));
    for (const act of [resizeCluster(busy), upgradeCluster(busy), deleteCluster(busy)]) {
      expect(act).toMatchObject({ ok: false, kind: "state", reason: expect.stringContaining(words) });
    }
  });

  it("are refused for a cluster that is not resolved, except its deletion", () => {
    const broken = facts(cluster("native-1", "native", "RESOLUTION_ERROR"));
    expect(resizeCluster(broken)).toMatchObject({
      ok: false,
      reason: expect.stringContaining("RESOLUTION_ERROR"),
    });
    expect(readKubeconfig(broken)).toMatchObject({ ok: false });
    expect(deleteCluster(broken)).toEqual({ ok: true });
  });

  it("judge the numbers of a resize once they are known", () => {
    const now = { workers: 1, nfsNodes: 0 };
    expect(resizeCluster({ ...facts(), now, wanted: { workers: 2, nfsNodes: 0 } })).toEqual({ ok: true });
    expect(resizeCluster({ ...facts(), now, wanted: now })).toMatchObject({ ok: false, kind: "limit" });
  });

  it("share native clusters only, force-delete from 3.1 on", () => {
    expect(shareCluster(facts(cluster("native-1", "TKGm")))).toMatchObject({ ok: false, kind: "limit" });
    expect(forceDeleteCluster(facts())).toMatchObject({ ok: false, kind: "limit" });
    expect(forceDeleteCluster(facts(cluster("native-2")))).toEqual({ ok: true });
  });

  it.each([
    ["none", true],
    ["live", false],
    ["leaving", false],
  ] as const)("expose with an exposure that is %s: %s", (exposure, ok) => {
    expect(exposeCluster({ ...facts(), exposure }).ok).toBe(ok);
  });

  it("need no rule for a CAPVCD cluster", () => {
    const found = exposeCluster({ ...facts(cluster("capvcd", "CAPVCD")), exposure: "none" });
    expect(found).toMatchObject({ ok: false, reason: expect.stringContaining("virtual service") });
  });

  it("un-expose what is exposed, by CSE only when it is at rest", () => {
    expect(unexposeCluster({ ...facts(), exposure: "none", by: "cse" }).ok).toBe(false);
    expect(unexposeCluster({ ...facts(), exposure: "leaving", by: "rule" }).ok).toBe(false);
    const busy = facts(cluster("native-1", "native", "RESOLVED", "UPDATE"));
    expect(unexposeCluster({ ...busy, exposure: "live", by: "cse" }).ok).toBe(false);
    expect(unexposeCluster({ ...busy, exposure: "live", by: "rule" }).ok).toBe(true);
  });
});
