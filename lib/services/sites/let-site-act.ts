import { z } from "zod";
import { updateSite } from "@/lib/db/sites";
import { verb } from "../verb";
import { announceSite, loadSite, wakeSite } from "./load-site";

/** Lets the worker send what its plans say; until then it only reads. */
export const letSiteAct = verb({
  name: "sites.let-act",
  kind: "change",
  permission: "site.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "site", id }),
  run: async ({ actor, input, tx, audit }) => {
    const site = await loadSite(tx, input.id);
    await updateSite(tx, site.id, { mode: "act" });
    audit({
      subject: { kind: "site", id: site.id },
      before: { mode: site.mode },
      after: { mode: "act" },
      facts: { name: site.name },
    });
    await announceSite(tx, actor, site.id);
    await wakeSite(tx, site.id);
    return { name: site.name };
  },
});
