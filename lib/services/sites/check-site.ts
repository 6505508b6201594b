import { z } from "zod";
import { updateSite } from "@/lib/db/sites";
import { verb } from "../verb";
import { announceSite, loadSite, wakeSite } from "./load-site";

/** Asks the worker to try the site's address and credential, and to list its organizations anew. */
export const checkSite = verb({
  name: "sites.check",
  kind: "change",
  permission: "site.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "site", id }),
  run: async ({ actor, input, tx, now, audit }) => {
    const site = await loadSite(tx, input.id);
    await updateSite(tx, site.id, { checkAskedAt: now });
    audit({ subject: { kind: "site", id: site.id }, facts: { name: site.name } });
    await announceSite(tx, actor, site.id);
    await wakeSite(tx, site.id);
    return { name: site.name };
  },
});
