import { z } from "zod";
import { CannotOpen, openSealed } from "@/lib/crypto/open";
import type { SweptVcdPlace } from "@/lib/db/vcd-sweeps";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdPlace } from "@/lib/providers/vcd/client";
import type { WorkerContext } from "./context";

const credential = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("account"), organization: z.string(), user: z.string(), password: z.string() }),
  z.object({ kind: z.literal("api-token"), organization: z.string(), token: z.string() }),
]);

/**
 * An organization of VCD as calls need it: the site with its credential opened, in the tenant's context. Throws
 * ProviderError `CannotOpenCredential` where the credential was sealed to a key that is not here.
 */
export async function openVcdPlace(
  { sealingKeys }: Pick<WorkerContext, "sealingKeys">,
  { site, binding }: Pick<SweptVcdPlace, "site" | "binding">,
): Promise<VcdPlace> {
  try {
    const opened = await openSealed(site.credentialSealed, `vcd-site/${site.id}`, sealingKeys);
    return {
      site: { url: site.url, certificateAuthority: site.certificateAuthority },
      credential: credential.parse(JSON.parse(opened)),
      tenant: { id: binding.orgId, name: binding.name },
    };
  } catch (error) {
    // What was opened stays out of messages: a parser would quote it.
    const reason = error instanceof CannotOpen ? error.message : "It holds something else than a credential.";
    const message = `The credential of ${site.name} cannot be opened. ${reason} An admin of the provider enters it again.`;
    const fault = { code: "CannotOpenCredential", message, requestId: null, action: "OpenCredential" };
    throw new ProviderError(fault, false);
  }
}
