import { describe, expect, it } from "vitest";
import { actStates } from "./acts";
import {
  type ActCluster,
  type ActWorld,
  cancelAct,
  createCluster,
  deleteCluster,
  resizeCluster,
} from "./acts-can";
import { rightNames } from "./rights";

const world = (change: Partial<ActWorld> = {}): ActWorld => ({
  role: "operator",
  placeId: "place-1",
  site: { name: "Frankfurt", mode: "act" },
  held: null,
  person: {
    placeId: "place-1",
    organizationName: "tenant1",
    siteName: "Frankfurt",
    usable: true,
    rights: Object.values(rightNames),
  },
  ...change,
});
const cluster = (change: Partial<ActCluster> = {}): ActCluster => ({
  name: "tkg1",
  dialect: "native-1",
  kind: "native",
  gone: false,
  seen: { state: "RESOLVED", phase: { operation: "CREATE", status: "SUCCEEDED" } },
  live: null,
  ...change,
});
const person = (change: object) => ({ ...world().person, ...change }) as ActWorld["person"];
const reasonOf = (capability: ReturnType<typeof createCluster>) =>
  capability.ok ? "allowed" : `${capability.kind}: ${capability.reason}`;

describe("an act in a person's name", () => {
  it.each<[Partial<ActWorld>, RegExp]>([
    [{}, /^allowed$/],
    [{ role: "viewer" }, /^right: Your role here, Viewer/],
    [{ role: "provider-admin" }, /^right: Your role here, Provider admin/],
    [{ site: { name: "Frankfurt", mode: "observe" } }, /^state: Frankfurt is in observe only/],
    [
      { held: { by: "place", reason: "Maintenance." } },
      /^state: This organization .* on hold: Maintenance\./,
    ],
    [{ held: { by: "cluster", reason: null } }, /^state: This cluster is on hold\./],
    [{ person: null }, /^state: This is done in your own name/],
    [{ person: person({ placeId: "place-2" }) }, /^state: You are signed in to tenant1 at Frankfurt/],
    [{ person: person({ usable: false }) }, /^state: Your session at VMware Cloud Director has ended/],
    [{ person: person({ rights: null }) }, /^allowed$/],
    [{ person: person({ rights: [] }) }, /^right: .*"Edit: cse:nativeCluster"/],
  ])("in %o is %s", (change, expected) => {
    expect(reasonOf(resizeCluster(world(change), cluster()))).toMatch(expected);
    if (!("held" in change && change.held?.by === "cluster")) {
      expect(reasonOf(createCluster(world(change), false))).toMatch(expected);
    }
  });

  it.each<[Partial<ActCluster>, RegExp]>([
    [{ gone: true }, /^state: tkg1 is gone/],
    [{ seen: null }, /^state: CSE has not made tkg1 yet/],
    [{ live: { kind: "delete", state: "waiting" } }, /^state: Its deletion is waiting to be sent/],
    [{ live: { kind: "resize", state: "unknown" } }, /^state: A resize is under way/],
    [
      { seen: { state: "RESOLVED", phase: { operation: "UPGRADE", status: "IN_PROGRESS" } } },
      /being upgraded/,
    ],
    [{ seen: { state: "RESOLUTION_ERROR", phase: null } }, /RESOLUTION_ERROR/],
    [{ dialect: "capvcd", kind: "CAPVCD" }, /^limit: Clusters of CSE 4 are shown here/],
  ])("on %o is refused: %s", (change, expected) => {
    expect(reasonOf(resizeCluster(world(), cluster(change)))).toMatch(expected);
  });

  it("names a missing right before a passing state, and a limit before a sign-in", () => {
    const without = world({ person: person({ rights: [rightNames.editClusters] }) });
    const live = { kind: "resize", state: "waiting" } as const;
    expect(reasonOf(deleteCluster(without, cluster({ live })))).toMatch(/^right: .*Full Control/);
    const capvcd = cluster({ dialect: "capvcd", kind: "CAPVCD" });
    expect(reasonOf(deleteCluster(world({ person: null }), capvcd))).toMatch(/^limit:/);
  });

  it("is taken back while it waits, and not after", () => {
    for (const state of actStates) {
      expect(cancelAct("operator", { state }).ok, state).toBe(state === "waiting");
      expect(cancelAct("viewer", { state }).ok).toBe(false);
    }
  });
});
