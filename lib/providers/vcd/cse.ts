import { z } from "zod";
import type {
  ClusterEntitySeen,
  ClusterShare,
  CseServerSeen,
  CseVdcSeen,
  TemplateSeen,
} from "@/lib/domain/vcd/observed";
import { compareVersions } from "@/lib/domain/vcd/sign-in";
import { ProviderError } from "../provider-error";
import { cseTimeoutMs, type VcdSession } from "./client";
import { adapterOf, clusterEntity } from "./clusters";
import { revision } from "./entity-wire";
import { vcdCodes } from "./faults";
import { urn } from "./identifiers";
import { segment, type VcdMethod } from "./transport";
import { readAs, text, type VcdAnswer } from "./wire";

/**
 * Calls to the Container Service Extension below /api/cse, always with a person's own token: CSE would plant a System
 * token in the tenant's machines.
 */
function cseCall(
  session: VcdSession,
  action: string,
  method: VcdMethod,
  path: string,
  options: { apiVersion: string; body?: unknown; query?: Record<string, string | number> },
): Promise<VcdAnswer> {
  if (session.isProvider) {
    const message = "CSE is never called with the provider's token. Nothing was sent.";
    throw new ProviderError({ code: vcdCodes.notSent, message, requestId: null, action }, false);
  }
  const full = `/api/cse${path}`;
  const { body, ...rest } = { ...options, timeoutMs: cseTimeoutMs };
  return method === "GET"
    ? session.read(action, full, rest)
    : session.write(action, method, full, { ...rest, body });
}

const system = z.object({
  version: text,
  cse_server_api_version: z.union([z.string(), z.number()]).nullish(),
  cse_server_supported_api_versions: z.array(z.union([z.string(), z.number()])).nullish(),
});

/** The versions CSE 3.x speaks, newest first. */
const cseVersions = ["36.0", "35.0"] as const;

/** The CSE server behind this VCD; null where none is installed (404), or VCD no longer offers its versions. */
export async function getCseServer(session: VcdSession): Promise<CseServerSeen | null> {
  const action = "GetCseSystem";
  const apiVersion = cseVersions.find((version) => session.versions.offered.includes(version));
  if (!apiVersion) return null;
  try {
    const answer = await cseCall(session, action, "GET", "/system", { apiVersion });
    const { version, ...versions } = readAs(system, answer, action);
    const listed = versions.cse_server_supported_api_versions ?? [
      versions.cse_server_api_version ?? apiVersion,
    ];
    return { version, apiVersions: listed.map((each) => Number(each).toFixed(1)).sort(compareVersions) };
  } catch (error) {
    const notFound: string[] = ["NOT_FOUND", vcdCodes.notFound];
    if (error instanceof ProviderError && notFound.includes(error.fault.code)) return null;
    throw error;
  }
}

/** The newest API version that VCD and CSE share, which decides the kind of a new cluster's document; null if none. */
export function commonCseVersion(session: VcdSession, server: CseServerSeen): "35.0" | "36.0" | null {
  const shared = cseVersions.find(
    (version) => server.apiVersions.includes(version) && session.versions.offered.includes(version),
  );
  return shared ?? null;
}

const template = z
  .object({
    name: z.string(),
    revision,
    kind: text,
    description: text,
    kubernetes: text,
    kubernetes_version: text,
    cni: text,
    cni_version: text,
    os: text,
    is_default: z.union([z.string(), z.boolean()]).nullish(),
    deprecated: z.union([z.string(), z.boolean()]).nullish(),
  })
  .transform(
    (wire): TemplateSeen => ({
      name: wire.name,
      revision: wire.revision,
      kind: wire.kind,
      description: wire.description,
      kubernetes: wire.kubernetes,
      kubernetesVersion: wire.kubernetes_version,
      cni: wire.cni,
      cniVersion: wire.cni_version,
      os: wire.os,
      isDefault: isYes(wire.is_default),
      isDeprecated: isYes(wire.deprecated),
    }),
  );

const isYes = (value: string | boolean | null | undefined) =>
  value === true || /^(yes|true)$/i.test(String(value));

const templates = z.array(template);

/** All templates a cluster can be made from; CSE 3.1.x keeps those of TKGm at an address of their own. */
export async function listTemplates(
  session: VcdSession,
  apiVersion: "35.0" | "36.0",
): Promise<TemplateSeen[]> {
  const action = "ListTemplates";
  const paths = apiVersion === "36.0" ? ["/templates", "/templates/tkgm"] : ["/templates"];
  const lists = await Promise.all(
    paths.map(async (path) =>
      readAs(templates, await cseCall(session, action, "GET", path, { apiVersion }), action),
    ),
  );
  return lists.flat();
}

const csePage = z.object({
  pageCount: z.number().nullish(),
  values: z.array(z.unknown()).nullish(),
});

async function readCseList<T>(
  session: VcdSession,
  action: string,
  path: string,
  apiVersion: string,
  item: z.ZodType<T>,
): Promise<T[]> {
  const items: T[] = [];
  for (let page = 1, pageCount = 1; page <= pageCount; page += 1) {
    const query = { page, pageSize: 100 };
    const answer = await cseCall(session, action, "GET", path, { apiVersion, query });
    const { values, pageCount: told } = readAs(csePage, answer, action);
    items.push(...readAs(z.array(item), { ...answer, body: values ?? [] }, action));
    pageCount = told ?? 1;
  }
  return items;
}

const cseVdc = z
  .object({ ovdc_name: z.string(), ovdc_id: z.string(), k8s_runtime: z.array(z.string()).nullish() })
  .transform(
    ({ ovdc_name, ovdc_id, k8s_runtime }): CseVdcSeen => ({
      id: urn("vdc", ovdc_id),
      name: ovdc_name,
      runtimes: k8s_runtime ?? [],
    }),
  );

/** Org VDCs as CSE sees them, with the kinds of clusters the provider has enabled there. */
export function listCseVdcs(session: VcdSession, apiVersion: "35.0" | "36.0"): Promise<CseVdcSeen[]> {
  return readCseList(session, "ListCseVdcs", "/3.0/orgvdcs", apiVersion, cseVdc);
}

/** What CSE accepted: the entity as it now stands, and the task by which it works. */
export type AcceptedByCse = { cluster: ClusterEntitySeen; taskId: string | null; requestId: string | null };

type Cluster = Pick<ClusterEntitySeen, "id" | "dialect">;

async function changeByCse(
  session: VcdSession,
  action: string,
  method: Exclude<VcdMethod, "GET">,
  path: string,
  apiVersion: string,
  body?: unknown,
): Promise<AcceptedByCse> {
  const answer = await cseCall(session, action, method, path, { apiVersion, body });
  const cluster = readAs(clusterEntity, answer, action);
  if (cluster) return { cluster, taskId: cluster.taskId, requestId: answer.requestId };
  const message = "CSE accepted this, and answered with an entity of a type this version does not know.";
  throw new ProviderError({ code: "UnreadableAnswer", message, requestId: answer.requestId, action }, true);
}

function cseVersionOf({ dialect }: Cluster): "35.0" | "36.0" {
  const { cseVersion } = adapterOf(dialect);
  if (!cseVersion) throw new Error(`Clusters of ${dialect} have no CSE server.`);
  return cseVersion;
}

const clusterPath = ({ id }: Cluster) => `/3.0/cluster/${segment(id)}`;

/** The API version a document is for: `api_version: "35.0"` of 1.0.0, or `apiVersion: cse.vmware.com/v2.x`. */
function versionOfDocument(document: Record<string, unknown>): "35.0" | "36.0" {
  return typeof document.apiVersion === "string" ? "36.0" : "35.0";
}

/**
 * Creates a cluster from a document, sent as it is. Sent once: after silence look the name up (`findClusters`), since
 * CSE refuses a second cluster of one name.
 */
export function createCluster(
  session: VcdSession,
  document: Record<string, unknown>,
): Promise<AcceptedByCse> {
  const apiVersion = versionOfDocument(document);
  return changeByCse(session, "CreateCluster", "POST", "/3.0/clusters", apiVersion, document);
}

/** Sends a cluster's whole document again: resize and un-expose; for `native-2` also upgrade. */
export function updateCluster(
  session: VcdSession,
  cluster: Cluster,
  document: Record<string, unknown>,
): Promise<AcceptedByCse> {
  return changeByCse(session, "UpdateCluster", "PUT", clusterPath(cluster), cseVersionOf(cluster), document);
}

/** Upgrades to the template that the document now names; CSE has an address of its own for it at API 35 only. */
export function upgradeCluster(
  session: VcdSession,
  cluster: Cluster,
  document: Record<string, unknown>,
): Promise<AcceptedByCse> {
  if (cluster.dialect !== "native-1") return updateCluster(session, cluster, document);
  const path = `${clusterPath(cluster)}/action/upgrade`;
  return changeByCse(session, "UpgradeCluster", "POST", path, cseVersionOf(cluster), document);
}

/** Templates this cluster can be upgraded to. */
export async function getUpgradePlan(session: VcdSession, cluster: Cluster): Promise<TemplateSeen[]> {
  const action = "GetUpgradePlan";
  const path = `${clusterPath(cluster)}/upgrade-plan`;
  return readAs(
    templates,
    await cseCall(session, action, "GET", path, { apiVersion: cseVersionOf(cluster) }),
    action,
  );
}

/** Deletes a cluster. With CSE 3.0.x the entity is gone at once, and only the task tells how it ends. */
export function deleteCluster(session: VcdSession, cluster: Cluster): Promise<AcceptedByCse> {
  return changeByCse(session, "DeleteCluster", "DELETE", clusterPath(cluster), cseVersionOf(cluster));
}

/** Deletes what can be found of a broken cluster; of `native-2` only. */
export function forceDeleteCluster(session: VcdSession, cluster: Cluster): Promise<AcceptedByCse> {
  const path = `${clusterPath(cluster)}/action/force-delete`;
  return changeByCse(session, "ForceDeleteCluster", "POST", path, cseVersionOf(cluster));
}

/** Deletes one NFS node by its name: the only way to have fewer. */
export function deleteNfsNode(
  session: VcdSession,
  cluster: Cluster,
  nodeName: string,
): Promise<AcceptedByCse> {
  const path = `${clusterPath(cluster)}/nfs/${segment(nodeName)}`;
  return changeByCse(session, "DeleteNfsNode", "DELETE", path, cseVersionOf(cluster));
}

const share = z.object({ accessLevelId: z.string(), memberId: z.string(), username: text }).transform(
  ({ accessLevelId, memberId, username }): ClusterShare => ({
    accessLevelId,
    user: { id: memberId, name: username },
  }),
);

/** With whom a native cluster is shared, its owner not among them. */
export function listShares(session: VcdSession, cluster: Cluster): Promise<ClusterShare[]> {
  return readCseList(session, "ListShares", `${clusterPath(cluster)}/acl`, cseVersionOf(cluster), share);
}

/** Replaces the whole list of those a native cluster is shared with. */
export async function replaceShares(
  session: VcdSession,
  cluster: Cluster,
  shares: ClusterShare[],
): Promise<void> {
  const accessSetting = shares.map(({ accessLevelId, user }) => ({
    accessLevelId,
    memberId: user.id,
    username: user.name,
  }));
  await cseCall(session, "ReplaceShares", "PUT", `${clusterPath(cluster)}/acl`, {
    apiVersion: cseVersionOf(cluster),
    body: { accessSetting },
  });
}

/** The kubeconfig, YAML text: full authority over the cluster, a secret. CSE reads it from the machine, in seconds. */
export async function getKubeconfig(session: VcdSession, cluster: Cluster): Promise<string> {
  const action = "GetKubeconfig";
  const path = `${clusterPath(cluster)}/config`;
  const answer = await cseCall(session, action, "GET", path, { apiVersion: cseVersionOf(cluster) });
  return readAs(z.object({ message: z.string().min(1) }), answer, action).message;
}
