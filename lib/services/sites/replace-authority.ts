import { z } from "zod";
import { updateSite } from "@/lib/db/sites";
import { verb } from "../verb";
import { announceSite, loadSite, wakeSite } from "./load-site";
import { authorityInput, nameAuthority } from "./site-input";

/** Another private authority for a site, or none: then the authorities count that Node.js knows. */
export const replaceSiteAuthority = verb({
  name: "sites.replace-authority",
  kind: "change",
  permission: "site.manage",
  input: z.object({ id: z.uuid(), certificateAuthority: authorityInput }),
  subject: ({ id }) => ({ kind: "site", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const site = await loadSite(tx, input.id);
    const { certificateAuthority } = input;
    await updateSite(tx, site.id, { certificateAuthority, checkAskedAt: now });
    audit({
      subject: { kind: "site", id: site.id },
      before: { certificateAuthority: nameAuthority(site.certificateAuthority) },
      after: { certificateAuthority: nameAuthority(certificateAuthority) },
      facts: { name: site.name },
    });
    await announceSite(tx, actor, site.id);
    await wakeSite(tx, site.id);
    return { name: site.name };
  },
});
