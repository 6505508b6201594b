import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterUse,
  isHeld,
  nextForCse,
  type PoolFacts,
  pickAddress,
  quarantineMs,
  type Reservation,
  reserve,
  usedElsewhere,
} from "./addresses";
import { t0 } from "./plan.fixtures";
import { ourRuleName } from "./rule-names";

/**
 * One hundred requests for ten addresses, with CSE and somebody else writing between them. Requests read the pool and
 * reserve in two steps, with anything between; the table refuses a second row of an address, as the database does.
 */
type Request = {
  id: string;
  phase: "idle" | "read" | "reserved" | "posted" | "exposed" | "removed" | "gone";
  seen: PoolFacts | null;
  address: string | null;
  avoid: string[];
};

const ranges = [{ first: "10.149.1.101", last: "10.149.1.110" }];
const nameOf = (id: string) => ourRuleName("race", id);

class Pool {
  now = t0.getTime();
  rows: Reservation[] = [];
  rules: { name: string; externalAddresses: string; type: string }[] = [];
  uses: string[] = [];
  /** Every address of ours that carried two rules of ours at once, or was reserved twice. */
  doubles: string[] = [];
  requests: Request[];

  constructor(count: number) {
    this.requests = Array.from({ length: count }, (_, index) => ({
      id: `r${index}`,
      phase: "idle",
      seen: null,
      address: null,
      avoid: [],
    }));
  }

  facts(): PoolFacts {
    return {
      ranges,
      used: [...this.rules.map((rule) => rule.externalAddresses), ...this.uses].map((address) => ({
        address,
        category: "DNAT",
        networkId: null,
      })),
      rules: [...this.rules],
      reservations: [...this.rows],
    };
  }

  /** The unique key on edge and address; a row whose rest is over makes room. */
  private insert(row: Reservation): boolean {
    const now = new Date(this.now);
    const other = this.rows.find((one) => one.address === row.address && isHeld(one, now));
    const ownRest = other?.state === "quarantined" && other.clusterId === row.clusterId;
    if (other && !ownRest) return false;
    this.rows = [...this.rows.filter((one) => one.address !== row.address), row];
    const live = this.rows.filter((one) => one.address === row.address);
    if (live.length > 1) this.doubles.push(row.address);
    return true;
  }

  private release(request: Request, carriedRule: boolean): void {
    const row = this.rows.find((one) => one.address === request.address && one.exposureId === request.id);
    if (!row) return;
    const rest = afterUse(row, { carriedRule, now: new Date(this.now) });
    this.rows = this.rows.filter((one) => one !== row);
    if (rest) this.rows.push(rest);
    request.address = null;
  }

  step(request: Request): void {
    const now = new Date(this.now);
    const name = nameOf(request.id);
    switch (request.phase) {
      case "idle":
        request.seen = this.facts();
        request.phase = "read";
        return;
      case "read": {
        const wish = { clusterId: request.id, avoid: request.avoid, now };
        const pick = request.seen ? pickAddress(request.seen, wish) : null;
        request.phase = "idle";
        if (
          !pick?.ok ||
          !this.insert(reserve(pick.address, { exposureId: request.id, clusterId: request.id }, now))
        )
          return;
        request.address = pick.address;
        request.phase = "reserved";
        return;
      }
      case "reserved": {
        if (!request.address) return;
        if (usedElsewhere(request.address, this.facts(), [name]).length > 0) {
          request.avoid.push(request.address);
          this.release(request, false);
          request.phase = "idle";
          return;
        }
        this.rules.push({ name, externalAddresses: request.address, type: "DNAT" });
        request.phase = "posted";
        return;
      }
      case "posted": {
        if (!request.address) return;
        if (usedElsewhere(request.address, this.facts(), [name]).length > 0) {
          this.rules = this.rules.filter((rule) => rule.name !== name);
          request.avoid.push(request.address);
          this.release(request, true);
          request.phase = "idle";
        } else request.phase = "exposed";
        return;
      }
      case "exposed":
        this.rules = this.rules.filter((rule) => rule.name !== name);
        request.phase = "removed";
        return;
      case "removed":
        this.release(request, true);
        request.phase = "gone";
        return;
      case "gone":
        return;
    }
  }

  /** CSE: takes the first that is free, without asking anybody. */
  cseCreates(index: number): void {
    const address = nextForCse({ ...this.facts(), rules: [] });
    if (address)
      this.rules.push({
        name: `c${index}_urn:vcloud:entity:x:${index}_expose_dnat`,
        externalAddresses: address,
        type: "DNAT",
      });
  }

  cseDeletes(): void {
    const at = this.rules.findIndex((rule) => rule.name.endsWith("_expose_dnat"));
    if (at >= 0) this.rules.splice(at, 1);
  }

  check(): void {
    const ours = this.rules.filter((rule) => rule.name.startsWith("drawbridge_"));
    const addresses = ours.map((rule) => rule.externalAddresses);
    if (new Set(addresses).size !== addresses.length) this.doubles.push(`rules ${addresses.join()}`);
    const held = this.rows.filter((row) => row.state === "reserved").map((row) => row.address);
    if (new Set(held).size !== held.length) this.doubles.push(`rows ${held.join()}`);
    for (const rule of ours)
      if (!held.includes(rule.externalAddresses)) this.doubles.push(`unreserved ${rule.externalAddresses}`);
  }
}

describe("the pool, raced", () => {
  it("never gives one address to two of ours, and leaks none, in 1,000 races of 100 requests for 10", {
    timeout: 120_000,
  }, () => {
    let served = 0;
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(9_999)), (numbers) => {
        const next = (below: number): number => (numbers.next().value as number) % below;
        const pool = new Pool(100);
        for (let turn = 0; turn < 450; turn += 1) {
          const what = next(100);
          if (what < 3) pool.cseCreates(turn);
          else if (what < 6) pool.cseDeletes();
          else if (what < 8) pool.uses = [`10.149.1.${101 + next(10)}`];
          else if (what < 10) pool.uses = [];
          else if (what < 12) pool.now += quarantineMs / 2;
          else {
            const request = pool.requests[next(100)];
            if (request) pool.step(request);
          }
          pool.check();
        }
        served += pool.requests.filter((request) => request.phase === "gone").length;
        // Everybody leaves; once the last rest is over, nothing may be held.
        for (const request of pool.requests) {
          if (request.phase === "reserved") request.phase = "removed";
          else if (request.phase === "posted") request.phase = "exposed";
        }
        for (let round = 0; round < 3; round += 1) {
          for (const request of pool.requests)
            if (request.phase === "exposed" || request.phase === "removed") pool.step(request);
        }
        pool.check();
        const after = new Date(pool.now + quarantineMs);
        const leaked = pool.rows.filter((row) => isHeld(row, after));
        const left = pool.rules.filter((rule) => rule.name.startsWith("drawbridge_"));
        if (pool.doubles.length > 0) throw new Error(`one address twice: ${pool.doubles.join("; ")}`);
        if (leaked.length > 0 || left.length > 0)
          throw new Error(`leaked: ${JSON.stringify([leaked, left])}`);
      }),
      { numRuns: 1_000, seed: Number(process.env.RACE_SEED ?? 20260301) },
    );
    expect(served).toBeGreaterThan(1_000);
  });
});
