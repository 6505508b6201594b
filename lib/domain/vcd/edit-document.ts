import type { ClusterDialect, ClusterEntitySeen } from "./observed";

/** What may be changed in a cluster that exists; everything else must go back as it was (400 otherwise). */
export type DocumentChange = {
  workers?: number;
  nfsNodes?: number;
  expose?: false;
  /** Of 2.x only: there an upgrade is a change of the template. */
  template?: { name: string; revision: number };
};

/**
 * The whole document for `PUT /api/cse/3.0/cluster/{id}`: the stored one, changed in the given fields only. CSE 3.1.x
 * compares with what its status says, so a document there goes back with the flag of what is, unless it is changed.
 */
export function editDocument(
  entity: Pick<ClusterEntitySeen, "document" | "dialect" | "saysExposed">,
  change: DocumentChange,
): Record<string, unknown> {
  const document = structuredClone(entity.document);
  delete document.status;
  const put = (path: string[], value: unknown): void => setIn(document, path, value);
  if (change.workers !== undefined) put(path(entity.dialect, "workers"), change.workers);
  if (change.nfsNodes !== undefined) put(path(entity.dialect, "nfs"), change.nfsNodes);
  if (change.expose === false) put(path(entity.dialect, "expose"), false);
  else if (entity.dialect === "native-2") put(path(entity.dialect, "expose"), entity.saysExposed);
  if (change.template) {
    const old = entity.dialect === "native-1";
    const at = old ? ["spec", "k8_distribution"] : ["spec", "distribution"];
    put([...at, old ? "template_name" : "templateName"], change.template.name);
    put([...at, old ? "template_revision" : "templateRevision"], change.template.revision);
  }
  return document;
}

function path(dialect: ClusterDialect, field: "workers" | "nfs" | "expose"): string[] {
  if (dialect === "native-1") return field === "expose" ? ["spec", "expose"] : ["spec", field, "count"];
  return field === "expose"
    ? ["spec", "settings", "network", "expose"]
    : ["spec", "topology", field, "count"];
}

function setIn(document: Record<string, unknown>, path: string[], value: unknown): void {
  let at = document;
  for (const key of path.slice(0, -1)) {
    const next = at[key];
    if (next === null || typeof next !== "object" || Array.isArray(next)) at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  const last = path.at(-1);
  if (last !== undefined) at[last] = value;
}
