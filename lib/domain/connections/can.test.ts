import { describe, expect, test } from "vitest";
import { providerRoles, tenantRoles } from "../people/roles";
import * as can from "./can";
import type { Blocked } from "./plan-types";
import { connectionStates, endStates, liveStates } from "./states";

const production = { name: "orders", class: "production" as const };
const room = { used: 49, limit: 50 };
const roles = [...tenantRoles, ...providerRoles];

describe("asking", () => {
  test.each(roles)("as %s", (role) => {
    const right = can.requestConnection({ role, cluster: production, usage: room });
    const mayAsk = role === "operator" || role === "tenant-admin";
    expect(right.ok).toBe(mayAsk);
    if (!right.ok) expect(right).toMatchObject({ kind: "right", next: expect.stringContaining("admin") });
  });

  test("names the reason for a development cluster", () => {
    const cluster = { ...production, class: "development" as const };
    expect(can.requestConnection({ role: "operator", cluster, usage: room })).toMatchObject({
      kind: "state",
      reason: expect.stringContaining("share one VPC"),
    });
  });

  test("names the numbers before the limit", () => {
    const usage = { used: 50, limit: 50 };
    expect(can.requestConnection({ role: "operator", cluster: production, usage })).toMatchObject({
      kind: "limit",
      reason: expect.stringContaining("50 of 50"),
    });
  });

  test("a lacking right comes before everything else", () => {
    const cluster = { ...production, class: "development" as const };
    expect(can.requestConnection({ role: "viewer", cluster, usage: room })).toMatchObject({ kind: "right" });
  });
});

test.each(connectionStates)("of a connection that is %s", (state) => {
  const live = (liveStates as readonly string[]).includes(state);
  const operator = { role: "operator" as const, state };
  expect(can.renameConnection(operator).ok).toBe(live);
  expect(can.withdrawConnection(operator).ok).toBe(state === "awaiting-approval");
  expect(can.removeConnection(operator).ok).toBe(
    live && state !== "awaiting-approval" && state !== "removing",
  );
  expect(can.requestAgain(operator).ok).toBe(!live);
  // Never both: a request is withdrawn, a connection is removed.
  expect(can.withdrawConnection(operator).ok && can.removeConnection(operator).ok).toBe(false);
});

test("ended ones say that nothing is left of them", () => {
  for (const state of endStates) {
    expect(can.removeConnection({ role: "operator", state })).toMatchObject({
      kind: "state",
      reason: expect.stringContaining("has ended"),
    });
  }
});

test.each(["viewer", "provider-auditor"] as const)("%s changes nothing", (role) => {
  const of = { role, state: "active" as const, held: false };
  const answers = [
    can.askForConnections(of),
    can.renameConnection(of),
    can.removeConnection(of),
    can.withdrawConnection({ role, state: "awaiting-approval" }),
    can.holdConnection(of),
    can.releaseConnection({ ...of, held: true }),
    can.adoptPeering({ ...of, blocked: null, adopting: null }),
    can.requestAgain({ role, state: "failed" }),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ ok: false, kind: "right" });
});

test("holds and releases are the provider's, each once", () => {
  const of = { role: "provider-admin" as const, state: "active" as const };
  expect(can.holdConnection({ ...of, held: false }).ok).toBe(true);
  expect(can.holdConnection({ ...of, held: true }).ok).toBe(false);
  expect(can.releaseConnection({ ...of, held: true }).ok).toBe(true);
  expect(can.releaseConnection({ ...of, held: false }).ok).toBe(false);
  expect(can.holdConnection({ role: "tenant-admin", state: "active", held: false }).ok).toBe(false);
});

describe("taking over a peering", () => {
  const of = { role: "provider-admin" as const, state: "queued" as const, adopting: null };
  const inTheWay: Blocked = { code: "pair-already-connected", peeringId: "pcx-1" };

  test("needs one of the same pair in the way", () => {
    expect(can.adoptPeering({ ...of, blocked: inTheWay }).ok).toBe(true);
    expect(can.adoptPeering({ ...of, blocked: null }).ok).toBe(false);
    expect(can.adoptPeering({ ...of, blocked: { code: "held" } }).ok).toBe(false);
  });

  test("is refused for one that the other side asked for", () => {
    const blocked: Blocked = { code: "reversed-pair", peeringId: "pcx-1" };
    expect(can.adoptPeering({ ...of, blocked })).toMatchObject({
      reason: expect.stringContaining("other side"),
    });
  });

  test("is said once, unless what was to be taken over is gone and another is in the way", () => {
    expect(can.adoptPeering({ ...of, blocked: inTheWay, adopting: "pcx-1" }).ok).toBe(false);
    expect(can.adoptPeering({ ...of, blocked: inTheWay, adopting: "pcx-2" }).ok).toBe(true);
  });

  test.each(["awaiting-approval", "removing", "removed", "denied", "failed"] as const)(
    "is not for one that is %s, whatever was in its way",
    (state) => {
      expect(can.adoptPeering({ ...of, state, blocked: inTheWay })).toMatchObject({
        ok: false,
        kind: "state",
      });
    },
  );
});
