import { sql } from "drizzle-orm";
import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type {
  EdgeGatewaySeen,
  FirewallGroupSeen,
  FirewallSeen,
  NatTableSeen,
  PortProfileSeen,
  UsedAddressSeen,
} from "@/lib/domain/exposures/observed";
import type { ActInput, ActKind, ActState } from "@/lib/domain/vcd/acts";
import type { ClusterConfig } from "@/lib/domain/vcd/cluster-config";
import type {
  ClusterDialect,
  ClusterEntitySeen,
  ClusterStep,
  ControlPlaneVmSeen,
  CseVdcSeen,
  OrgNetworkSeen,
  OrgVdcSeen,
  SizingPolicySeen,
  StorageProfileSeen,
  TaskSeen,
  TaskStatus,
  TemplateSeen,
} from "@/lib/domain/vcd/observed";
import type { Stored } from "../stored";
import { at, createdAt } from "./columns";
import { organizations } from "./organizations";
import { people } from "./people";
import { places } from "./places";
import { vcdSessions } from "./sign-on";
import { vcdOrganizations } from "./sites";

/** Slow facts of a VCD organization. Templates and CSE's own view of VDCs are read with a person's token. */
export const vcdInventories = pgTable("vcd_inventories", {
  placeId: uuid()
    .primaryKey()
    .references(() => places.id),
  organizationId: uuid()
    .notNull()
    .references(() => organizations.id),
  vdcs: jsonb().$type<OrgVdcSeen[]>().notNull(),
  networks: jsonb().$type<OrgNetworkSeen[]>().notNull(),
  storageProfiles: jsonb().$type<StorageProfileSeen[]>().notNull(),
  sizingPolicies: jsonb().$type<SizingPolicySeen[]>().notNull(),
  at: at().notNull(),
  templates: jsonb().$type<TemplateSeen[]>(),
  cseVdcs: jsonb().$type<CseVdcSeen[]>(),
  cseAt: at(),
});

/** Edge gateways as last read; what could not be read keeps its age and says why. */
export const vcdEdges = pgTable(
  "vcd_edges",
  {
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    /** URN. */
    edgeId: text().notNull(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    seen: jsonb().$type<EdgeGatewaySeen>().notNull(),
    seenAt: at().notNull(),
    nat: jsonb().$type<NatTableSeen>(),
    used: jsonb().$type<UsedAddressSeen[]>(),
    natAt: at(),
    edgeFault: jsonb().$type<ProviderFault>(),
    firewall: jsonb().$type<FirewallSeen>(),
    groups: jsonb().$type<FirewallGroupSeen[]>(),
    profiles: jsonb().$type<PortProfileSeen[]>(),
    firewallAt: at(),
    firewallFault: jsonb().$type<ProviderFault>(),
    /** Tasks that ran on it at the last look. */
    runningTasks: jsonb().$type<Stored<TaskSeen>[]>(),
  },
  (t) => [primaryKey({ columns: [t.placeId, t.edgeId] })],
);

/** Clusters of VCD organizations: entities that sweeps found, and those being asked for. */
export const vcdClusters = pgTable(
  "vcd_clusters",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    vcdOrganizationId: uuid().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    /** URN of its entity, opaque; null until CSE has made one. */
    entityId: text(),
    name: text().notNull(),
    dialect: text().$type<ClusterDialect>().notNull(),
    /** `native`, `TKGm`, `TKG+` or `CAPVCD`. */
    kind: text().notNull(),
    /** What a person asked CSE to create here; null where it was found. */
    asked: jsonb().$type<ClusterConfig>(),
    seen: jsonb().$type<ClusterEntitySeen>(),
    seenAt: at(),
    /** A look that should have shown it did not; a second one makes it gone. */
    missedAt: at(),
    goneAt: at(),
    /** URN of the edge gateway its network is routed through. */
    edgeId: text(),
    vm: jsonb().$type<ControlPlaneVmSeen>(),
    vmAt: at(),
    /** From the last kubeconfig that CSE gave: the authority, no secret, and the client certificate's end. */
    certificateAuthority: text(),
    clientCertificateEnds: at(),
    kubeconfigReadAt: at(),
    heldAt: at(),
    heldReason: text(),
    createdAt: createdAt(),
    /** Rises with every change that a page shows. */
    revision: integer().notNull().default(1),
  },
  (t) => [
    unique("vcd_clusters_organization_id_id").on(t.organizationId, t.id),
    foreignKey({
      columns: [t.organizationId, t.vcdOrganizationId],
      foreignColumns: [vcdOrganizations.organizationId, vcdOrganizations.id],
      name: "vcd_clusters_organization",
    }),
    unique("vcd_clusters_entity").on(t.placeId, t.entityId),
    index().on(t.placeId, t.name),
  ],
);

/** VCD's tasks about clusters and edges, with the steps they went through: VCD itself keeps only the last. */
export const vcdTasks = pgTable(
  "vcd_tasks",
  {
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    /** URN. */
    taskId: text().notNull(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    clusterId: uuid(),
    exposureId: uuid(),
    /** Never with its result, which may be a kubeconfig. */
    seen: jsonb().$type<Stored<Omit<TaskSeen, "result">>>().notNull(),
    status: text().$type<TaskStatus>().notNull(),
    /** Each different word it said of itself, and when that was first seen. */
    steps: jsonb().$type<{ step: ClusterStep | null; operation: string; at: string }[]>().notNull(),
    firstSeenAt: at().notNull(),
    seenAt: at().notNull(),
    endedAt: at(),
  },
  (t) => [
    primaryKey({ columns: [t.placeId, t.taskId] }),
    index().on(t.clusterId, t.firstSeenAt),
    index().on(t.placeId, t.endedAt),
  ],
);

/** What CSE is asked to do in a person's name, beside exposures: create, resize, upgrade, share, delete. */
export const clusterActs = pgTable(
  "cluster_acts",
  {
    id: uuid().primaryKey(),
    organizationId: uuid().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    clusterId: uuid().notNull(),
    kind: text().$type<ActKind>().notNull(),
    input: jsonb().$type<ActInput>().notNull(),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    /** Whose token is used. */
    vcdSessionId: uuid()
      .notNull()
      .references(() => vcdSessions.id),
    state: text().$type<ActState>().notNull(),
    createdAt: createdAt(),
    startedAt: at(),
    /** No reply can arrive after this instant. */
    deadline: at(),
    taskId: text(),
    fault: jsonb().$type<ProviderFault>(),
    endedAt: at(),
  },
  (t) => [
    foreignKey({
      columns: [t.organizationId, t.clusterId],
      foreignColumns: [vcdClusters.organizationId, vcdClusters.id],
      name: "cluster_acts_cluster_of_organization",
    }),
    uniqueIndex("cluster_acts_one_live")
      .on(t.clusterId)
      .where(sql`${t.state} in ('waiting', 'sending', 'accepted', 'unknown')`),
    index().on(t.state, t.createdAt),
    index().on(t.clusterId, t.createdAt),
  ],
);
