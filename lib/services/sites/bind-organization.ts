import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { announceChange, wakePlace } from "@/lib/db/signals";
import { findOwnerOf, insertBoundOrganization } from "@/lib/db/sites";
import * as can from "@/lib/domain/sites/can";
import { ServiceError } from "../errors";
import { loadOrganization } from "../organizations/load-organization";
import { demand, verb } from "../verb";
import { announceSite, loadSite } from "./load-site";

/**
 * Makes an organization of a site belong to a tenant here: its people may sign in, and its clusters are looked for. One
 * that a check has found; its id is taken from there, never from what was sent.
 */
export const bindOrganization = verb({
  name: "sites.bind-organization",
  kind: "change",
  permission: "site.manage",
  input: z.object({
    siteId: z.uuid(),
    /** URN of the organization in VCD. */
    orgId: z.string().min(1).max(200),
    /** Slug of the tenant. */
    organization: z.string().min(1, "Choose whose organization it is."),
  }),
  subject: ({ siteId }) => ({ kind: "site", id: siteId }),
  run: async ({ actor, input, tx, now, audit }) => {
    const site = await loadSite(tx, input.siteId);
    const found = site.checkResult?.organizations.find(({ id }) => id === input.orgId);
    if (!found) {
      throw new ServiceError("precondition", "The last check of this site did not find that organization.", {
        next: "Check the site again, then bind it.",
      });
    }
    const owner = await loadOrganization(tx, input.organization);
    if (owner.kind !== "tenant") {
      throw new ServiceError("invalid-input", "Organizations of VMware Cloud Director belong to tenants.", {
        fields: { organization: ["Choose a tenant's organization."] },
      });
    }
    demand(can.bindOrganization({ name: found.name, owner: await findOwnerOf(tx, site.id, found.id) }));
    const id = uuidv7();
    const placeId = uuidv7();
    const made = await insertBoundOrganization(
      tx,
      {
        id,
        placeId,
        siteId: site.id,
        orgId: found.id,
        name: found.name,
        displayName: found.displayName,
        organizationId: owner.id,
        createdAt: now,
      },
      now,
    );
    if (!made) {
      // Somebody bound it at the same moment.
      demand(
        can.bindOrganization({
          name: found.name,
          owner: (await findOwnerOf(tx, site.id, found.id)) ?? { name: "another organization" },
        }),
      );
    }
    audit({
      organizationId: owner.id,
      subject: { kind: "vcd-organization", id },
      before: { owner: null },
      after: { owner: owner.name },
      facts: { site: site.name, name: found.name, orgId: found.id },
    });
    await announceSite(tx, actor, site.id);
    await announceChange(tx, { organizationId: owner.id, kind: "clusters", id });
    await wakePlace(tx, placeId, { fullSweep: true });
    return { id, placeId, name: found.name };
  },
});
