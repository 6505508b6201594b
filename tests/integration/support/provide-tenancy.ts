import { afterAll, beforeAll } from "vitest";
import { createTestDatabase, type TestDatabase } from "./database";
import { makeTenancy, type Tenancy } from "./tenancy";

/** A tenancy in a database of its own, and where that is. */
export type OwnTenancy = Tenancy & { url: string };

/**
 * A tenancy for all tests of a file: made before them, closed after everything else the file ends. What is returned is
 * filled by then, for hooks that are registered later and for tests; at the top of a file there is nothing in it yet.
 */
export function provideTenancy(): OwnTenancy {
  const tenancy = {} as OwnTenancy;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    Object.assign(tenancy, await makeTenancy(database.url), { url: database.url });
  });
  afterAll(async () => {
    await tenancy.close?.();
    await database?.drop();
  });
  return tenancy;
}
