import { z } from "zod";
import { listAuditRows } from "@/lib/db/audit-log";
import type { AuditPage } from "@/lib/domain/audit/views";
import { verb } from "../verb";
import { toAuditLine } from "./audit-line";
import { auditFilterInput, loadScope, readAuditCursor, toCondition, writeAuditCursor } from "./load-scope";

const pageSize = 50;

/** Who did what, newest first. The provider's people read every organization's, a tenant's admin their own. */
export const listAudit = verb({
  name: "audit.list",
  kind: "read",
  permission: "audit.read",
  input: auditFilterInput.extend({ after: z.string().optional() }),
  run: async ({ actor, input, tx }): Promise<AuditPage> => {
    const scope = await loadScope(tx, actor, input.organization);
    const rows = await listAuditRows(tx, {
      ...toCondition(scope, input),
      after: readAuditCursor(input.after),
      limit: pageSize,
    });
    const shown = rows.slice(0, pageSize);
    const last = shown.at(-1)?.entry;
    return {
      lines: shown.map(toAuditLine),
      next: last && rows.length > pageSize ? writeAuditCursor(last) : null,
    };
  },
});
