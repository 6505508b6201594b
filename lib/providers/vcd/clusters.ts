import { z } from "zod";
import type { ClusterDialect, ClusterEntitySeen } from "@/lib/domain/vcd/observed";
import type { VcdSession } from "./client";
import { readCapvcd } from "./cluster-capvcd";
import { readNative1 } from "./cluster-native-1";
import { readNative2 } from "./cluster-native-2";
import { type EntityWire, entityBase, entityWire } from "./entity-wire";
import { bareId, fiqlValue } from "./identifiers";
import { readList } from "./paging";
import { segment } from "./transport";
import { readAs, text } from "./wire";

/** One family of cluster entities: how it is told, how its documents are read, which API CSE serves it with. */
export type ClusterAdapter = {
  dialect: ClusterDialect;
  /** Whether an entity type's URN is of this family. */
  tells: (entityType: string) => boolean;
  read: (wire: EntityWire) => ClusterEntitySeen;
  /** API version of CSE's calls for it; null where CSE has none. */
  cseVersion: "35.0" | "36.0" | null;
};

export const clusterAdapters: readonly ClusterAdapter[] = [
  {
    dialect: "native-1",
    tells: (type) => /:cse:nativeCluster:1\./.test(type),
    read: readNative1,
    cseVersion: "35.0",
  },
  {
    dialect: "native-2",
    tells: (type) => /:cse:nativeCluster:2\./.test(type),
    read: readNative2,
    cseVersion: "36.0",
  },
  {
    dialect: "capvcd",
    tells: (type) => /:vmware:capvcdCluster:/.test(type),
    read: readCapvcd,
    cseVersion: null,
  },
];

export function adapterOf(dialect: ClusterDialect): ClusterAdapter {
  const adapter = clusterAdapters.find((each) => each.dialect === dialect);
  if (!adapter) throw new Error(`There is no adapter for clusters of ${dialect}.`);
  return adapter;
}

/** State of an entity whose document no adapter can read: somebody wrote it by hand. */
export const unreadableState = "UNREADABLE";

/** A cluster's entity in our words; null for other entities, such as those of Tanzu Kubernetes Grid Service. */
export const clusterEntity = entityWire.transform((wire): ClusterEntitySeen | null => {
  const adapter = clusterAdapters.find(({ tells }) => tells(wire.entityType));
  if (!adapter) return null;
  try {
    return adapter.read(wire);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    // One odd entity must not hide the others; its document may hold secrets where none are expected.
    return { ...entityBase(wire), dialect: adapter.dialect, state: unreadableState, document: {} };
  }
});

/** The interface that all families implement (VCD, "Kubernetes" interface). */
const interfacePath = "/cloudapi/1.0.0/entities/interfaces/vmware/k8s/1.0.0";

/** Clusters of the organization that the caller may see, of all families; a provider's call is cut to its tenant. */
export async function listClusters(session: VcdSession): Promise<ClusterEntitySeen[]> {
  return inTenant(session, await readList(session, "ListClusters", interfacePath, clusterEntity));
}

/** Clusters of exactly that name. Names are unique only in practice. */
export async function findClusters(session: VcdSession, name: string): Promise<ClusterEntitySeen[]> {
  const query = { filter: `name==${fiqlValue(name)}` };
  const found = await readList(session, "ListClusters", interfacePath, clusterEntity, { query });
  return inTenant(session, found).filter((cluster) => cluster.name === name);
}

function inTenant(session: VcdSession, found: (ClusterEntitySeen | null)[]): ClusterEntitySeen[] {
  const { tenant } = session.place;
  return found
    .filter((cluster) => cluster !== null)
    .filter(({ organization }) => !tenant || !organization || bareId(organization.id) === bareId(tenant.id));
}

/** One cluster by its entity's id. One that is gone answers 403, as one that may not be seen. */
export async function getCluster(session: VcdSession, id: string): Promise<ClusterEntitySeen | null> {
  const action = "GetCluster";
  const answer = await session.read(action, `/cloudapi/1.0.0/entities/${segment(id)}`);
  const cluster = readAs(clusterEntity, answer, action);
  return cluster && { ...cluster, etag: answer.headers.etag ?? null };
}

const entityType = z.object({ id: z.string(), vendor: text, nss: text, version: text });

/** Versions of the native cluster type that are registered, e.g. `["1.0.0", "2.1.0"]`; empty where CSE never was. */
export async function listNativeVersions(session: VcdSession): Promise<string[]> {
  const query = { filter: "nss==nativeCluster" };
  const types = await readList(session, "ListEntityTypes", "/cloudapi/1.0.0/entityTypes", entityType, {
    query,
  });
  return types.filter(({ nss }) => nss === "nativeCluster").map(({ version }) => version);
}

/** Asks VCD to check the entity against its type once more: the way out of `PRE_CREATED` and `RESOLUTION_ERROR`. */
export async function resolveEntity(
  session: VcdSession,
  id: string,
): Promise<{ state: string; message: string }> {
  const action = "ResolveEntity";
  const answer = await session.write(action, "POST", `/cloudapi/1.0.0/entities/${segment(id)}/resolve`);
  return readAs(z.object({ state: text, message: text }), answer, action);
}
