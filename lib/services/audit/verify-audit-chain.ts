import { z } from "zod";
import { type ChainHead, type ChainVerdict, verifyChain } from "@/lib/db/audit-chain";
import { findOrganization, listOrganizationFigures, type OrganizationRow } from "@/lib/db/organizations";
import type { ChainLine } from "@/lib/domain/audit/views";
import { verb } from "../verb";
import { loadScope } from "./load-scope";

/**
 * Recomputes the hash chains of every organization within the actor's reach, or of one, and names what does not fit.
 * With one, an entry that was noted elsewhere is compared.
 */
export const verifyAuditChain = verb({
  name: "audit.verify",
  kind: "read",
  permission: "audit.read",
  input: z.object({
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
      if (organization) lines.push(toLine(organization, await verifyChain(tx, organization.id, noted)));
    }
    return lines;
  },
});

const problems: Record<Exclude<ChainVerdict, { whole: true }>["why"], (seq: number) => string> = {
  changed: (seq) => `Entry ${seq} is not what was recorded: it was changed afterwards.`,
  missing: (seq) => `Entry ${seq} is missing.`,
  cut: (seq) => `The newest entries, from ${seq} on, are missing.`,
  rewritten: (seq) =>
    `The newest entries, up to ${seq}, are not those that were recorded: they were rewritten.`,
  foreign: (seq) => `Entries from ${seq} on were put in by another way than Drawbridge's.`,
};

function toLine({ slug, name }: OrganizationRow, verdict: ChainVerdict): ChainLine {
  const { whole, entries, head, noted } = verdict;
  const problem = verdict.whole ? null : problems[verdict.why](verdict.brokenAt);
  const rewritten =
    whole && noted?.same === false
      ? `Entry ${noted.seq} is not the one that was noted: the chain was rewritten since, or the note is another's.`
      : null;
  const found = problem ?? rewritten;
  return {
    organization: { slug, name },
    whole: found === null,
    entries,
    head,
    noted,
    problem: found && `${found} Somebody with direct access to the database did this: compare with a backup.`,
  };
}
