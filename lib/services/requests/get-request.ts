import { z } from "zod";
import {
  type AddressBlock,
  type AddressSpaceLayout,
  layoutAddressSpace,
} from "@/lib/domain/connections/address-space";
import * as can from "@/lib/domain/requests/can";
import type { RequestDetail, RequestReview } from "@/lib/domain/requests/views";
import { verb } from "../verb";
import { loadRequest } from "./load-request";
import { type LoadedReview, loadReview, refusalsOf } from "./review-request";

export const getRequest = verb({
  name: "requests.get",
  kind: "read",
  permission: "request.read",
  input: z.object({ requestId: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<RequestDetail> => {
    const { request, organization, requestedByName, decidedByName } = await loadRequest(
      tx,
      actor,
      input.requestId,
    );
    const loaded = request.state === "waiting" ? await loadReview(tx, request, now) : null;
    return {
      id: request.id,
      kind: request.kind,
      state: request.state,
      organization: { slug: organization.slug, name: organization.name },
      requestedBy: requestedByName,
      requestedAt: request.requestedAt.toISOString(),
      reason: request.reason,
      terms: request.terms,
      termsDigest: request.termsDigest,
      decidedBy: decidedByName,
      decidedAt: request.decidedAt?.toISOString() ?? null,
      note: request.note,
      review: loaded && toView(loaded),
      refusals: loaded ? refusalsOf(loaded).length : 0,
      decide: can.decideRequest({ actor, request }),
    };
  },
});

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
