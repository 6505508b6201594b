import { z } from "zod";
import { type ChainHead, verifyChain } from "@/lib/db/audit-chain";
import { findOrganization, listOrganizationFigures } from "@/lib/db/organizations";
import { readAuditNote } from "@/lib/domain/audit/filters";
import type { ChainLine } from "@/lib/domain/audit/views";
import { verb } from "../verb";
import { chainLine } from "./chain-line";
import { loadScope } from "./load-scope";

/**
 * Recomputes the hash chains of every organization within the actor's reach, or of one, and names what does not fit.
 * With one, an entry that was noted elsewhere is compared.
 */
export const verifyAuditChain = verb({
  name: "audit.verify",
  kind: "read",
  permission: "audit.read",
  input: z
    .object({
      organization: z.string().optional(),
      notedSeq: z.string().optional(),
      notedHash: z.string().optional(),
    })
    .superRefine((entered, { addIssue }) => {
      const { problem } = readAuditNote(entered, entered.organization);
      if (problem) addIssue({ code: "custom", path: ["notedHash"], message: problem });
    }),
  run: async ({ actor, input, tx }): Promise<ChainLine[]> => {
    const scope = await loadScope(tx, actor, input.organization);
    const organizations = scope.organization
      ? [await findOrganization(tx, scope.organization.slug)]
      : (await listOrganizationFigures(tx)).map(({ organization }) => organization);
    const { note } = readAuditNote(input, input.organization);
    const noted: ChainHead | null = note && { seq: Number(note.notedSeq), hash: note.notedHash };
    const lines: ChainLine[] = [];
    for (const organization of organizations) {
      if (organization) lines.push(chainLine(organization, await verifyChain(tx, organization.id, noted)));
    }
    return lines;
  },
});
