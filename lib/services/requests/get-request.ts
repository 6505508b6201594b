import { z } from "zod";
import { loadRequestWorld } from "@/lib/db/connections";
import {
  type AddressBlock,
  type AddressSpaceLayout,
  layoutAddressSpace,
} from "@/lib/domain/connections/address-space";
import * as can from "@/lib/domain/requests/can";
import type { RequestTerms } from "@/lib/domain/requests/requests";
import { type Review, reviewRequest } from "@/lib/domain/requests/review";
import type { RequestDetail } from "@/lib/domain/requests/views";
import { verb } from "../verb";
import { loadRequest } from "./load-request";

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
    const { terms, organizationId } = request;
    const review =
      request.state === "waiting"
        ? reviewRequest(
            terms,
            request.reason,
            await loadRequestWorld(tx, { organizationId, clusterIds: [terms.clusterId], now }),
          )
        : null;
    return {
      id: request.id,
      kind: request.kind,
      state: request.state,
      organization: { slug: organization.slug, name: organization.name },
      requestedBy: requestedByName,
      requestedAt: request.requestedAt.toISOString(),
      reason: request.reason,
      terms,
      termsDigest: request.termsDigest,
      decidedBy: decidedByName,
      decidedAt: request.decidedAt?.toISOString() ?? null,
      note: request.note,
      review: review && {
        findings: review.findings,
        consequences: review.consequences,
        addressSpace: addressSpaceOf(terms, review),
      },
      decide: can.decideRequest({ actor, request }),
    };
  },
});

/** Everything that shares the cluster's address space, for the picture beside the terms. */
/** Laid out here, so that no browser loads the arithmetic of addresses for a picture it only looks at. */
function addressSpaceOf(terms: RequestTerms, { cluster }: Review): AddressSpaceLayout {
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
