import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "@/lib/db/pool";
import { addressReservations, edgeLocks, exposureAttempts, exposures } from "@/lib/db/schema/exposures";
import { requests } from "@/lib/db/schema/requests";
import { vcdClusters, vcdEdges, vcdInventories, vcdTasks } from "@/lib/db/schema/vcd-clusters";
import { edgeId, edgeOf } from "@/lib/domain/exposures/plan.fixtures";
import type { ExposureTerms } from "@/lib/domain/requests/requests";
import { digestTerms } from "@/lib/services/requests/digest-terms";

/**
 * Rows of an exposure as verbs and sweeps leave them: the edge gateway, the inventory and a task beside it, an attempt,
 * its address, the edge's lock, and the request that asked for it. `address` lies in the edge's range.
 */
export async function addExposureRows(
  owner: Database,
  scope: {
    organizationId: string;
    personId: string;
    ids: { site: string; place: string; cluster: string };
    address: string;
    marker?: string;
  },
) {
  const { organizationId, personId, address, marker = "secret" } = scope;
  const { site, place, cluster } = scope.ids;
  const exposure = uuidv7();
  const request = uuidv7();
  const now = new Date();
  const ownEdgeId = `${edgeId}-${place}`;
  await owner.insert(vcdEdges).values({
    placeId: place,
    edgeId: ownEdgeId,
    organizationId,
    seen: { ...edgeOf(), id: ownEdgeId, name: `${marker}-edge` },
    seenAt: now,
    nat: { status: "REALIZED", rules: [] },
    used: [],
    natAt: now,
  });
  await owner.update(vcdClusters).set({ edgeId: ownEdgeId }).where(eq(vcdClusters.id, cluster));
  await owner.insert(vcdInventories).values({
    placeId: place,
    organizationId,
    vdcs: [],
    networks: [],
    storageProfiles: [],
    sizingPolicies: [],
    at: now,
  });
  const terms: ExposureTerms = {
    kind: "exposure",
    act: "expose",
    exposureId: exposure,
    clusterId: cluster,
    clusterName: `${marker}-cluster`,
    siteName: "Site",
    vcdOrganizationName: "tenant1",
    vdcName: null,
    networkName: null,
    edgeId: ownEdgeId,
    edgeName: `${marker}-edge`,
    internalAddress: "192.168.0.100",
    port: 6443,
    clientCidrs: [],
    document: null,
  };
  await owner.insert(exposures).values({
    id: exposure,
    organizationId,
    clusterId: cluster,
    placeId: place,
    way: "rule",
    edgeId: ownEdgeId,
    address,
    internalAddress: "192.168.0.100",
    state: "awaiting-approval",
    stateSince: now,
    requestedBy: personId,
    createdAt: now,
  });
  await owner.insert(requests).values({
    id: request,
    organizationId,
    kind: "exposure",
    subjectId: exposure,
    state: "waiting",
    terms,
    termsDigest: digestTerms(terms),
    reason: `${marker}: nobody else's business.`,
    requestedBy: personId,
    requestedAt: now,
  });
  await owner.insert(exposureAttempts).values({
    id: uuidv7(),
    organizationId,
    placeId: place,
    exposureId: exposure,
    stepKey: "ask-cse-create",
    step: { kind: "ask-cse-create" },
    startedAt: now,
    deadline: now,
    outcome: "refused",
    finishedAt: now,
  });
  await owner.insert(addressReservations).values({
    siteId: site,
    edgeId: ownEdgeId,
    address,
    organizationId,
    exposureId: exposure,
    clusterId: cluster,
    state: "reserved",
    since: now,
  });
  await owner
    .insert(edgeLocks)
    .values({ siteId: site, edgeId: ownEdgeId, organizationId, exposureId: exposure, since: now });
  await owner.insert(vcdTasks).values({
    placeId: place,
    taskId: `urn:vcloud:task:${uuidv7()}`,
    organizationId,
    clusterId: cluster,
    exposureId: exposure,
    seen: {
      id: "urn:vcloud:task:1",
      status: "running",
      operation: `${marker} operation`,
      operationName: "natRuleCreate",
      step: null,
      progress: null,
      startedAt: now.toISOString(),
      endedAt: null,
      expiresAt: null,
      owner: null,
      user: null,
      fault: null,
    },
    status: "running",
    steps: [],
    firstSeenAt: now,
    seenAt: now,
  });
  return { exposure, request, digest: digestTerms(terms), edgeId: ownEdgeId };
}
