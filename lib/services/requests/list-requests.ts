import { z } from "zod";
import { loadRequestWorld } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/pool";
import { countWaitingRequests, listRequestRows, type RequestWithNames } from "@/lib/db/requests";
import type { RequestWorld } from "@/lib/domain/connections/request-world";
import { type Review, reviewRequest } from "@/lib/domain/requests/review";
import { type RequestLine, type RequestPage, requestFilters } from "@/lib/domain/requests/views";
import { readCursor, writeCursor } from "../cursor";
import { verb } from "../verb";
import { requestScope } from "./load-request";

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
    const world = waits ? await worldOf(tx, shown, now) : null;
    return {
      filter: input.filter,
      lines: shown.map((row) => toLine(row, world)),
      waiting: await countWaitingRequests(tx, organizationId),
      next: last && rows.length > pageSize ? writeCursor({ at: last.requestedAt, id: last.id }) : null,
    };
  },
});

async function worldOf(tx: Transaction, rows: RequestWithNames[], now: Date): Promise<RequestWorld | null> {
  if (rows.length === 0) return null;
  const clusterIds = [...new Set(rows.map((row) => row.request.terms.clusterId))];
  return loadRequestWorld(tx, { organizationId: "*", clusterIds, now });
}

function toLine(row: RequestWithNames, world: RequestWorld | null): RequestLine {
  const { request } = row;
  const review =
    world && request.state === "waiting" ? reviewRequest(request.terms, request.reason, world) : null;
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
    causes: review && countCauses(review),
    checks: review && countFindings(review),
  };
}

function countCauses({ consequences }: Review): RequestLine["causes"] {
  return {
    calls: consequences.calls.reduce((sum, call) => sum + call.count, 0),
    routes: consequences.routes.reduce((sum, table) => sum + table.destinations.length, 0),
    tables: consequences.routes.length,
    tablesRead: consequences.tablesRead,
  };
}

function countFindings({ findings }: Review): RequestLine["checks"] {
  const refusals = findings.filter((finding) => finding.level === "refuse");
  const warnings = findings.filter((finding) => finding.level === "warn");
  return {
    refusals: refusals.length,
    warnings: warnings.length,
    first: (refusals[0] ?? warnings[0])?.message ?? null,
  };
}
