import { z } from "zod";
import { readPolicyParts } from "@/lib/db/policies";
import type { Transaction } from "@/lib/db/pool";
import { listPresentApproversOf } from "@/lib/db/request-approvals";
import {
  countQueue,
  listAskingOrganizations,
  listRequestRows,
  listStandsInFor,
  type QueueOptions,
  readPrecedents,
  type StandsIn,
} from "@/lib/db/request-queue";
import type { RequestWithNames } from "@/lib/db/requests";
import { isProviderRole, roleAllows } from "@/lib/domain/people/roles";
import * as can from "@/lib/domain/requests/can";
import {
  type RequestStateFilter,
  requestKinds,
  requestSorts,
  requestStates,
  whoseRequests,
} from "@/lib/domain/requests/filters";
import type { RequestState } from "@/lib/domain/requests/requests";
import { riskLevels } from "@/lib/domain/requests/risk";
import type { RequestLine, RequestPage } from "@/lib/domain/requests/views";
import type { Actor } from "../context";
import { readCursor, writeCursor } from "../cursor";
import { verb } from "../verb";
import { countCauses, countFindings } from "./count-review";
import { requestScope } from "./load-request";
import { judgeRisk, loadReview } from "./review-request";

const pageSize = 25;
/** A risk is judged anew for each request, so that the search for one of a level ends somewhere. */
const mostJudged = 200;

/** Requests with what an approver wants to know of each, as far as they are within reach. */
export const listRequests = verb({
  name: "requests.list",
  kind: "read",
  permission: "request.read",
  input: z.object({
    state: z.enum(requestStates).default("waiting"),
    kind: z.enum(requestKinds).optional(),
    organization: z.string().max(100).optional(),
    risk: z.enum(riskLevels).optional(),
    second: z.literal("1").optional(),
    whose: z.enum(whoseRequests).optional(),
    search: z.string().max(100).optional(),
    sort: z.enum(requestSorts).optional(),
    after: z.string().optional(),
  }),
  run: async ({ actor, input: filters, tx, now }): Promise<RequestPage> => {
    const asProvider = isProviderRole(actor.role);
    const organizationId = requestScope(actor);
    const standsIn = asProvider ? await listStandsInFor(tx, actor.personId, now) : [];
    const delegatedBy = standsIn.map(({ personId }) => personId);
    const { state, whose } = filters;
    const by = roleAllows(actor.role, "request.decide") ? actor.personId : null;
    const options: QueueOptions = {
      ...filters,
      organizationId,
      states: statesOf[state],
      second: filters.second === "1",
      waitsFor: whose && { by, of: whose === "me" ? [actor.personId] : delegatedBy },
      sort: filters.sort ?? (state === "waiting" ? "oldest" : "newest"),
      after: readCursor(filters.after),
      limit: pageSize,
    };
    const page = await readPage(tx, actor, { options, standsIn, risk: filters.risk, now });
    return {
      filters,
      ...page,
      counts: await countQueue(tx, { organizationId, personId: by, delegatedBy }),
      organizations: asProvider ? await listAskingOrganizations(tx) : [],
    };
  },
});

const statesOf: Record<RequestStateFilter, RequestState[]> = {
  waiting: ["waiting"],
  decided: ["approved", "denied", "withdrawn", "expired"],
  approved: ["approved"],
  denied: ["denied"],
  withdrawn: ["withdrawn"],
  expired: ["expired"],
};

type Reading = { options: QueueOptions; standsIn: StandsIn[]; risk: string | undefined; now: Date };

async function readPage(
  tx: Transaction,
  actor: Actor,
  { options, risk, ...rest }: Reading,
): Promise<Pick<RequestPage, "lines" | "next">> {
  const lines: RequestLine[] = [];
  let { after } = options;
  for (let judged = 0; judged < mostJudged; judged += pageSize) {
    const rows = await listRequestRows(tx, { ...options, after });
    const shown = rows.slice(0, pageSize);
    const more = rows.length > pageSize;
    for (const [index, line] of (await toLines(tx, actor, shown, rest)).entries()) {
      const { request } = shown[index] as RequestWithNames;
      after = { at: options.sort === "expiring" ? request.expiresAt : request.requestedAt, id: request.id };
      if (!risk || line.risk?.level === risk) lines.push(line);
      if (lines.length === pageSize && (more || index < shown.length - 1)) {
        return { lines, next: writeCursor(after) };
      }
    }
    if (!more) return { lines, next: null };
  }
  return { lines, next: after && writeCursor(after) };
}

async function toLines(
  tx: Transaction,
  actor: Actor,
  rows: RequestWithNames[],
  { standsIn, now }: Pick<Reading, "standsIn" | "now">,
): Promise<RequestLine[]> {
  const approvers = await listPresentApproversOf(
    tx,
    rows.map(({ request }) => request.id),
  );
  const organizationIds = [...new Set(rows.map(({ request }) => request.organizationId))];
  const policies = await readPolicyParts(
    tx,
    rows.map(({ request }) => request),
  );
  const precedents = await readPrecedents(tx, organizationIds);
  const lines: RequestLine[] = [];
  for (const row of rows) {
    const { request } = row;
    const judged = request.state === "waiting" && isProviderRole(actor.role);
    const loaded = judged ? await loadReview(tx, request, now) : null;
    const approvedBy = approvers.get(request.id) ?? [];
    lines.push({
      id: request.id,
      kind: request.kind,
      state: request.state,
      organization: { slug: row.organization.slug, name: row.organization.name },
      requestedBy: row.requestedByName,
      requestedAt: request.requestedAt.toISOString(),
      editedBy: row.editedByName,
      expiresAt: request.expiresAt.toISOString(),
      reason: request.reason,
      terms: request.terms,
      termsDigest: request.termsDigest,
      decidedBy: row.decidedByName,
      decidedAt: request.decidedAt?.toISOString() ?? null,
      policy: policies.get(request.id) ?? null,
      approvals: approvedBy.length,
      approvalsNeeded: request.approvalsNeeded,
      risk: loaded && judgeRisk(request, loaded, precedents),
      causes: loaded && countCauses(loaded),
      checks: loaded && countFindings(loaded),
      standsInFor: standsInFor(standsIn, request, approvedBy),
      approve: can.approveRequest({ actor, request, approvedBy }),
    });
  }
  return lines;
}

/** Of the colleagues who are away, those who could approve this themselves. */
export function standsInFor(
  standsIn: StandsIn[],
  request: RequestWithNames["request"],
  approvedBy: readonly string[],
): RequestLine["standsInFor"] {
  const role = "provider-admin" as const;
  return standsIn
    .filter(({ personId }) => can.approveRequest({ actor: { personId, role }, request, approvedBy }).ok)
    .map(({ name, untilAt }) => ({ name, until: untilAt.toISOString() }));
}
