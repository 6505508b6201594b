import { z } from "zod";
import { updateSite } from "@/lib/db/sites";
import { verb } from "../verb";
import { announceSite, loadSite, wakeSite } from "./load-site";

/** Back to reading alone: plans are still made and shown, nothing is sent. Calls under way are not recalled. */
export const stopSiteActing = verb({
  name: "sites.stop-acting",
  kind: "change",
  permission: "site.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "site", id }),
  run: async ({ actor, input, tx, audit }) => {
    const site = await loadSite(tx, input.id);
    await updateSite(tx, site.id, { mode: "observe" });
    audit({
      subject: { kind: "site", id: site.id },
      before: { mode: site.mode },
      after: { mode: "observe" },
      facts: { name: site.name },
    });
    await announceSite(tx, actor, site.id);
    await wakeSite(tx, site.id);
    return { name: site.name };
  },
});
