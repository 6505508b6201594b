import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { lockCluster } from "@/lib/db/clusters";
import { insertRequestedConnection, loadRequestWorld } from "@/lib/db/connections";
import { lockQuotas } from "@/lib/db/organizations";
import type { Transaction } from "@/lib/db/pool";
import { expiresFrom } from "@/lib/db/request-notices";
import { announceChange } from "@/lib/db/signals";
import * as can from "@/lib/domain/connections/can";
import { checkRequest } from "@/lib/domain/connections/check-request";
import { canonicalCidr } from "@/lib/domain/connections/cidr";
import { readConnectionRequest } from "@/lib/domain/connections/request-schema";
import type { ClusterFacts } from "@/lib/domain/connections/request-world";
import { addConnection } from "@/lib/domain/organizations/can";
import type { ConnectionTerms } from "@/lib/domain/requests/requests";
import { ServiceError } from "../errors";
import { decideByPolicies } from "../policies/decide-by-policies";
import { digestTerms } from "../requests/digest-terms";
import { demand, verb } from "../verb";
import { refuseDuplicates } from "./refuse-duplicates";
import { refuseFindings } from "./refuse-findings";

/** As a form or an API call sends it; what is missing or malformed is refused beside its field. */
export type RequestConnectionInput = {
  clusterId: string;
  accountId: string;
  vpcId: string;
  cidrs: string | string[];
  region: string;
  dnsResolution?: boolean | string;
  name: string;
  reason: string;
};

const input = z
  .custom<RequestConnectionInput>((sent) => typeof sent === "object" && sent !== null)
  .transform((sent, context) => {
    const read = readConnectionRequest(sent);
    if (read.ok) return read;
    for (const [field, messages] of Object.entries(read.fieldErrors)) {
      for (const message of messages ?? []) context.addIssue({ code: "custom", path: [field], message });
    }
    return z.NEVER;
  });

/** Asks for a connection. It takes its place among the cluster's 50 from now on; a rule decides it, or an admin. */
export const requestConnection = verb({
  name: "connections.request",
  kind: "change",
  permission: "connection.request",
  input,
  subject: ({ values }) => ({ kind: "cluster", id: values.clusterId }),
  run: async ({ actor, input: { values, request }, tx, now, audit }) => {
    const { organizationId } = actor;
    const cluster = await loadCluster(tx, { organizationId, id: request.clusterId });
    const world = await loadRequestWorld(tx, { organizationId, clusterIds: [cluster.id], now });
    const facts = world.clusters[0] as ClusterFacts;
    demandPlace(can.requestConnection({ role: actor.role, cluster: facts, usage: facts }));
    demand(addConnection((await lockQuotas(tx, organizationId, "connections")).connections));
    refuseFindings(checkRequest(values, world), {
      what: `this request cannot work with ${cluster.name}`,
      next: "Mend what is marked below, then request again.",
    });

    const connectionId = uuidv7();
    const requestId = uuidv7();
    const terms: ConnectionTerms = {
      kind: "connection",
      connectionId,
      name: request.name,
      clusterId: cluster.id,
      clusterName: cluster.name,
      clusterAccountId: cluster.accountId,
      clusterVpcId: cluster.vpcId,
      clusterRegion: cluster.region,
      accountId: request.accountId,
      vpcId: request.vpcId,
      region: request.region,
      cidrs: request.cidrs.map(canonicalCidr),
      dnsResolution: request.dnsResolution,
    };
    const row = {
      id: connectionId,
      organizationId,
      clusterId: cluster.id,
      placeId: cluster.placeId,
      name: request.name,
      accountId: request.accountId,
      vpcId: request.vpcId,
      region: request.region,
      cidrs: terms.cidrs,
      dnsResolution: request.dnsResolution,
      state: "awaiting-approval" as const,
      stateSince: now,
      requestedBy: actor.personId,
      createdAt: now,
    };
    const asked = {
      id: requestId,
      organizationId,
      kind: "connection" as const,
      subjectId: connectionId,
      state: "waiting" as const,
      terms,
      termsDigest: digestTerms(terms),
      reason: request.reason,
      requestedBy: actor.personId,
      requestedAt: now,
      expiresAt: await expiresFrom(tx, now),
    };
    await refuseDuplicates(request.name, () => insertRequestedConnection(tx, row, asked));
    audit({
      subject: { kind: "connection", id: connectionId },
      after: { ...terms },
      facts: { requestId, name: terms.name },
    });
    await announceChange(tx, { organizationId, kind: "connections", id: connectionId });
    await announceChange(tx, { organizationId, kind: "requests", id: requestId });
    const decision = await decideByPolicies({ tx, now, audit }, asked);
    return { connectionId, requestId, outcome: decision.outcome };
  },
});

/** Locked, so that its limit holds however many ask at once. */
async function loadCluster(tx: Transaction, scope: { organizationId: string; id: string }) {
  const cluster = z.uuid().safeParse(scope.id).success ? await lockCluster(tx, scope) : null;
  if (cluster) return cluster;
  throw new ServiceError("not-found", "This cluster is not among those of your organization.", {
    next: "Choose one from the list.",
    fields: {
      clusterId: ["This cluster is not among those of your organization. Choose one from the list."],
    },
  });
}

/** A refusal about the cluster belongs beside its field; a right that is lacking does not. */
function demandPlace(capability: ReturnType<typeof can.requestConnection>): void {
  if (capability.ok || capability.kind === "right") {
    demand(capability);
    return;
  }
  throw new ServiceError(capability.kind === "limit" ? "limit" : "precondition", capability.reason, {
    next: capability.next,
    fields: { clusterId: [`${capability.reason} ${capability.next}`] },
  });
}
