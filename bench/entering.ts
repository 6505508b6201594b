import { performance } from "node:perf_hooks";
import { sql } from "drizzle-orm";
import { findSession } from "@/lib/db/people";
import { type Database, openDatabase } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import { createTestDatabase } from "@/tests/integration/support/database";
import { makeTenancy } from "@/tests/integration/support/tenancy";
import { median } from "./median";

export type EnteringFigures = {
  people: number;
  /** Medians of finding out who asks, in a transaction of its own: with plans that are kept, and made each time. */
  keptMs: number;
  plannedMs: number;
  /** Median of a transaction with as many statements that ask nothing. */
  bareMs: number;
};

const rounds = 15;
const callsPerRound = 200;

/** Looks up a session and whose it is, as each request does, on one connection for each way, in turn. */
export async function measureEntering(people: number): Promise<EnteringFigures> {
  const database = await createTestDatabase();
  const t = await makeTenancy(database.url);
  const open = () => openDatabase(database.url, { role: "drawbridge_web", max: 1 });
  const [kept, planned] = [open(), forgettingNames(open())];
  try {
    await t.owner.execute(sql`with made as (
        insert into people (id, email, name)
        select gen_random_uuid(), 'p' || n || '@acme.test', 'P' || n from generate_series(1, ${people}::int) n
        returning id
      )
      insert into memberships (organization_id, person_id, role)
      select ${t.ids.acme}::uuid, id, 'viewer' from made`);
    await t.owner.execute(sql`analyze`);
    const sessionId = t.as("operator", "acme").sessionId ?? "";
    const nobody = { organizationIds: [], personId: null };
    const enter = (db: Database) => async () => {
      const found = await withReach(db, nobody, (tx) => findSession(tx, sessionId, new Date()));
      if (found?.memberships.length !== 1) throw new Error("the session was not found");
    };
    const bare = () =>
      kept.transaction(async (tx) => {
        for (let n = 0; n < 4; n += 1) await tx.execute(sql`select 1`);
      });
    const times = { kept: [] as number[], planned: [] as number[], bare: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      times.kept.push(await perCall(enter(kept)));
      times.planned.push(await perCall(enter(planned)));
      times.bare.push(await perCall(bare));
    }
    return {
      people,
      keptMs: median(times.kept),
      plannedMs: median(times.planned),
      bareMs: median(times.bare),
    };
  } finally {
    await kept.$client.end();
    await planned.$client.end();
    await t.close();
    await database.drop();
  }
}

/** A statement without a name is planned each time. */
function forgettingNames(db: Database): Database {
  db.$client.on("connect", (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const nameless = (config: unknown, ...rest: unknown[]) =>
      query(typeof config === "object" ? { ...config, name: undefined } : config, ...rest);
    Object.assign(client, { query: nameless });
  });
  return db;
}

async function perCall(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  for (let call = 0; call < callsPerRound; call += 1) await work();
  return (performance.now() - began) / callsPerRound;
}
