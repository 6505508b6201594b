import { v7 as uuidv7 } from "uuid";
import { makeSealingKeyPair } from "@/lib/crypto/key-pair";
import type { Database } from "@/lib/db/pool";
import { asks } from "@/lib/db/schema/asks";
import { places } from "@/lib/db/schema/places";
import { vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdOrganizations, vcdSites } from "@/lib/db/schema/sites";
import { clusterActs, vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { configOf } from "@/lib/domain/vcd/cluster-config.fixtures";
import { configToForm } from "@/lib/domain/vcd/cluster-form";
import { rightNames } from "@/lib/domain/vcd/rights";

/** Rows of a site of VCD that acts, with one organization of it bound to ours and one cluster in it, as looks leave them. */
export async function addVcdRows(
  owner: Database,
  {
    organizationId,
    person,
    marker = "secret",
  }: { organizationId: string; person: { personId: string; sessionId: string }; marker?: string },
) {
  const ids = {
    site: uuidv7(),
    vcdOrganization: uuidv7(),
    place: uuidv7(),
    cluster: uuidv7(),
    vcdSession: uuidv7(),
    ask: uuidv7(),
    act: uuidv7(),
  };
  const { publicKey } = await makeSealingKeyPair();
  const now = new Date();
  await owner.insert(vcdSites).values({
    id: ids.site,
    name: `Site ${ids.site}`,
    url: `https://${ids.site}.vcd.test`,
    credentialLabel: "administrator@System",
    credentialSealed: "sealed1.0.0",
    mode: "act",
    versions: { offered: ["35.0"], spoken: "35.0" },
    cseServer: { version: "3.0.4", apiVersions: ["35.0"] },
  });
  await owner.insert(vcdOrganizations).values({
    id: ids.vcdOrganization,
    siteId: ids.site,
    orgId: `urn:vcloud:org:${ids.vcdOrganization}`,
    name: "tenant1",
    displayName: "Tenant One",
    organizationId,
  });
  await owner.insert(places).values({ id: ids.place, kind: "vcd", vcdOrganizationId: ids.vcdOrganization });
  await owner.insert(vcdSessions).values({
    id: ids.vcdSession,
    sessionId: person.sessionId,
    organizationId,
    vcdOrganizationId: ids.vcdOrganization,
    personId: person.personId,
    userId: `urn:vcloud:user:${person.personId}`,
    userName: "tenant1-admin",
    roles: [],
    rights: Object.values(rightNames),
    tokenSealed: "sealed1.0.0",
    idleTimeoutMs: 1_800_000,
    checkedAt: now,
  });
  const entityId = `urn:vcloud:entity:cse:nativeCluster:1.0.0:${ids.cluster}`;
  await owner.insert(vcdClusters).values({
    id: ids.cluster,
    organizationId,
    vcdOrganizationId: ids.vcdOrganization,
    placeId: ids.place,
    entityId,
    name: `${marker}-cluster`,
    dialect: "native-1",
    kind: "native",
    seen: { ...seenCluster, id: entityId, name: `${marker}-cluster` },
    seenAt: now,
  });
  await owner.insert(asks).values({
    id: ids.ask,
    organizationId,
    personId: person.personId,
    vcdSessionId: ids.vcdSession,
    kind: "kubeconfig",
    clusterKind: "vcd",
    clusterId: ids.cluster,
    publicKey,
    createdAt: now,
  });
  await owner.insert(clusterActs).values({
    id: ids.act,
    organizationId,
    placeId: ids.place,
    clusterId: ids.cluster,
    kind: "resize",
    input: { kind: "resize", workers: 3, nfsNodes: 0 },
    personId: person.personId,
    vcdSessionId: ids.vcdSession,
    state: "waiting",
    createdAt: now,
  });
  return { ids, publicKey, form: configToForm(configOf({ name: `${marker}-new`, expose: false })) };
}

const seenCluster: Omit<NonNullable<(typeof vcdClusters.$inferSelect)["seen"]>, "id" | "name"> = {
  entityType: "urn:vcloud:type:cse:nativeCluster:1.0.0",
  dialect: "native-1",
  kind: "native",
  state: "RESOLVED",
  phase: { operation: "CREATE", status: "SUCCEEDED" },
  capvcdState: null,
  owner: null,
  organization: null,
  vdcName: "tenant1-vdc",
  networkName: "default-organization-network",
  template: { name: "ubuntu-16.04_k8-1.20_weave-2.6.5", revision: 2 },
  wantedWorkers: 1,
  wantedNfsNodes: 0,
  wantsExpose: false,
  saysExposed: false,
  externalAddress: null,
  controlPlane: { name: "mstr-1", address: "192.168.0.100", sizingPolicy: null, storageProfile: null },
  workers: [],
  nfsNodes: [],
  kubernetes: "upstream 1.20.6",
  cni: "weave 2.6.5",
  os: "ubuntu-16.04",
  vAppId: null,
  taskId: null,
  apiEndpoint: null,
  virtualServices: [],
  document: {},
  etag: null,
};
