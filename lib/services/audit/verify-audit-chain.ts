import { z } from "zod";
import { type ChainVerdict, verifyChain } from "@/lib/db/audit-log";
import { findOrganization, listOrganizationFigures, type OrganizationRow } from "@/lib/db/organizations";
import type { ChainLine } from "@/lib/domain/audit/views";
import { isProviderRole } from "@/lib/domain/people/roles";
import { verb } from "../verb";

/** Recomputes the hash chains of every organization within the actor's reach and names what does not fit. */
export const verifyAuditChain = verb({
  name: "audit.verify",
  kind: "read",
  permission: "audit.read",
  input: z.object({}),
  run: async ({ actor, tx }): Promise<ChainLine[]> => {
    const organizations = isProviderRole(actor.role)
      ? (await listOrganizationFigures(tx)).map(({ organization }) => organization)
      : [await findOrganization(tx, actor.organizationSlug)];
    const lines: ChainLine[] = [];
    for (const organization of organizations) {
      if (organization) lines.push(toLine(organization, await verifyChain(tx, organization.id)));
    }
    return lines;
  },
});

const problems = {
  changed: (seq: number) => `Entry ${seq} is not what was recorded: it was changed afterwards.`,
  missing: (seq: number) => `Entry ${seq} is missing.`,
  cut: (seq: number) => `The newest entries, from ${seq} on, are missing.`,
};

function toLine({ slug, name }: OrganizationRow, verdict: ChainVerdict): ChainLine {
  return {
    organization: { slug, name },
    whole: verdict.whole,
    entries: verdict.entries,
    problem: verdict.whole
      ? null
      : `${problems[verdict.why](verdict.brokenAt)} Somebody with direct access to the database did this: compare with a backup.`,
  };
}
