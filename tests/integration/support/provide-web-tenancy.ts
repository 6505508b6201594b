import { afterAll, beforeAll } from "vitest";
import { webDatabase } from "@/lib/db/pool";
import { configureWeb } from "./browser";
import { type OwnTenancy, provideTenancy } from "./provide-tenancy";

/** As `provideTenancy`, with this process configured as a web process on it. */
export function provideWebTenancy(): OwnTenancy {
  const tenancy = provideTenancy();
  beforeAll(() => configureWeb(tenancy.url));
  afterAll(() => webDatabase().$client.end());
  return tenancy;
}
