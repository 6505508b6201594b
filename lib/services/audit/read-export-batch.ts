import { z } from "zod";
import { listAuditBatch } from "@/lib/db/audit-log";
import type { AuditRecord } from "@/lib/domain/audit/export";
import { verb } from "../verb";
import { auditFilterInput, loadScope, readAuditCursor, toCondition, writeAuditCursor } from "./load-scope";

const batchSize = 1_000;

/**
 * The next entries of a copy, oldest first. Each batch asks anew who reads and what they may: a copy ends where a
 * session or a role does.
 */
export const readExportBatch = verb({
  name: "audit.export-batch",
  kind: "read",
  permission: "audit.read",
  input: z.object({
    filters: auditFilterInput,
    heads: z.array(z.object({ organizationId: z.guid(), seq: z.int().nonnegative() })).max(10_000),
    after: z.string().optional(),
  }),
  run: async ({ actor, input, tx }): Promise<{ records: AuditRecord[]; next: string | null }> => {
    const scope = await loadScope(tx, actor, input.filters.organization);
    const rows = await listAuditBatch(tx, {
      ...toCondition(scope, input.filters),
      heads: input.heads,
      after: readAuditCursor(input.after),
      limit: batchSize,
    });
    const last = rows.at(-1)?.entry;
    return {
      records: rows.map(({ entry: { at, ...entry }, organization }) => ({
        organization: organization.slug,
        at: at.toISOString(),
        ...entry,
      })),
      next: last && rows.length === batchSize ? writeAuditCursor(last) : null,
    };
  },
});
