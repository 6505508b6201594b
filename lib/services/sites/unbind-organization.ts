import { z } from "zod";
import { announceChange } from "@/lib/db/signals";
import { listBindingFigures, unbindOrganizationRow } from "@/lib/db/sites";
import * as can from "@/lib/domain/sites/can";
import { ServiceError } from "../errors";
import { demand, verb } from "../verb";
import { announceSite, loadBinding } from "./load-site";

/**
 * Takes an organization of a site from the tenant it was bound to, with all that was merely read there, and signs out
 * its people. Refused where something was done: that is the tenant's history.
 */
export const unbindOrganization = verb({
  name: "sites.unbind-organization",
  kind: "change",
  permission: "site.manage",
  input: z.object({ id: z.uuid() }),
  subject: ({ id }) => ({ kind: "vcd-organization", id }),
  run: async ({ actor, input, tx, audit }) => {
    const { binding, owner } = await loadBinding(tx, input.id);
    const figures = (await listBindingFigures(tx, [binding.siteId])).get(binding.id);
    demand(
      can.unbindOrganization({
        name: binding.name,
        owner,
        exposures: figures?.everExposed ?? 0,
        acts: figures?.acts ?? 0,
      }),
    );
    if (!(await unbindOrganizationRow(tx, binding.id))) {
      throw new ServiceError("stale", `Something was just done in ${binding.name}.`, {
        next: "Look at the page again.",
      });
    }
    audit({
      organizationId: owner.id,
      subject: { kind: "vcd-organization", id: binding.id },
      before: { owner: owner.name },
      after: { owner: null },
      facts: { name: binding.name, orgId: binding.orgId },
    });
    await announceSite(tx, actor, binding.siteId);
    await announceChange(tx, { organizationId: owner.id, kind: "clusters", id: binding.id });
    return { name: binding.name, owner: owner.name };
  },
});
