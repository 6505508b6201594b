import { afterAll, beforeAll, beforeEach } from "vitest";
import { ProviderError } from "@/lib/providers/provider-error";
import { VcdClients, type VcdPlace, type VcdSession } from "@/lib/providers/vcd/client";
import { VcdCallTally } from "@/lib/providers/vcd/transport";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import type { VcdSandboxOptions } from "@/sandbox/vcd/server";
import { type Json, Vcd } from "@/sandbox/vcd/test-support/client";
import type { World } from "@/sandbox/vcd/world";

/** A sandbox VCD whose clock stands, and our clients beside it. */
export class Site {
  clients = new VcdClients();
  tally = new VcdCallTally();

  private constructor(readonly vcd: Vcd) {}

  static async start(options: Partial<VcdSandboxOptions>, world: World): Promise<Site> {
    return new Site(await Vcd.start(options, world));
  }

  /** An empty world filled anew, and nobody signed in. */
  async begin(world: World): Promise<void> {
    await this.clients.close();
    this.clients = new VcdClients();
    this.tally = new VcdCallTally();
    await this.vcd.control("POST", "reset");
    await this.vcd.control("PUT", "world", world);
    await this.vcd.control("DELETE", "faults");
    await this.vcd.control("DELETE", "journal");
  }

  async close(): Promise<void> {
    await this.clients.close();
    await this.vcd.close();
  }

  place(credential: VcdPlace["credential"], tenant: VcdPlace["tenant"] = null): VcdPlace {
    return { site: { url: this.vcd.url, certificateAuthority: null }, credential, tenant };
  }

  /** A tenant's account. */
  account(user = "tenant1-admin", organization = "tenant1"): Promise<VcdSession> {
    const password = `${organization}-password`;
    return this.clients.open(this.place({ kind: "account", organization, user, password }), this.tally);
  }

  /** The provider's account, in a tenant's context. */
  async provider(tenant = "tenant1"): Promise<VcdSession> {
    const { id } = await this.vcd.organization(tenant);
    return this.clients.open(
      this.place(
        { kind: "account", organization: "System", user: "administrator", password: "provider-password" },
        { id, name: tenant },
      ),
      this.tally,
    );
  }

  /** Calls of ours at the wire, by the sandbox's names. */
  async calls(operation?: string): Promise<Json[]> {
    const journal = await this.vcd.journal();
    return journal.filter((each) => each.via === "client" && (!operation || each.operation === operation));
  }
}

/** One sandbox for a whole file, its world new for each test. */
export function standingSite(
  options: Partial<VcdSandboxOptions> = {},
  world: World = exampleWorld(),
): () => Site {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start(options, world);
  });
  beforeEach(() => site.begin(world));
  afterAll(() => site.close());
  return () => site;
}

/** The ProviderError of a call that must fail. */
export async function faultOf(call: Promise<unknown>): Promise<ProviderError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error("The call was expected to fail, and did not.");
}
