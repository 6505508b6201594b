import { updateExposure } from "@/lib/db/exposures";
import type { RequestRow } from "@/lib/db/requests";
import * as exposureCan from "@/lib/domain/exposures/can";
import * as can from "@/lib/domain/requests/can";
import type { ExposureTerms } from "@/lib/domain/requests/requests";
import { ServiceError } from "../errors";
import { clientCidrs, reason } from "../exposures/client-cidrs";
import { loadClusterScene } from "../exposures/load-cluster-scene";
import { demand, type VerbTools } from "../verb";
import { type Edited, type EditInput, putEdition } from "./put-edition";

/** An edit of the clients that the edge's firewall is to let in, while the request waits. It is locked already. */
export async function editExposure(
  tools: VerbTools<EditInput>,
  request: RequestRow,
  terms: ExposureTerms,
): Promise<Edited> {
  const { actor, input, tx, now } = tools;
  const { state } = request;
  const asked = { state, kind: "exposure", act: terms.act } as const;
  demand(can.editRequest({ role: actor.role, request: asked, connection: null, changeWaits: false }));
  const scene = await loadClusterScene(tx, actor, { clusterId: terms.clusterId, lock: true, now });
  const clients = input.clientCidrs === undefined ? terms.clientCidrs : readClients(input.clientCidrs);
  if (terms.act === "open-firewall" && clients.length === 0) {
    refuseField("clientCidrs", ["Give the addresses that clients come from, such as 198.51.100.0/24."]);
  }
  if (clients.length > 0) {
    demand(exposureCan.mayOpenFirewall({ ...scene.by, placeId: scene.found.cluster.placeId }));
  }
  const why = reason.safeParse(input.reason ?? request.reason);
  if (!why.success)
    refuseField(
      "reason",
      why.error.issues.map(({ message }) => message),
    );
  if (terms.act === "expose") {
    await updateExposure(
      tx,
      { organizationId: actor.organizationId, id: terms.exposureId },
      { firewall: clients.length > 0 ? { clientCidrs: clients, wanted: "open" } : null },
    );
  }
  return putEdition(tools, request, {
    terms: { ...terms, clientCidrs: clients },
    reason: why.success ? why.data : request.reason,
  });
}

function readClients(sent: string | string[]): string[] {
  const read = clientCidrs.safeParse(sent);
  if (!read.success) {
    return refuseField("clientCidrs", [...new Set(read.error.issues.map(({ message }) => message))]);
  }
  return read.data;
}

function refuseField(field: string, messages: string[]): never {
  throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
    fields: { [field]: messages },
  });
}
