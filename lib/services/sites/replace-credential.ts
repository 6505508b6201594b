import { z } from "zod";
import { updateSite } from "@/lib/db/sites";
import { sealForWorker } from "../seal-for-worker";
import { verb } from "../verb";
import { announceSite, loadSite, wakeSite } from "./load-site";
import { credentialInput, toCredential } from "./site-input";

/** Another password or token for a site, from the next look on; it is checked at once. */
export const replaceSiteCredential = verb({
  name: "sites.replace-credential",
  kind: "change",
  permission: "site.manage",
  input: z.intersection(z.object({ id: z.uuid() }), credentialInput),
  subject: ({ id }) => ({ kind: "site", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const site = await loadSite(tx, input.id);
    const { label, secret } = toCredential(input);
    await updateSite(tx, site.id, {
      credentialLabel: label,
      credentialSealed: await sealForWorker(secret, `vcd-site/${site.id}`),
      checkAskedAt: now,
    });
    audit({
      subject: { kind: "site", id: site.id },
      before: { credential: site.credentialLabel },
      after: { credential: label },
      facts: { name: site.name },
    });
    await announceSite(tx, actor, site.id);
    await wakeSite(tx, site.id);
    return { name: site.name };
  },
});
