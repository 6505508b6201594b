import { z } from "zod";
import { readPolicyParts } from "@/lib/db/policies";
import type { Transaction } from "@/lib/db/pool";
import { listApprovals } from "@/lib/db/request-approvals";
import { listComments } from "@/lib/db/request-comments";
import { listStandsInFor } from "@/lib/db/request-queue";
import type { RequestRow } from "@/lib/db/requests";
import {
  type AddressBlock,
  type AddressSpaceLayout,
  layoutAddressSpace,
} from "@/lib/domain/connections/address-space";
import { isProviderRole } from "@/lib/domain/people/roles";
import * as can from "@/lib/domain/requests/can";
import type { ApprovalView, CommentView, RequestDetail, RequestReview } from "@/lib/domain/requests/views";
import { verb } from "../verb";
import { mayEditRequest } from "./get-edit-form";
import { standsInFor } from "./list-requests";
import { loadRequest } from "./load-request";
import { assessRisk, type LoadedReview, loadReview, refusalsOf } from "./review-request";

/** A request with everything its page shows, to who decides as to those who asked. */
export const getRequest = verb({
  name: "requests.get",
  kind: "read",
  permission: "request.read",
  input: z.object({ requestId: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<RequestDetail> => {
    const found = await loadRequest(tx, actor, input.requestId);
    const { request, organization } = found;
    const judged = request.state === "waiting" && isProviderRole(actor.role);
    const loaded = judged ? await loadReview(tx, request, now) : null;
    const approvals = (await listApprovals(tx, request)).map((row): ApprovalView & { by: string } => ({
      by: row.personId,
      personName: row.personName,
      at: row.at.toISOString(),
      note: row.note,
      edition: row.edition,
      standing: row.takenBackAt
        ? "taken-back"
        : row.edition === request.edition
          ? "counts"
          : "of-earlier-terms",
    }));
    const approvedBy = approvals.filter(({ standing }) => standing === "counts").map(({ by }) => by);
    const standsIn = judged ? await listStandsInFor(tx, actor.personId, now) : [];
    const asked = { actor, request, approvedBy };
    return {
      id: request.id,
      kind: request.kind,
      state: request.state,
      organization: { slug: organization.slug, name: organization.name },
      requestedBy: found.requestedByName,
      requestedAt: request.requestedAt.toISOString(),
      editedBy: found.editedByName,
      editedAt: request.editedAt?.toISOString() ?? null,
      edition: request.edition,
      expiresAt: request.expiresAt.toISOString(),
      reason: request.reason,
      terms: request.terms,
      termsDigest: request.termsDigest,
      decidedBy: found.decidedByName,
      decidedAt: request.decidedAt?.toISOString() ?? null,
      note: request.note,
      policy: (await readPolicyParts(tx, [request])).get(request.id) ?? null,
      approvals: approvals.map(({ by: _, ...approval }) => approval),
      approvalsNeeded: request.approvalsNeeded,
      comments: await threadOf(tx, request),
      risk: loaded && (await assessRisk(tx, request, loaded)),
      review: loaded && toView(loaded),
      refusals: loaded ? refusalsOf(loaded).length : 0,
      standsInFor: standsInFor(standsIn, request, approvedBy),
      decide: can.decideRequest({ actor, request }),
      can: {
        approve: can.approveRequest(asked),
        takeBack: can.takeBackApproval(asked),
        comment: can.commentOnRequest(actor),
        edit: await mayEditRequest(tx, actor, request),
        withdraw: can.withdrawRequest({ actor, request }),
      },
    };
  },
});

async function threadOf(tx: Transaction, request: RequestRow): Promise<CommentView[]> {
  return (await listComments(tx, request)).map(({ id, kind, personName, role, at, text }) => ({
    id,
    kind,
    personName,
    role,
    at: at.toISOString(),
    text,
  }));
}

function toView(loaded: LoadedReview): RequestReview {
  if (loaded.kind === "exposure") return loaded.review;
  const { findings, consequences } = loaded.review;
  return { kind: "connection", findings, consequences, addressSpace: addressSpaceOf(loaded) };
}

/**
 * Everything that shares the cluster's address space, for the picture beside the terms. Laid out here, so that no
 * browser loads the arithmetic of addresses for a picture it only looks at.
 */
function addressSpaceOf({
  terms,
  review: { cluster },
}: Extract<LoadedReview, { kind: "connection" }>): AddressSpaceLayout {
  const asked: AddressBlock[] = terms.cidrs.map((cidr) => ({ label: "Asked for", cidr, role: "request" }));
  if (!cluster) return layoutAddressSpace(asked);
  return layoutAddressSpace([
    ...asked,
    ...cluster.cidrBlocks.map((cidr) => ({
      label: `VPC of ${cluster.name}`,
      cidr,
      role: "cluster" as const,
    })),
    ...cluster.podCidrs.map((cidr) => ({ label: "Pods", cidr, role: "pods" as const })),
    ...cluster.serviceCidrs.map((cidr) => ({ label: "Services", cidr, role: "services" as const })),
    ...cluster.connections.flatMap(({ name, cidrs }) =>
      cidrs.map((cidr) => ({ label: name, cidr, role: "connection" as const })),
    ),
    ...cluster.foreignPeerings.flatMap(({ id, cidrs }) =>
      cidrs.map((cidr) => ({ label: id, cidr, role: "foreign" as const })),
    ),
  ]);
}
