import { setImmediate as tick } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { v4 as uuidv4 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { forgetEndedQuarantines, loadReservations, releaseAddress, reserveAddress } from "@/lib/db/addresses";
import type { EdgeKey } from "@/lib/db/edge-locks";
import { type Database, openDatabase } from "@/lib/db/pool";
import { addressReservations, exposures } from "@/lib/db/schema/exposures";
import { places } from "@/lib/db/schema/places";
import { vcdOrganizations, vcdSites } from "@/lib/db/schema/sites";
import { vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { nextForCse, quarantineMs, usedElsewhere } from "@/lib/domain/exposures/addresses";
import { cseRuleName, ourRuleName } from "@/lib/domain/exposures/rule-names";
import { createInstallation, type Installation } from "../support/installation";

const races = 1_000;
const requestsPerRace = 100;
/** Requests that are at it at the same time, as many workers are: the others come as these end. */
const atOnce = 10;
const csePerRace = 4;
const installationName = "races";
const now = new Date("2026-11-01T12:00:00Z");
const later = new Date(now.getTime() + quarantineMs + 1);
const ranges = [{ first: "10.149.1.101", last: "10.149.1.110" }];
const lowest = 101;

let installation: Installation;
let worker: Database;
let siteId: string;
type Owner = { exposureId: string; clusterId: string; organizationId: string };
let owners: Owner[];

beforeAll(async () => {
  installation = await createInstallation(now);
  worker = openDatabase(installation.url, { role: "drawbridge_worker", max: 8, name: "drawbridge-races" });
  ({ siteId, owners } = await addOwners(installation));
});

afterAll(async () => {
  await worker.$client.end();
  await installation.close();
});

/** As many exposures as a race has requests, each of a cluster of its own. */
async function addOwners({ db, person, addOrganization }: Installation) {
  const organization = await addOrganization();
  const [site] = await db
    .insert(vcdSites)
    .values({
      id: uuidv4(),
      name: "Races",
      url: "https://vcd.races.test",
      credentialLabel: "nobody",
      credentialSealed: "",
    })
    .returning();
  const [binding] = await db
    .insert(vcdOrganizations)
    .values({
      id: uuidv4(),
      siteId: site?.id as string,
      orgId: "urn:vcloud:org:1",
      name: "tenant1",
      displayName: "tenant1",
      organizationId: organization.id,
    })
    .returning();
  const vcdOrganizationId = binding?.id as string;
  const [place] = await db
    .insert(places)
    .values({ id: uuidv4(), kind: "vcd", vcdOrganizationId })
    .returning();
  const placeId = place?.id as string;
  const organizationId = organization.id;
  const made = Array.from({ length: requestsPerRace }, () => ({
    exposureId: uuidv4(),
    clusterId: uuidv4(),
    organizationId,
  }));
  await db.insert(vcdClusters).values(
    made.map(({ clusterId: id }, index) => ({
      id,
      organizationId,
      vcdOrganizationId,
      placeId,
      name: `cluster-${index}`,
      dialect: "native-1" as const,
      kind: "TKGm",
    })),
  );
  await db.insert(exposures).values(
    made.map(({ exposureId: id, clusterId }) => ({
      id,
      organizationId,
      clusterId,
      placeId,
      way: "rule" as const,
      state: "programming" as const,
      stateSince: now,
      requestedBy: person.id,
    })),
  );
  return { siteId: site?.id as string, owners: made };
}

/** Numbers that are the same each time: what is decided is repeatable, when it happens is PostgreSQL's. */
function chances(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

type Rule = { name: string; externalAddresses: string; type: string };

/** The edge as VCD has it: whoever reads sees what is there at that instant, and nobody reserves anything. */
class Edge {
  rules: Rule[] = [];
  foreign: string[] = [];

  read() {
    const used = [...this.rules.map((rule) => rule.externalAddresses), ...this.foreign];
    return {
      ranges,
      used: used.map((address) => ({ address, category: "DNAT", networkId: null })),
      rules: [...this.rules],
    };
  }

  post(name: string, address: string): void {
    this.rules.push({ name, externalAddresses: address, type: "DNAT" });
  }

  remove(name: string): void {
    this.rules = this.rules.filter((rule) => rule.name !== name);
  }
}

class Race {
  readonly edge = new Edge();
  readonly key: EdgeKey;
  readonly chance: () => number;
  /** Whose each address is, by what the reservations said: set when it was given, cleared before it is given back. */
  readonly holders = new Map<string, string>();
  readonly doubles: string[] = [];
  readonly carried = new Set<string>();
  readonly counts = { exposed: 0, full: 0, gaveUp: 0, withdrawn: 0, shared: 0 };

  constructor(number: number) {
    this.key = { siteId, edgeId: `urn:vcloud:gateway:race-${number}` };
    this.chance = chances(number + 1);
  }

  /** What others have read and are about to write: between the two anything may happen. */
  private pending: (() => void)[] = [];
  private cseCreates = 0;

  async run(): Promise<void> {
    const queue = [...owners];
    const lane = async () => {
      for (let owner = queue.pop(); owner; owner = queue.pop()) await this.request(owner);
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  }

  /** From the pick to its end, as the worker goes: look, reserve, look again, POST, look, and in time take back. */
  private async request(owner: Owner): Promise<void> {
    const { edge, key } = this;
    const name = ourRuleName(installationName, owner.exposureId);
    const avoid: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      await this.meanwhile();
      const pick = await reserveAddress(worker, key, edge.read(), owner, { avoid, now });
      if (!pick.ok) {
        this.counts.full += 1;
        return;
      }
      const { address } = pick;
      if (this.holders.has(address)) this.doubles.push(address);
      this.holders.set(address, owner.exposureId);
      if (this.chance() < 0.3) {
        this.counts.withdrawn += 1;
        return this.giveBack(owner, address, false);
      }
      await this.meanwhile();
      if (usedElsewhere(address, edge.read(), [name]).length > 0) {
        this.counts.gaveUp += 1;
        avoid.push(address);
        await this.giveBack(owner, address, false);
        continue;
      }
      edge.post(name, address);
      this.carried.add(address);
      await this.meanwhile();
      const isShared = edge.rules.some((rule) => rule.name !== name && rule.externalAddresses === address);
      this.counts[isShared ? "shared" : "exposed"] += 1;
      edge.remove(name);
      await this.giveBack(owner, address, true);
      if (!isShared) return;
      avoid.push(address);
    }
  }

  private async giveBack(owner: Owner, address: string, carriedRule: boolean): Promise<void> {
    this.holders.delete(address);
    await releaseAddress(worker, this.key, owner, address, { carriedRule, now });
  }

  /** Others act between any two of our steps: they read, and write what they decided then some steps later. */
  private async meanwhile(): Promise<void> {
    await tick();
    if (this.chance() < 0.3) this.pending.shift()?.();
    const what = this.chance();
    if (what < 0.1 && this.cseCreates < csePerRace) this.cseReads();
    else if (what < 0.2) this.somebodyReads();
  }

  /** CSE takes the lowest address that it reads as free; its rule comes later. */
  private cseReads(): void {
    const { edge } = this;
    this.cseCreates += 1;
    const entityId = `urn:vcloud:entity:cse:${this.cseCreates}`;
    const address = nextForCse({ ...edge.read(), reservations: [] });
    if (address) this.pending.push(() => edge.post(cseRuleName("cse", entityId), address));
  }

  /** Somebody takes and leaves any address, by rules and for other services. */
  private somebodyReads(): void {
    const { edge } = this;
    const address = `10.149.1.${lowest + Math.floor(this.chance() * 10)}`;
    const name = `by hand ${address}`;
    const isFree = !edge.read().used.some((use) => use.address === address);
    if (isFree && this.chance() < 0.5) this.pending.push(() => edge.post(name, address));
    else if (isFree) this.pending.push(() => edge.foreign.push(address));
    else {
      edge.remove(name);
      edge.foreign = edge.foreign.filter((one) => one !== address);
    }
  }
}

test(`${races} races of ${requestsPerRace} requests for ten addresses, with CSE and somebody else among them: none is given twice, none leaks`, {
  timeout: 1_800_000,
}, async () => {
  const sum = { exposed: 0, full: 0, gaveUp: 0, withdrawn: 0, shared: 0 };
  for (let number = 0; number < races; number += 1) {
    const race = new Race(number);
    await race.run();
    expect(race.doubles).toEqual([]);
    const left = await loadReservations(worker, race.key);
    expect(left.filter(({ state }) => state === "reserved")).toEqual([]);
    for (const row of left) expect(race.carried).toContain(row.address);
    // Once the rests are over, every address that nobody uses is free again.
    await forgetEndedQuarantines(worker, siteId, later);
    const rows = await loadReservations(worker, race.key);
    expect(rows).toEqual([]);
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += race.counts[key];
  }
  // The races were ones: addresses were had, refused, given up, and shared with others who asked nobody.
  expect(Math.min(...Object.values(sum))).toBeGreaterThan(races / 20);
});

test("a rest is the cluster's own to end, and nobody else's before its time", async () => {
  const key = { siteId, edgeId: "urn:vcloud:gateway:rest" };
  const [first, second] = owners as [Owner, Owner];
  const pool = { ranges: [{ first: "10.149.1.101", last: "10.149.1.101" }], used: [], rules: [] };
  const wish = { avoid: [], now };
  const given = { ok: true, address: "10.149.1.101" };
  expect(await reserveAddress(worker, key, pool, first, wish)).toEqual(given);
  expect(await reserveAddress(worker, key, pool, first, wish)).toEqual(given);
  await releaseAddress(worker, key, first, "10.149.1.101", { carriedRule: true, now });
  const freeAt = new Date(now.getTime() + quarantineMs);
  expect(await reserveAddress(worker, key, pool, second, wish)).toEqual({
    ok: false,
    reason: "full",
    freeAt,
  });
  expect(await reserveAddress(worker, key, pool, first, wish)).toEqual(given);
  await releaseAddress(worker, key, first, "10.149.1.101", { carriedRule: true, now });
  expect(await reserveAddress(worker, key, pool, second, { avoid: [], now: later })).toEqual(given);
  const rows = await worker
    .select()
    .from(addressReservations)
    .where(eq(addressReservations.edgeId, key.edgeId));
  expect(rows).toMatchObject([{ exposureId: second.exposureId, state: "reserved", until: null }]);
});
