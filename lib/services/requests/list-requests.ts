import { z } from "zod";
import { countWaitingRequests, listRequestRows, type RequestWithNames } from "@/lib/db/requests";
import { type RequestLine, type RequestPage, requestFilters } from "@/lib/domain/requests/views";
import { readCursor, writeCursor } from "../cursor";
import { verb } from "../verb";
import { requestScope } from "./load-request";
import { type LoadedReview, loadReview, refusalsOf, warningsOf } from "./review-request";

const pageSize = 25;

export const listRequests = verb({
  name: "requests.list",
  kind: "read",
  permission: "request.read",
  input: z.object({
    filter: z.enum(requestFilters).default("waiting"),
    after: z.string().optional(),
  }),
  run: async ({ actor, input, tx, now }): Promise<RequestPage> => {
    const organizationId = requestScope(actor);
    const waits = input.filter === "waiting";
    const rows = await listRequestRows(tx, {
      organizationId,
      states: waits ? ["waiting"] : ["approved", "denied", "withdrawn"],
      // The one that waits longest is decided first.
      order: waits ? "oldest" : "newest",
      after: readCursor(input.after),
      limit: pageSize,
    });
    const shown = rows.slice(0, pageSize);
    const last = shown.at(-1)?.request;
    const lines: RequestLine[] = [];
    for (const row of shown) lines.push(toLine(row, waits ? await loadReview(tx, row.request, now) : null));
    return {
      filter: input.filter,
      lines,
      waiting: await countWaitingRequests(tx, organizationId),
      next: last && rows.length > pageSize ? writeCursor({ at: last.requestedAt, id: last.id }) : null,
    };
  },
});

function toLine(row: RequestWithNames, loaded: LoadedReview | null): RequestLine {
  const { request } = row;
  return {
    id: request.id,
    kind: request.kind,
    state: request.state,
    organization: { slug: row.organization.slug, name: row.organization.name },
    requestedBy: row.requestedByName,
    requestedAt: request.requestedAt.toISOString(),
    reason: request.reason,
    terms: request.terms,
    decidedBy: row.decidedByName,
    decidedAt: request.decidedAt?.toISOString() ?? null,
    causes: loaded && countCauses(loaded),
    checks: loaded && countFindings(loaded),
  };
}

function countCauses(loaded: LoadedReview): string {
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  if (loaded.kind === "exposure") {
    const { calls } = loaded.review;
    const byPerson = calls.some((call) => call.sentBy === "person");
    return `${count(calls.length, "call")}${byPerson ? ", in the requester's name" : ""}`;
  }
  const { consequences } = loaded.review;
  const calls = consequences.calls.reduce((sum, call) => sum + call.count, 0);
  const routes = consequences.routes.reduce((sum, table) => sum + table.destinations.length, 0);
  return consequences.tablesRead
    ? `${count(calls, "call")}: ${count(routes, "route")} in ${count(consequences.routes.length, "table")}`
    : `${count(calls, "call")}; route tables not read yet`;
}

function countFindings(loaded: LoadedReview): RequestLine["checks"] {
  const refusals = refusalsOf(loaded);
  const warnings = warningsOf(loaded);
  return {
    refusals: refusals.length,
    warnings: warnings.length,
    first: refusals[0] ?? warnings[0] ?? null,
  };
}
