import { contentTypes, csvHead, csvLine, ndjsonLine } from "@/lib/domain/audit/export";
import { pickAuditFilters } from "@/lib/domain/audit/filters";
import type { VerbContext } from "../context";
import { httpStatus, ServiceError } from "../errors";
import { type ExportPlan, exportAudit } from "./export-audit";
import { readExportBatch } from "./read-export-batch";

/**
 * Answers a form that asks for a copy of the audit: a file that is read while it is sent, a refusal in plain words.
 * `clock` gives the time of each batch, as a long copy may outlive the session that asked for it.
 */
export async function answerExport(
  context: VerbContext,
  form: Record<string, string>,
  clock: () => Date,
): Promise<Response> {
  try {
    const filters = pickAuditFilters(form);
    const plan = await exportAudit(context, { ...filters, format: form.format ?? "" });
    return new Response(streamExport(context, plan, clock), {
      headers: {
        "content-type": contentTypes[plan.format],
        "content-disposition": `attachment; filename="${plan.fileName}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": context.requestId,
      },
    });
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return new Response(`${error.message}\n${error.details.next ?? ""}\n`, {
      status: httpStatus[error.code],
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    });
  }
}

/** Reads one batch when the receiver has taken the last; ends with an error, not a short file, where reading fails. */
export function streamExport(
  context: VerbContext,
  plan: ExportPlan,
  clock: () => Date,
): ReadableStream<Uint8Array> {
  const chunks = tellExport(context, plan, clock);
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}

async function* tellExport(
  context: VerbContext,
  { format, filters, heads }: ExportPlan,
  clock: () => Date,
): AsyncGenerator<string, void> {
  if (format === "csv") yield csvHead();
  const line = format === "csv" ? csvLine : ndjsonLine;
  let after: string | undefined;
  do {
    const batch = await readExportBatch({ ...context, now: clock() }, { filters, heads, after });
    if (batch.records.length > 0) yield batch.records.map(line).join("");
    after = batch.next ?? undefined;
  } while (after !== undefined);
}
