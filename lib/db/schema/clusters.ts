import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { PeeringSeen, RouteTableSeen, VpcInventory } from "@/lib/domain/connections/observed";
import { at, createdAt } from "./columns";
import { organizations } from "./organizations";
import { places } from "./places";

/** What sweeps found of VPCs: inventory and route tables, each with its age. */
export const vpcs = pgTable(
  "vpcs",
  {
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    vpcId: text().notNull(),
    inventory: jsonb().$type<VpcInventory>().notNull(),
    inventoryAt: at().notNull(),
    routeTables: jsonb().$type<RouteTableSeen[]>(),
    routeTablesAt: at(),
  },
  (t) => [primaryKey({ columns: [t.placeId, t.vpcId] })],
);

/** Every peering the last full sweep saw in a place; ours name their connection. */
export const peerings = pgTable(
  "peerings",
  {
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    peeringId: text().notNull(),
    seen: jsonb().$type<PeeringSeen>().notNull(),
    seenAt: at().notNull(),
    status: text().notNull(),
    requesterVpcId: text().notNull(),
    accepterVpcId: text().notNull(),
    connectionId: uuid(),
    /** `ours`, `foreign`, or `orphan`: carries our tags but no row of ours. */
    origin: text().$type<"ours" | "foreign" | "orphan">().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.placeId, t.peeringId] }),
    index().on(t.placeId, t.requesterVpcId),
    index().on(t.placeId, t.accepterVpcId),
  ],
);

export const clusters = pgTable(
  "clusters",
  {
    id: uuid().primaryKey(),
    organizationId: uuid()
      .notNull()
      .references(() => organizations.id),
    name: text().notNull(),
    class: text().$type<"production" | "development">().notNull(),
    placeId: uuid()
      .notNull()
      .references(() => places.id),
    /** Copies of the place's account and Region: tenants may not read accounts. */
    accountId: text().notNull(),
    region: text().notNull(),
    vpcId: text().notNull(),
    podCidrs: text().array().notNull(),
    serviceCidrs: text().array().notNull(),
    /** Name of the EKS cluster, for `aws eks update-kubeconfig`; null where it is not one. */
    eksName: text(),
    /** A kubeconfig that an admin registered, sealed to the worker for `kubeconfig/<id>`. */
    kubeconfigSealed: text(),
    kubeconfigAt: at(),
    heldAt: at(),
    heldReason: text(),
    createdAt: createdAt(),
  },
  (t) => [
    unique("clusters_organization_id_id").on(t.organizationId, t.id),
    uniqueIndex("clusters_name").on(t.organizationId, sql`lower(${t.name})`),
    uniqueIndex("clusters_production_vpc").on(t.placeId, t.vpcId).where(sql`${t.class} = 'production'`),
    index().on(t.placeId, t.vpcId),
  ],
);
