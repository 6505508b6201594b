import { eq } from "drizzle-orm";
import { signInWithVcd } from "@/lib/auth/vcd-sign-in";
import { vcdSites } from "@/lib/db/schema/sites";
import type { SignInRequest } from "@/lib/domain/vcd/sign-in";
import { bindOrganization } from "@/lib/services/sites/bind-organization";
import { checkSite } from "@/lib/services/sites/check-site";
import { registerSite } from "@/lib/services/sites/register-site";
import { makeAskedSiteChecks } from "@/lib/worker/site-checks";
import { keepVcdSessions } from "@/lib/worker/vcd-sessions";
import type { VcdSandboxOptions } from "@/sandbox/vcd/server";
import { Vcd } from "@/sandbox/vcd/test-support/client";
import { createTestDatabase } from "./database";
import { sealingKeys } from "./sealing-keys";
import { makeTenancy } from "./tenancy";
import { startWorker } from "./worker";

/** The credential of the provider in the sandbox's example. */
export const providerAccount = {
  credential: "account" as const,
  user: "administrator",
  password: "provider-password",
};

/** A tenancy, a VCD that speaks HTTP, and a worker with the keys that open what the verbs seal. */
export type SiteScene = Awaited<ReturnType<typeof openSiteScene>>;

export async function openSiteScene(options: Partial<VcdSandboxOptions> = {}) {
  process.env.SEALING_PUBLIC_KEY = sealingKeys.publicKey;
  const vcd = await Vcd.start(options);
  const database = await createTestDatabase();
  const t = await makeTenancy(database.url);
  // Ahead of the machine's clock, by which the database wakes places.
  let now = new Date(Date.now() + 3_600_000);
  const worker = startWorker(database.url, vcd.url, () => now);
  const admin = () => t.as("admin", null, now);

  async function register(more: Partial<Parameters<typeof registerSite>[1]> = {}): Promise<string> {
    const certificateAuthority = vcd.running.authority ?? "";
    const given = { name: "Frankfurt", url: vcd.url, certificateAuthority, ...providerAccount, ...more };
    return (await registerSite(admin(), given)).id;
  }
  async function readSite(id: string): Promise<typeof vcdSites.$inferSelect> {
    const [row] = await t.owner.select().from(vcdSites).where(eq(vcdSites.id, id));
    if (!row) throw new Error("There is no such site.");
    return row;
  }
  return {
    vcd,
    t,
    worker,
    admin,
    register,
    readSite,
    databaseUrl: database.url,
    now: () => now,
    /** Moves our clock and the sandbox's. */
    async advance(ms: number) {
      now = new Date(now.getTime() + ms);
      await vcd.advance(ms);
    },
    runChecks: () => makeAskedSiteChecks(worker.context),
    async check(id: string) {
      now = new Date(now.getTime() + 1_000);
      await checkSite(admin(), { id });
      await makeAskedSiteChecks(worker.context);
      const { checkResult } = await readSite(id);
      if (!checkResult) throw new Error("No check was recorded.");
      return checkResult;
    },
    keepSessions: () => keepVcdSessions(worker.context),
    /** Registers the site, has it checked, and binds organizations of it to ours, by their slugs. */
    async registerAndBind(
      bindings: Record<string, "acme" | "globex"> = { tenant1: "acme", tenant2: "globex" },
    ) {
      const siteId = await register();
      await makeAskedSiteChecks(worker.context);
      const bound: Record<string, { id: string; placeId: string }> = {};
      for (const [name, organization] of Object.entries(bindings)) {
        const { id: orgId } = (await readSite(siteId)).checkResult?.organizations.find(
          (each) => each.name === name,
        ) ?? { id: "" };
        bound[name] = await bindOrganization(admin(), { siteId, orgId, organization });
      }
      return { siteId, bound };
    },
    signIn: (
      siteId: string,
      more: { organization?: string; user?: string; password?: string; address?: string } = {},
    ) => {
      const { organization = "tenant1", user = "tenant1-admin", address = "192.0.2.7" } = more;
      const request: SignInRequest = {
        with: "password",
        siteId,
        organization,
        user,
        password: more.password ?? `${organization}-password`,
      };
      const { publicKey: sealingPublicKey } = sealingKeys;
      return signInWithVcd(t.web, { request, sealingPublicKey, address, requestId: "request", now });
    },
    signInByToken: (siteId: string, token: string, organization = "tenant1") =>
      signInWithVcd(t.web, {
        request: { with: "token", siteId, organization, token },
        sealingPublicKey: sealingKeys.publicKey,
        address: "192.0.2.7",
        requestId: "request",
        now,
      }),
    async close() {
      await worker.close();
      await t.close();
      await database.drop();
      await vcd.close();
    },
  };
}
