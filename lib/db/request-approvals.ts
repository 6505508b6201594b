import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "./pool";
import type { RequestRow } from "./requests";
import { people } from "./schema/people";
import { requestApprovals, requests } from "./schema/requests";

export type ApprovalRow = typeof requestApprovals.$inferSelect;
export type ApprovalWithName = ApprovalRow & { personName: string };

type Of = Pick<RequestRow, "id" | "organizationId" | "edition">;

/** Everybody's approvals of a request, of all its editions and those taken back too; oldest first. */
export async function listApprovals(
  tx: Transaction,
  request: Pick<RequestRow, "id" | "organizationId">,
): Promise<ApprovalWithName[]> {
  const rows = await tx
    .select({ approval: requestApprovals, personName: people.name })
    .from(requestApprovals)
    .innerJoin(people, eq(people.id, requestApprovals.personId))
    .where(
      and(
        eq(requestApprovals.organizationId, request.organizationId),
        eq(requestApprovals.requestId, request.id),
      ),
    )
    .orderBy(asc(requestApprovals.at), asc(requestApprovals.personId));
  return rows.map(({ approval, personName }) => ({ ...approval, personName }));
}

/** Those that count: of the present edition and not taken back. */
export async function listPresentApprovers(tx: Transaction, request: Of): Promise<string[]> {
  const rows = await tx
    .select({ personId: requestApprovals.personId })
    .from(requestApprovals)
    .where(present(request));
  return rows.map(({ personId }) => personId);
}

/** Records a person's approval of the present edition, bound to its terms; one that was taken back is given anew. */
export async function recordApproval(
  tx: Transaction,
  request: Of & Pick<RequestRow, "termsDigest">,
  approval: { personId: string; note: string | null; at: Date },
): Promise<void> {
  const { termsDigest } = request;
  const { note, at } = approval;
  await tx
    .insert(requestApprovals)
    .values({
      organizationId: request.organizationId,
      requestId: request.id,
      edition: request.edition,
      termsDigest,
      ...approval,
    })
    .onConflictDoUpdate({
      target: [requestApprovals.requestId, requestApprovals.edition, requestApprovals.personId],
      set: { termsDigest, note, at, takenBackAt: null },
    });
}

/** Takes back a person's approval of the present edition; it stays as history. */
export async function recordTakenBack(
  tx: Transaction,
  request: Of,
  { personId, at }: { personId: string; at: Date },
): Promise<void> {
  await tx
    .update(requestApprovals)
    .set({ takenBackAt: at })
    .where(and(present(request), eq(requestApprovals.personId, personId)));
}

function present(request: Of) {
  return and(
    eq(requestApprovals.organizationId, request.organizationId),
    eq(requestApprovals.requestId, request.id),
    eq(requestApprovals.edition, request.edition),
    isNull(requestApprovals.takenBackAt),
  );
}

/** The people whose approvals count, by request. */
export async function listPresentApproversOf(
  tx: Transaction,
  requestIds: string[],
): Promise<Map<string, string[]>> {
  const approvers = new Map<string, string[]>();
  if (requestIds.length === 0) return approvers;
  const rows = await tx
    .select({ requestId: requests.id, personId: requestApprovals.personId })
    .from(requestApprovals)
    .innerJoin(
      requests,
      and(eq(requests.id, requestApprovals.requestId), eq(requests.edition, requestApprovals.edition)),
    )
    .where(and(inArray(requests.id, requestIds), isNull(requestApprovals.takenBackAt)));
  for (const { requestId, personId } of rows) {
    approvers.set(requestId, [...(approvers.get(requestId) ?? []), personId]);
  }
  return approvers;
}
