import { and, eq, inArray, isNull } from "drizzle-orm";
import type { NoticeFacts } from "@/lib/domain/notifications/kinds";
import { nameOfTerms, requestTitle } from "@/lib/domain/requests/requests";
import type { Transaction } from "./pool";
import { clusters } from "./schema/clusters";
import { connections } from "./schema/connections";
import { webhooks } from "./schema/deliveries";
import { exposures } from "./schema/exposures";
import { organizations } from "./schema/organizations";
import { people } from "./schema/people";
import { requestApprovals, requestComments, requests } from "./schema/requests";
import { vcdClusters } from "./schema/vcd-clusters";

/** What a notice's subject is, as it stands when the notice is handed on. */
export type NoticeSubjectSeen = {
  facts: NoticeFacts;
  /** Who asked for it, or ever changed what is asked for. */
  askedBy: string[];
  /** Who wrote about it. */
  takingPart: string[];
  /** Who approved what is asked for now. */
  approvedBy: string[];
};

const nobody = { askedBy: [], takingPart: [], approvedBy: [] };

/** Reads names and people of a notice's subject; with a subject that is gone, what is known without it. */
export async function loadNoticeSubject(
  tx: Transaction,
  subject: { kind: string; id: string; organizationId: string },
): Promise<NoticeSubjectSeen> {
  const [organization] = await tx
    .select({ slug: organizations.slug, name: organizations.name })
    .from(organizations)
    .where(eq(organizations.id, subject.organizationId));
  const seen = await loadByKind(tx, subject);
  return { ...seen, facts: { ...(organization && { organization }), ...seen.facts } };
}

async function loadByKind(
  tx: Transaction,
  { kind, id }: { kind: string; id: string },
): Promise<NoticeSubjectSeen> {
  switch (kind) {
    case "request":
      return loadRequest(tx, id);
    case "connection": {
      const [row] = await tx
        .select({ connection: connections, clusterName: clusters.name })
        .from(connections)
        .innerJoin(clusters, eq(clusters.id, connections.clusterId))
        .where(eq(connections.id, id));
      if (!row) return { facts: {}, ...nobody };
      const { name, accountId, region, requestedBy, clusterId } = row.connection;
      const facts = { name, accountId, region, clusterId, clusterName: row.clusterName };
      return { ...nobody, facts, askedBy: [requestedBy] };
    }
    case "exposure": {
      const [row] = await tx
        .select({ exposure: exposures, name: vcdClusters.name })
        .from(exposures)
        .innerJoin(vcdClusters, eq(vcdClusters.id, exposures.clusterId))
        .where(eq(exposures.id, id));
      if (!row) return { facts: {}, ...nobody };
      const { clusterId, requestedBy } = row.exposure;
      return {
        ...nobody,
        facts: { name: row.name, clusterName: row.name, clusterId },
        askedBy: [requestedBy],
      };
    }
    case "person": {
      const [row] = await tx.select({ name: people.name }).from(people).where(eq(people.id, id));
      return { ...nobody, facts: row ? { name: row.name, byPersonId: id } : {} };
    }
    case "webhook": {
      const [row] = await tx.select({ name: webhooks.name }).from(webhooks).where(eq(webhooks.id, id));
      return { ...nobody, facts: row ? { name: row.name } : {} };
    }
    default:
      return { facts: {}, ...nobody };
  }
}

async function loadRequest(tx: Transaction, id: string): Promise<NoticeSubjectSeen> {
  const [request] = await tx.select().from(requests).where(eq(requests.id, id));
  if (!request) return { facts: {}, ...nobody };
  const { terms, requestedBy, editors, decidedBy, state } = request;
  const approvals = await tx
    .select({ personId: requestApprovals.personId })
    .from(requestApprovals)
    .where(
      and(
        eq(requestApprovals.requestId, id),
        eq(requestApprovals.edition, request.edition),
        isNull(requestApprovals.takenBackAt),
      ),
    );
  const comments = await tx
    .selectDistinct({ personId: requestComments.personId })
    .from(requestComments)
    .where(eq(requestComments.requestId, id));
  const names = await namesOf(tx, [requestedBy, ...(decidedBy ? [decidedBy] : [])]);
  const approvedBy = approvals.map(({ personId }) => personId);
  const takingPart = comments.map(({ personId }) => personId);
  return {
    askedBy: [...new Set([requestedBy, ...editors])],
    approvedBy,
    takingPart: [...new Set([...takingPart, ...approvedBy])],
    facts: {
      name: nameOfTerms(terms),
      title: requestTitle(terms),
      clusterName: terms.clusterName,
      clusterId: terms.clusterId,
      requestKind: request.kind,
      reason: request.reason || null,
      note: request.note,
      approvals: approvedBy.length,
      approvalsNeeded: request.approvalsNeeded,
      ...(state === "waiting" && { endsAt: request.expiresAt.toISOString() }),
      ...(names.has(requestedBy) && { askedByName: names.get(requestedBy) }),
      ...(state !== "waiting" && decidedBy && { byName: names.get(decidedBy) }),
      ...(state !== "waiting" && decidedBy && { byPersonId: decidedBy }),
    },
  };
}

/** Names of people by their ids. */
export async function namesOf(tx: Transaction, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: people.id, name: people.name })
    .from(people)
    .where(inArray(people.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
