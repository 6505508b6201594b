import { sql } from "drizzle-orm";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { expect } from "vitest";
import { type Database, type DatabaseRole, openDatabase, type Transaction } from "@/lib/db/pool";
import { roleAllows } from "@/lib/domain/people/roles";
import { type Furniture, furnish, furnitureIds, type TenantRole } from "../support/furniture";
import { keepPlans } from "../support/kept-plans";
import { sumTables, wakeColumns } from "../support/table-sums";
import { clusterVpcs, makeTenancy, type Tenancy } from "../support/tenancy";
import { verbInputs } from "../support/verb-inputs";
import { attempt, codeOf, type FoundVerb, findVerbs, inside, rehearse } from "../support/verbs";

/** Stands in every text of Globex's, and nowhere else. */
const marker = "zyzzyva";
const batchSize = 100;

type Call = { verb: number; person: number; organization: number; picks: number[] };
// Even, and not drawn to small numbers as such draws are by default: each verb's turn comes as often.
const even = (max: number) => fc.noBias(fc.nat(max));
const calls = fc.array(
  fc.record(
    {
      verb: even(10_000),
      person: even(9),
      organization: even(19),
      picks: fc.array(even(1_000_000), { minLength: 6, maxLength: 6 }),
    },
    { noNullPrototype: true },
  ),
  { minLength: batchSize, maxLength: batchSize },
);

export type Tally = { calls: number; codes: Record<string, number>; checks: number };

/**
 * Sends `runs` batches of 100 random calls as people of Acme, in which ids of every kind are swapped with Globex's,
 * and throws at the first that reads or changes anything of Globex's. All of a batch is taken back. `db` is what the
 * verbs work on: with row-level security, or as a role that it does not apply to.
 */
export async function swapIds(
  world: SwapWorld,
  db: Database,
  { runs, seed }: { runs: number; seed: number },
): Promise<Tally> {
  const tally: Tally = { calls: 0, codes: {}, checks: 0 };
  await fc.assert(
    fc.asyncProperty(calls, (batch) => runBatch(world, db, batch, tally)),
    // The call that did it is named by what it throws: nothing is gained by looking for a shorter batch.
    { numRuns: runs, seed, endOnFailure: true },
  );
  return tally;
}

/**
 * A pool of one connection that keeps the plan of each statement: the same few hundred come again a hundred thousand
 * times.
 */
export function openPrepared(url: string, role?: DatabaseRole): Database {
  return keepPlans(openDatabase(url, { max: 1, ...(role ? { role } : {}) }));
}

export type SwapWorld = {
  t: Tenancy;
  acme: Furniture;
  globex: Furniture;
  verbs: Record<TenantRole | "all", FoundVerb[]>;
  /** Sums of everything that Acme's people must not move, as it is before any call. */
  before: Record<string, string>;
  others: Others;
};
type Others = { where: Record<string, string>; without: string[] };

/** Two tenants with one of everything each. */
export async function makeSwapWorld(databaseUrl: string): Promise<SwapWorld> {
  const t = await makeTenancy(databaseUrl);
  const acme = await furnish(t, "acme", "acme-thing");
  const globex = await furnish(t, "globex", marker);
  await addRowsOfSweeps(t, globex);
  const found = await findVerbs();
  const takesText = (verb: FoundVerb) =>
    leavesOf(verbInputs(acme)[verb.verb.definition.name]?.() ?? {}).length > 0;
  // Those that take ids come up four times as often as those that take nothing.
  const all = found.flatMap((verb) => (takesText(verb) ? [verb, verb, verb, verb] : [verb]));
  const openTo = (role: TenantRole) => all.filter(({ verb }) => roleAllows(role, verb.definition.permission));
  const verbs = {
    all,
    viewer: openTo("viewer"),
    operator: openTo("operator"),
    "tenant-admin": openTo("tenant-admin"),
  };
  const others = await describeOthers(t);
  return { t, acme, globex, verbs, others, before: await sumOthers(t.owner, others) };
}

async function runBatch(world: SwapWorld, db: Database, batch: Call[], tally: Tally): Promise<void> {
  const run = (looking: "once" | "after each call") =>
    rehearse(db, async (tx) => {
      const sent = { texts: "" };
      for (const call of batch) {
        const said = await runCall(world, tx, call, { tally, sent });
        if (looking === "after each call") await demandUntouched(world, tx, tally, said);
      }
      await demandUntouched(world, tx, tally, "One of the batch");
    });
  await run("once").catch(async (error) => {
    // Again, to name the call that did it.
    await run("after each call");
    throw error;
  });
}

async function runCall(
  world: SwapWorld,
  tx: Transaction,
  call: Call,
  { tally, sent }: { tally: Tally; sent: { texts: string } },
): Promise<string> {
  const { t, acme } = world;
  const role = rolesTried[call.person] ?? "tenant-admin";
  // Mostly what the role may do: a refusal at the door says little about what is behind it.
  const open = world.verbs[(call.picks[0] ?? 0) % 8 === 0 ? "all" : role];
  const verb = open[call.verb % open.length] as FoundVerb;
  const seat = acme.people[role];
  const organization = organizationsTried[call.organization] ?? "acme";
  const input = mixInput(world, verb, call.picks);
  sent.texts += JSON.stringify(input);
  const context = {
    ...inside(t.as("operator", null), tx),
    sessionId: seat.sessionId,
    organization: organization === "none" ? null : organization,
  };
  const said = `${verb.exported} in ${organization} of ${JSON.stringify(input)}`;
  const send = async (within: Transaction) => {
    const outcome = await attempt(verb, { ...context, db: inside(context, within).db }, input);
    tally.calls += 1;
    const code = codeOf(outcome);
    tally.codes[code] = (tally.codes[code] ?? 0) + 1;
    expect(code, `${verb.exported}: the people of Acme stay who they are`).not.toBe("unauthenticated");
    const told =
      "value" in outcome ? outcome.value : { ...outcome.refused, message: outcome.refused.message };
    demandNothingRead(world, verb, JSON.stringify(told) ?? "", sent.texts);
    return code;
  };
  if (!changesPeople(verb)) {
    await send(tx);
    return said;
  }
  // What it does would end the sessions and the roles that the calls after it need.
  await rehearse(tx as unknown as Database, async (within) => {
    if ((await send(within)) === "ok") await demandUntouched(world, within, tally, said);
  });
  return said;
}

/** Those with more rights more often. */
const rolesTried: Record<number, TenantRole> = { 0: "viewer", 1: "operator", 2: "operator", 3: "operator" };
const organizationsTried: Record<number, string> = {
  0: "globex",
  1: "globex",
  2: "provider",
  3: "none",
  4: "no-such",
};

const changesPeople = ({ room, verb }: FoundVerb) =>
  verb.definition.kind === "change" &&
  (verb.definition.scope === "person" || ["people", "sessions", "organizations", "sign-on"].includes(room));

/** Nothing sent ever holds the marker; an id that was sent in this batch may come back, as in Acme's own audit. */
function demandNothingRead({ globex }: SwapWorld, verb: FoundVerb, told: string, sent: string): void {
  const secrets = [
    marker,
    "Globex",
    "Gina",
    clusterVpcs.globexShop,
    ...furnitureIds(globex).filter((id) => !sent.includes(id)),
  ];
  const leaked = secrets.find((secret) => told.includes(secret));
  if (leaked) throw new Error(`${verb.exported} told ${leaked} to Acme: ${told.slice(0, 2_000)}`);
}

async function demandUntouched(world: SwapWorld, tx: Transaction, tally: Tally, who: string): Promise<void> {
  tally.checks += 1;
  // The rows of everybody are seen by the owner alone.
  const { rows } = await tx.execute<{ role: string }>(sql`select current_user as role`);
  await tx.execute(sql`set local role none`);
  const now = await sumOthers(tx as unknown as Database, world.others);
  await tx.execute(sql`select set_config('role', ${rows[0]?.role ?? ""}, true)`);
  expect(now, `${who} changed what is not Acme's`).toEqual(world.before);
}

const sumOthers = async (db: Database, others: Others) => ({
  ...(await sumTables(db, others)),
  ...(await sumTables(db, { ...others, only: ["places"], as: "places, woken", without: [] })),
});

/** All rows but Acme's own; of places that Acme wakes by right, what waking moves is left out. */
async function describeOthers(t: Tenancy): Promise<Others> {
  const { rows } = await t.owner.execute<{ name: string }>(
    sql`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'organization_id'`,
  );
  const acme = t.ids.acme;
  // As they are before any call: nobody comes or goes by swapping ids.
  const { rows: members } = await t.owner.execute<{ id: string }>(
    sql`select person_id as id from memberships where organization_id = ${acme}`,
  );
  const acmes = `(${members.map(({ id }) => `'${id}'`).join(", ")})`;
  return {
    where: {
      ...Object.fromEntries(rows.map(({ name }) => [name, `organization_id is distinct from '${acme}'`])),
      organizations: `id <> '${acme}'`,
      people: `id not in ${acmes}`,
      sessions: `person_id not in ${acmes}`,
      notification_preferences: `person_id not in ${acmes}`,
    },
    without: wakeColumns.filter((name) => name.startsWith("places.")),
  };
}

/** What only sweeps and sign-ins write, of Globex's. */
async function addRowsOfSweeps(t: Tenancy, globex: Furniture): Promise<void> {
  const at = "2026-11-21T12:00:00Z";
  const { id } = globex.organization;
  const facts = JSON.stringify({ name: marker });
  await t.owner.execute(sql`update clusters set name = ${`${marker}-shop`} where organization_id = ${id}`);
  await t.owner.execute(sql`insert into events (id, organization_id, subject_kind, subject_id, at, kind, facts)
    values (${uuidv7()}, ${id}, 'connection', ${globex.connection}, ${at}, 'ended', ${facts})`);
  await t.owner.execute(sql`insert into attempts
    (id, organization_id, place_id, connection_id, step_key, step, started_at, deadline, outcome)
    values (${uuidv7()}, ${id}, ${globex.place}, ${globex.connection}, 'create-peering', ${facts}, ${at}, ${at}, 'open')`);
  await t.owner.execute(sql`insert into peerings
    (place_id, peering_id, seen, seen_at, status, requester_vpc_id, accepter_vpc_id, origin)
    values (${globex.place}, ${`pcx-${marker}`}, ${facts}, ${at}, 'active', ${clusterVpcs.globexShop}, ${`vpc-${marker}`}, 'foreign')`);
  await t.owner.execute(sql`insert into password_links (token_hash, person_id, expires_at)
    values (${marker}, ${globex.member}, '2100-01-01')`);
}

/** An input of the verb in which texts are Acme's, Globex's at the same place, or anything of Globex's at all. */
function mixInput({ acme, globex }: SwapWorld, verb: FoundVerb, picks: number[]): Record<string, unknown> {
  const name = verb.verb.definition.name;
  const own = verbInputs(acme)[name]?.() ?? {};
  const theirs = verbInputs(speakable(globex, acme))[name]?.() ?? {};
  const foreign = furnitureIds(globex);
  const mine = furnitureIds(acme);
  let turn = 0;
  const pick = () => picks[turn++ % picks.length] as number;
  const mix = (value: unknown, counterpart: unknown): unknown => {
    if (typeof value === "string") {
      const n = pick();
      const choice = n % 8;
      const rest = Math.floor(n / 8);
      if (choice <= 3) return typeof counterpart === "string" ? counterpart : value;
      if (choice === 4) return foreign[rest % foreign.length];
      if (choice === 5)
        return [marker.slice(0, 3), globex.organization.slug, globex.digest, globex.site.orgId][rest % 4];
      if (choice === 6) return mine[rest % mine.length];
      return value;
    }
    if (Array.isArray(value)) {
      const list = Array.isArray(counterpart) ? counterpart : [];
      const mixed = value.map((each, n) => mix(each, list[n]));
      return pick() % 4 === 0 ? [...mixed, foreign[pick() % foreign.length]] : mixed;
    }
    if (typeof value === "object" && value !== null) {
      const other = (counterpart ?? {}) as Record<string, unknown>;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mix(each, other[key])]));
    }
    return pick() % 4 === 0 ? counterpart : value;
  };
  const input = mix(own, theirs) as Record<string, unknown>;
  const extra = pick();
  if (extra % 5 === 0) {
    const key = smuggled[Math.floor(extra / 5) % smuggled.length] as string;
    input[key] = key === "organization" ? globex.organization.slug : foreign[extra % foreign.length];
  }
  return input;
}

/** Fields that a verb may know without being asked for them in every form. */
const smuggled = [
  "organization",
  "organizationId",
  "organizationIds",
  "personId",
  "id",
  "requestId",
  "clusterId",
  "connectionId",
  "sessionId",
  "cursor",
];

function leavesOf(value: unknown): unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [value];
}

/** Globex's things by their ids alone: its own words are never sent, so that whoever hears them has read them. */
const speakable = (globex: Furniture, acme: Furniture): Furniture => ({
  ...globex,
  marker: marker.slice(0, 3),
  organization: { ...globex.organization, name: "Swapped" },
  vcd: { ...globex.vcd, form: acme.vcd.form },
  trust: { ...globex.trust, invitationToken: "x" },
});
