import { describe, expect, it } from "vitest";
import type { PeeringStatus } from "./observed";
import {
  active,
  follow,
  glance,
  inSeconds,
  intent,
  kinds,
  look,
  otherPcx,
  pcx,
  peering,
  pending,
  planAt,
  routed,
  t0,
} from "./plan.fixtures";
import { describeLight } from "./words-lights";

/** A status that AWS may add one day; it has added attributes to peerings before without a new API version. */
const novel = "modifying" as PeeringStatus;

describe("a status that nobody knows", () => {
  it("makes no routes and changes no option: it need not be accepted yet", () => {
    for (const row of [
      pending,
      active,
      intent({ state: "sending", peeringId: pcx, sentAt: t0, dnsResolution: true }),
    ]) {
      const made = planAt(
        row,
        look(inSeconds(100), [peering(novel, { accepter: peering("active").accepter })]),
      );
      expect(made.steps, row.state).toEqual([]);
      expect(made.state).toBe(row.state);
      expect(made.ending).toBeNull();
      expect(made.lookAgainAt).not.toBeNull();
    }
  });

  it("ends nothing, and what comes after it is followed again", () => {
    const before = planAt(active, look(t0, [peering("active")], { routeTables: routed }));
    const between = planAt(follow(active, before), glance(inSeconds(60), [peering(novel)]));
    expect(between.state).toBe("active");
    const after = planAt(
      follow(active, between),
      look(inSeconds(120), [peering("active")], { routeTables: routed }),
    );
    expect(after).toMatchObject({ state: "active", steps: [], ending: null });
    const gone = planAt(
      follow(active, between),
      look(inSeconds(120), [peering("deleted")], { routeTables: routed }),
    );
    expect(gone.state).toBe("removing");
  });

  it("of a peering that is not ours keeps the pair taken: it may well be alive", () => {
    const made = planAt(intent(), look(t0, [peering(novel, { id: otherPcx, tags: {} })]));
    expect(made.steps).toEqual([]);
    expect(made.blocked).toMatchObject({ code: "pair-already-connected", peeringId: otherPcx });
  });

  it("is waited out by a removal, routes first as ever", () => {
    const leaving = { ...active, state: "removing", wanted: "gone" } as const;
    const made = planAt(leaving, look(inSeconds(60), [peering(novel)], { routeTables: routed }));
    expect(kinds(made)).toEqual(["delete-route"]);
    const later = planAt(follow(leaving, made), look(inSeconds(90), [peering(novel)]));
    expect(kinds(later)).toEqual([]);
    expect(later.state).toBe("removing");
  });

  it("is shown as AWS words it", () => {
    const made = planAt(active, look(inSeconds(60), [peering(novel)], { routeTables: routed }));
    expect(made.lights.peering).toMatchObject({ value: "unknown", code: novel });
    const facts = { clusterName: "orders", accountId: "1", vpcId: "vpc-1", peeringId: pcx };
    expect(describeLight("peering", made.lights.peering, facts).sentence).toBe("AWS says modifying.");
  });
});
