import { z } from "zod";
import { findConnection, loadRequestWorld } from "@/lib/db/connections";
import type { Transaction } from "@/lib/db/pool";
import { findWaitingRequest, type RequestRow } from "@/lib/db/requests";
import { allowed, type Capability } from "@/lib/domain/capability";
import type { RequestFormValues } from "@/lib/domain/connections/request-schema";
import type { RequestFormView } from "@/lib/domain/connections/views";
import * as can from "@/lib/domain/requests/can";
import {
  type ConnectionTerms,
  type ExposureTerms,
  kindOf,
  type RequestKind,
  requestTitle,
} from "@/lib/domain/requests/requests";
import { withoutConnection } from "@/lib/domain/requests/review";
import type { Actor } from "../context";
import { verb } from "../verb";
import { loadRequest } from "./load-request";

export type EditForm = {
  id: string;
  kind: RequestKind;
  title: string;
  termsDigest: string;
  edit: Capability;
} & (
  | {
      kind: "connection";
      /** The connection was approved: its blocks and DNS resolution alone are to change. */
      onlyChoice: boolean;
      values: RequestFormValues;
      world: RequestFormView;
    }
  | { kind: "exposure"; act: ExposureTerms["act"]; clientCidrs: string[]; reason: string }
);

/** What the form of an edit starts from, and what it is judged by while it is filled in. */
export const getEditForm = verb({
  name: "requests.get-edit",
  kind: "read",
  permission: "request.read",
  input: z.object({ requestId: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<EditForm> => {
    const { request } = await loadRequest(tx, actor, input.requestId);
    const { terms } = request;
    const base = {
      id: request.id,
      title: requestTitle(terms),
      termsDigest: request.termsDigest,
      edit: await mayEditRequest(tx, actor, request),
    };
    if (terms.kind === "exposure") {
      return {
        ...base,
        kind: "exposure",
        act: terms.act,
        clientCidrs: terms.clientCidrs,
        reason: request.reason,
      };
    }
    return { ...base, kind: "connection", ...(await connectionForm(tx, request, terms, now)) };
  },
});

async function connectionForm(tx: Transaction, request: RequestRow, terms: ConnectionTerms, now: Date) {
  const { organizationId } = request;
  const found = await findConnection(tx, { organizationId, id: terms.connectionId });
  const approved = request.state === "approved";
  const present = approved && found ? found.connection : terms;
  const { name, accountId, vpcId, region, cidrs, dnsResolution } = present;
  const world = await loadRequestWorld(tx, { organizationId, clusterIds: [terms.clusterId], now });
  const own: ConnectionTerms = approved ? { ...terms, changes: { cidrs, dnsResolution } } : terms;
  return {
    onlyChoice: own.changes !== undefined,
    values: {
      clusterId: terms.clusterId,
      accountId,
      vpcId,
      cidrs: cidrs.join(", "),
      region,
      dnsResolution,
      name,
      reason: approved ? "" : request.reason,
    },
    world: {
      ...world,
      clusters: world.clusters.map((cluster) => withoutConnection(cluster, own)),
      mayRequest: allowed,
    },
  };
}

/** Whether whoever looks may edit a request, as it and what it asks for stand now. */
export async function mayEditRequest(
  tx: Transaction,
  { role }: Actor,
  request: RequestRow,
): Promise<Capability> {
  const { organizationId, subjectId, terms } = request;
  const found =
    terms.kind === "connection" ? await findConnection(tx, { organizationId, id: subjectId }) : null;
  const waiting = await findWaitingRequest(tx, { organizationId, subjectId });
  return can.editRequest({
    role,
    request: { state: request.state, ...kindOf(terms) },
    connection: found?.connection ?? null,
    changeWaits: waiting !== null && waiting.id !== request.id,
  });
}
