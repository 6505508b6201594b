import { z } from "zod";
import { listHeads } from "@/lib/db/audit-chain";
import { countActsOf } from "@/lib/db/audit-log";
import { type ExportFormat, exportFormats, exportsPerHour, nameExport } from "@/lib/domain/audit/export";
import { ServiceError } from "../errors";
import { verb } from "../verb";
import { type AuditFilterInput, auditFilterInput, loadScope } from "./load-scope";

const hourMs = 3600_000;

/** A copy of the audit that was recorded and may now be read, batch by batch. */
export type ExportPlan = {
  fileName: string;
  format: ExportFormat;
  filters: AuditFilterInput;
  /** Up to where each chain belongs to the copy. */
  heads: { organizationId: string; seq: number }[];
};

/** Puts down that somebody takes a copy of the audit, before the first entry leaves. */
export const exportAudit = verb({
  name: "audit.export",
  kind: "disclosure",
  permission: "audit.read",
  input: auditFilterInput.extend({ format: z.string().pipe(z.enum(exportFormats)) }),
  run: async ({ actor, input, tx, now, audit }): Promise<ExportPlan> => {
    const { format, ...filters } = input;
    const scope = await loadScope(tx, actor, filters.organization);
    const since = new Date(now.getTime() - hourMs);
    const taken = await countActsOf(tx, { personId: actor.personId, verb: "audit.export", since });
    if (taken >= exportsPerHour) {
      throw new ServiceError("limit", `You have taken ${taken} copies of the audit within an hour.`, {
        next: "Wait until an hour has passed since the first of them, then try again.",
      });
    }
    const heads = await listHeads(tx, scope.organizationId);
    const [only] = heads;
    const { search, person, verb: act, outcome, from, to } = filters;
    audit({
      organizationId: scope.organizationId === "*" ? actor.organizationId : scope.organizationId,
      subject: {
        kind: "organization",
        id: scope.organizationId === "*" ? actor.organizationId : scope.organizationId,
      },
      facts: {
        name: scope.organization?.name ?? "All organizations",
        format,
        ...(search && { search }),
        ...(person && { person }),
        ...(act && { act }),
        ...(outcome && { outcome }),
        ...(from && { firstDay: from }),
        ...(to && { lastDay: to }),
        ...(scope.organization
          ? { upTo: only?.seq ?? 0, hash: only?.hash }
          : { chains: heads.length, upTo: heads.reduce((sum, { seq }) => sum + seq, 0) }),
      },
    });
    return {
      fileName: nameExport(scope.organization?.slug ?? null, filters, format, now),
      format,
      filters,
      heads: heads.map(({ organizationId, seq }) => ({ organizationId, seq })),
    };
  },
});
