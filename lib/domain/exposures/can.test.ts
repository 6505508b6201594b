import { describe, expect, test } from "vitest";
import { providerRoles, type Role, tenantRoles } from "../people/roles";
import type { ActingPerson } from "../vcd/acting-person";
import { rightNames } from "../vcd/rights";
import * as can from "./can";
import type { DnatCode } from "./dnat-status";
import type { ExposureState } from "./states";

const all = Object.values(rightNames);
const person = (change: Partial<ActingPerson> = {}): ActingPerson => ({
  placeId: "place",
  organizationName: "tenant1",
  siteName: "Frankfurt",
  usable: true,
  rights: all,
  ...change,
});
const without = (...names: string[]) => all.filter((name) => !names.includes(name));
const cluster = (change: Partial<can.ExposableCluster> = {}): can.ExposableCluster => ({
  name: "tkg1",
  placeId: "place",
  dialect: "native-2",
  kind: "native",
  gone: false,
  seen: { state: "RESOLVED", phase: { operation: "CREATE", status: "SUCCEEDED" } },
  ...change,
});
const ask = (change: Partial<Parameters<typeof can.requestExposure>[0]> = {}) =>
  can.requestExposure({
    role: "operator",
    person: person(),
    cluster: cluster(),
    live: null,
    dnat: "not-exposed",
    quota: { used: 49, limit: 50 },
    ...change,
  });

describe("a late exposure", () => {
  test("is for the roles that may ask, signed in to VCD or not", () => {
    for (const role of [...tenantRoles, ...providerRoles] as Role[]) {
      const may = role === "operator" || role === "tenant-admin";
      expect([role, ask({ role }).ok, ask({ role, person: null }).ok]).toEqual([role, may, may]);
    }
  });

  test.each([rightNames.viewEdge, rightNames.viewNat, rightNames.configureNat])(
    "is refused with the name of the right %s that VCD denies the person",
    (name) => {
      const capability = ask({ person: person({ rights: without(name) }) });
      expect(capability).toMatchObject({ ok: false, kind: "right" });
      expect(!capability.ok && capability.reason).toContain(`"${name}"`);
    },
  );

  test("lets VCD decide where rights cannot be read, and nobody of another of its organizations through", () => {
    expect(ask({ person: person({ rights: null }) }).ok).toBe(true);
    expect(ask({ person: person({ placeId: "elsewhere" }) })).toMatchObject({ ok: false, kind: "right" });
  });

  test("is refused where the organization has all the exposures it may have", () => {
    expect(ask({ quota: { used: 50, limit: 50 } })).toMatchObject({ ok: false, kind: "limit" });
  });

  test("does not need a session that still holds: the rule goes with the site's credential", () => {
    expect(ask({ person: person({ usable: false }) }).ok).toBe(true);
  });

  test.each<[string, Partial<Parameters<typeof can.requestExposure>[0]>]>([
    ["a cluster that is gone", { cluster: cluster({ gone: true }) }],
    ["one that CSE has not made", { cluster: cluster({ seen: null }) }],
    ["one that is not resolved", { cluster: cluster({ seen: { state: "RESOLUTION_ERROR", phase: null } }) }],
    ["one of CSE 4", { cluster: cluster({ dialect: "capvcd", kind: "CAPVCD" }) }],
    ["one whose request waits", { live: { state: "awaiting-approval" } }],
    ["one that is exposed", { live: { state: "exposed" } }],
    ["one that is being un-exposed", { live: { state: "withdrawing" } }],
  ])("is not for %s", (_what, change) => {
    expect(ask(change)).toMatchObject({ ok: false, kind: "state" });
  });

  test.each<[DnatCode, boolean]>([
    ["not-exposed", true],
    ["removed", true],
    ["success-nothing-exposed", true],
    ["rule-missing", true],
    ["hand-made", true],
    ["waiting", true],
    ["active", false],
    ["configuring", false],
    ["removing", false],
    ["removal-incomplete", false],
    ["half-made", false],
    ["rule-changed", false],
    ["shadowed", false],
    ["orphan", false],
  ])("beside what the edge shows as %s: %s", (dnat, may) => {
    expect(ask({ dnat }).ok).toBe(may);
  });
});

describe("taking an exposure back", () => {
  const remove = (change: Partial<Parameters<typeof can.removeExposure>[0]> = {}) =>
    can.removeExposure({
      role: "operator",
      person: person(),
      cluster: cluster(),
      live: { state: "exposed" },
      foundRule: false,
      taker: "rule",
      ...change,
    });

  test.each<[ExposureState, boolean]>([
    ["awaiting-approval", false],
    ["programming", true],
    ["exposed", true],
    ["withdrawing", false],
  ])("in state %s: %s", (state, may) => {
    expect(remove({ live: { state } }).ok).toBe(may);
    expect(remove({ live: { state }, taker: "cse" }).ok).toBe(may);
  });

  test("takes a rule of CSE's without an exposure for one", () => {
    expect(remove({ live: null })).toMatchObject({ ok: false, kind: "state" });
    expect(remove({ live: null, foundRule: true }).ok).toBe(true);
  });

  test("by CSE goes in the person's own name only; by deleting the rule it does not", () => {
    for (const one of [null, person({ usable: false }), person({ placeId: "elsewhere" })]) {
      expect(remove({ person: one, taker: "cse" }).ok).toBe(false);
    }
    expect(remove({ person: null }).ok).toBe(true);
    expect(remove({ role: "provider-admin", person: null }).ok).toBe(true);
    expect(remove({ role: "viewer" })).toMatchObject({ ok: false, kind: "right" });
  });

  test("of a cluster that is gone is left to deleting the rule", () => {
    const gone = cluster({ gone: true });
    expect(remove({ cluster: gone, taker: "cse" }).ok).toBe(false);
    expect(remove({ cluster: gone, live: null, foundRule: true }).ok).toBe(true);
  });
});

describe("the edge's firewall", () => {
  const facts = { role: "operator" as Role, person: person(), placeId: "place", waiting: false };
  const live = (state: ExposureState) => ({ state });

  test("is opened beside an exposure that lives, one request at a time", () => {
    expect(can.openFirewall({ ...facts, live: live("exposed") }).ok).toBe(true);
    for (const at of [null, live("awaiting-approval"), live("withdrawing"), live("off")]) {
      expect(can.openFirewall({ ...facts, live: at }).ok).toBe(false);
    }
    expect(can.openFirewall({ ...facts, live: live("exposed"), waiting: true }).ok).toBe(false);
  });

  test.each([rightNames.viewFirewall, rightNames.configureFirewall])("takes the right %s", (name) => {
    const capability = can.openFirewall({
      ...facts,
      person: person({ rights: without(name) }),
      live: live("exposed"),
    });
    expect(!capability.ok && capability.reason).toContain(name);
  });

  test("is closed where there is an opening", () => {
    expect(can.closeFirewall({ ...facts, live: live("exposed"), open: true }).ok).toBe(true);
    expect(can.closeFirewall({ ...facts, live: live("exposed"), open: false }).ok).toBe(false);
    expect(can.closeFirewall({ ...facts, live: live("withdrawing"), open: true }).ok).toBe(false);
  });
});

test("clicks need a role, the right to change rules, and something to be put right", () => {
  const repair = (change: Partial<Parameters<typeof can.repairExposure>[0]> = {}) =>
    can.repairExposure({
      role: "operator",
      person: person(),
      placeId: "place",
      possible: ["narrow"],
      ...change,
    });
  expect(repair().ok).toBe(true);
  expect(repair({ act: "narrow" }).ok).toBe(true);
  expect(repair({ act: "put-back" })).toMatchObject({ ok: false, kind: "state" });
  expect(repair({ possible: [] })).toMatchObject({ ok: false, kind: "state" });
  expect(repair({ role: "viewer" })).toMatchObject({ ok: false, kind: "right" });
  expect(repair({ person: person({ rights: without(rightNames.configureNat) }) })).toMatchObject({
    kind: "right",
  });
});

test("holds are the provider's", () => {
  for (const role of [...tenantRoles, ...providerRoles] as Role[]) {
    const may = can.hold({ role, ended: false, held: false, what: "exposure" }).ok;
    expect([role, may]).toEqual([role, role === "provider-admin"]);
  }
  expect(can.hold({ role: "provider-admin", ended: true, held: false, what: "exposure" }).ok).toBe(false);
  expect(can.release({ role: "provider-admin", held: false, what: "exposure" }).ok).toBe(false);
  expect(can.release({ role: "provider-admin", held: true, what: "exposure" }).ok).toBe(true);
});
