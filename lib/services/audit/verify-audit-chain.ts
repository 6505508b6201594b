import { z } from "zod";
import { type ChainHead, verifyChain } from "@/lib/db/audit-chain";
import { findOrganization, listOrganizationFigures } from "@/lib/db/organizations";
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
      notedSeq: z
        .string()
        .trim()
        .regex(/^[1-9]\d{0,14}$/, "Enter the number of an entry.")
        .optional(),
      notedHash: z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[0-9a-f]{64}$/, "A hash has 64 digits and letters a to f.")
        .optional(),
    })
    .refine(({ notedSeq, notedHash }) => (notedSeq === undefined) === (notedHash === undefined), {
      path: ["notedHash"],
      error: "A note is an entry's number and its hash: enter both.",
    })
    .refine(({ organization, notedHash }) => notedHash === undefined || organization !== undefined, {
      path: ["organization"],
      error: "A note is of one chain: choose whose.",
    }),
  run: async ({ actor, input, tx }): Promise<ChainLine[]> => {
    const scope = await loadScope(tx, actor, input.organization);
    const organizations = scope.organization
      ? [await findOrganization(tx, scope.organization.slug)]
      : (await listOrganizationFigures(tx)).map(({ organization }) => organization);
    const { notedSeq: seq, notedHash: hash } = input;
    const noted: ChainHead | null =
      scope.organization && seq !== undefined && hash !== undefined ? { seq: Number(seq), hash } : null;
    const lines: ChainLine[] = [];
    for (const organization of organizations) {
      if (organization) lines.push(chainLine(organization, await verifyChain(tx, organization.id, noted)));
    }
    return lines;
  },
});
