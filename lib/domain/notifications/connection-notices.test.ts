import { describe, expect, test } from "vitest";
import type { Plan } from "../connections/plan-types";
import { type ConnectionBefore, noticesOfConnection } from "./connection-notices";
import { noticesOfExposure } from "./exposure-notices";

const at = new Date("2026-11-22T08:00:00.000Z");
const hours = (n: number) => new Date(at.getTime() + n * 3_600_000);
const words = {
  clusterName: "orders",
  accountId: "123456789012",
  vpcId: "vpc-11111111111111111",
  region: "eu-central-1",
  providerAccountId: "210987654321",
};
const before: ConnectionBefore = {
  state: "active",
  stateSince: hours(-100),
  ending: null,
  memory: {},
  observedAt: hours(-0.01),
};
type Seen = Pick<Plan, "state" | "ending" | "peeringId" | "expirationTime" | "memory" | "notes">;
const plan: Seen = {
  state: "active",
  ending: null,
  peeringId: "pcx-1",
  expirationTime: hours(100),
  memory: {},
  notes: [],
};
const told = (was: Partial<ConnectionBefore>, now: Partial<Seen>, withdrawAfterHours = 72) =>
  noticesOfConnection({ ...before, ...was }, { ...plan, ...now }, words, {
    at,
    withdrawAfterMs: withdrawAfterHours * 3_600_000,
  });
const kinds = (...args: Parameters<typeof told>) => told(...args).map(({ kind }) => kind);
const ending = (reason: "rejected-by-peer" | "removed-here" | "withdrawn-here" | "failed-at-aws") => ({
  as: reason === "failed-at-aws" ? ("failed" as const) : ("rejected" as const),
  reason,
  byAccountId: null,
  detail: null,
});
const waiting = { state: "awaiting-acceptance" } as const;

describe("a connection", () => {
  test.each<[string, Parameters<typeof told>, string[]]>([
    ["as it was", [{}, {}], []],
    ["invitation sent", [{ state: "sending" }, waiting], ["invitation.sent"]],
    ["waits, long before its end", [{ ...waiting, stateSince: hours(-10) }, waiting], []],
    [
      "waits, a day before its withdrawal",
      [{ ...waiting, stateSince: hours(-48) }, waiting],
      ["invitation.expiring"],
    ],
    ["said already", [{ ...waiting, stateSince: hours(-49) }, waiting], []],
    [
      "looked at again after a long while",
      [{ ...waiting, stateSince: hours(-60), observedAt: hours(-20) }, waiting],
      ["invitation.expiring"],
    ],
    [
      "AWS's own end comes first",
      [{ ...waiting, stateSince: hours(-144) }, { ...waiting, expirationTime: hours(24) }, 1000],
      ["invitation.expiring"],
    ],
    ["accepted", [waiting, { state: "connecting", memory: { accepted: true } }], ["connection.accepted"]],
    [
      "active at once",
      [waiting, { state: "active", memory: { accepted: true } }],
      ["connection.accepted", "connection.active"],
    ],
    ["rejected", [waiting, { state: "removing", ending: ending("rejected-by-peer") }], ["connection.ended"]],
    [
      "failed",
      [{ state: "sending" }, { state: "failed", ending: ending("failed-at-aws") }],
      ["connection.failed"],
    ],
    ["removed by a click here", [{}, { state: "removing", ending: ending("removed-here") }], []],
    [
      "its end goes on",
      [
        { state: "removing", ending: ending("rejected-by-peer") },
        { state: "rejected", ending: ending("rejected-by-peer") },
      ],
      [],
    ],
    [
      "a route went missing, another came back",
      [
        {},
        {
          notes: [
            { kind: "drift-route-missing", facts: { destination: "10.1.0.0/16", routeTableId: "rtb-1" } },
            { kind: "drift-route-restored", facts: { destination: "10.2.0.0/16", routeTableId: "rtb-1" } },
          ],
        },
      ],
      ["connection.drifted", "connection.repaired"],
    ],
  ])("%s", (_what, args, expected) => {
    expect(kinds(...args)).toEqual(expected);
  });

  test("tells when the invitation ends, and what was seen, in words", () => {
    const [sent] = told({ state: "sending" }, waiting);
    expect(sent).toEqual({
      kind: "invitation.sent",
      key: "pcx-1",
      facts: { endsAt: hours(72).toISOString() },
    });
    const [drifted] = told(
      {},
      {
        notes: [
          { kind: "drift-route-missing", facts: { destination: "10.1.0.0/16", routeTableId: "rtb-1" } },
        ],
      },
    );
    expect(drifted?.facts.seen).toEqual(["Route 10.1.0.0/16 in rtb-1 is missing."]);
  });
});

describe("an exposure", () => {
  const was = { state: "exposed" as const, ending: null };
  const now = { state: "exposed" as const, ending: null, address: "203.0.113.5", findings: [], notes: [] };
  const seen = (
    a: Partial<Parameters<typeof noticesOfExposure>[0]>,
    b: Partial<Parameters<typeof noticesOfExposure>[1]>,
  ) => noticesOfExposure({ ...was, ...a }, { ...now, ...b }, { clusterName: "shop" }, at);
  const missing = {
    code: "rule-missing",
    level: "bad",
    facts: { address: "203.0.113.5" },
    ruleId: null,
  } as const;

  test("is told of once it is seen, with its address", () => {
    expect(seen({}, {})).toEqual([]);
    expect(seen({ state: "programming" }, {})).toEqual([
      { kind: "exposure.exposed", key: "203.0.113.5", facts: { address: "203.0.113.5" } },
    ]);
  });

  test("that somebody closed has drifted, and is repaired once nothing of that is left", () => {
    const note = { kind: "finding", facts: { code: "rule-missing" } } as const;
    const [drifted] = seen({}, { findings: [missing], notes: [note] });
    expect(drifted?.kind).toBe("exposure.drifted");
    expect(drifted?.facts.seen?.[0]).toMatch(/shop|203\.0\.113\.5/);
    const over = { kind: "finding-over", facts: { code: "rule-missing" } } as const;
    expect(seen({}, { notes: [over] }).map(({ kind }) => kind)).toEqual(["exposure.repaired"]);
    expect(seen({}, { notes: [over], findings: [{ ...missing, code: "rule-disabled" }] })).toEqual([]);
  });

  test("that ended elsewhere or failed is told, and not one that ended here", () => {
    const of = (reason: "cluster-gone" | "create-failed" | "unexposed-here", as: "off" | "failed") =>
      seen({}, { state: "withdrawing", ending: { as, reason, detail: null } }).map(({ kind }) => kind);
    expect(of("cluster-gone", "off")).toEqual(["exposure.ended"]);
    expect(of("create-failed", "failed")).toEqual(["exposure.failed"]);
    expect(of("unexposed-here", "off")).toEqual([]);
  });
});
