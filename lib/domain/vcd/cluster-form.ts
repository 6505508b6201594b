import {
  type ClusterConfig,
  type ClusterKind,
  clusterKinds,
  compact,
  emptyConfig,
  type NodesConfig,
} from "./cluster-config";

/** What the form for a cluster sends, one string a field. Echoed back on a refusal. */
export type ClusterFormValues = {
  kind: string;
  name: string;
  organization: string;
  vdc: string;
  network: string;
  templateName: string;
  templateRevision: string;
  controlPlaneSizing: string;
  controlPlaneStorage: string;
  workers: string;
  workerSizing: string;
  workerStorage: string;
  nfsNodes: string;
  nfsStorage: string;
  sshKey: string;
  rollbackOnFailure: boolean;
  expose: boolean;
};

/** A configuration as the form shows it: one view of the same thing as its text. */
export function configToForm(config: ClusterConfig): ClusterFormValues {
  return {
    kind: config.kind,
    name: config.name,
    organization: config.organization,
    vdc: config.vdc,
    network: config.network,
    templateName: config.template?.name ?? "",
    templateRevision: String(config.template?.revision ?? ""),
    controlPlaneSizing: config.controlPlane?.sizingClass ?? "",
    controlPlaneStorage: config.controlPlane?.storageProfile ?? "",
    workers: String(config.workers?.count ?? 1),
    workerSizing: config.workers?.sizingClass ?? "",
    workerStorage: config.workers?.storageProfile ?? "",
    nfsNodes: String(config.nfs?.count ?? 0),
    nfsStorage: config.nfs?.storageProfile ?? "",
    sshKey: config.sshKey ?? "",
    rollbackOnFailure: config.rollbackOnFailure ?? true,
    expose: config.expose ?? false,
  };
}

/**
 * The configuration with what the form says now. Only fields that differ from what the form showed of `base` change,
 * so that what a pasted text left out, or what no form shows, stays as it was written.
 */
export function formToConfig(values: ClusterFormValues, base: ClusterConfig = emptyConfig()): ClusterConfig {
  const shown = configToForm(base);
  const changed = (field: keyof ClusterFormValues): boolean => values[field] !== shown[field];
  const nodes = (
    before: NodesConfig | undefined,
    fields: {
      count?: keyof ClusterFormValues;
      sizing?: keyof ClusterFormValues;
      storage: keyof ClusterFormValues;
    },
  ): NodesConfig | undefined => {
    const after: NodesConfig = { ...before };
    if (fields.count && changed(fields.count)) after.count = toCount(String(values[fields.count]));
    if (fields.sizing && changed(fields.sizing)) after.sizingClass = toText(String(values[fields.sizing]));
    if (changed(fields.storage)) after.storageProfile = toText(String(values[fields.storage]));
    return before === undefined && Object.keys(after).length === 0 ? undefined : after;
  };
  const template = { ...base.template };
  if (changed("templateName")) template.name = values.templateName.trim();
  if (changed("templateRevision")) template.revision = toRevision(values.templateRevision);
  return compact({
    ...base,
    kind: toKind(values.kind, base.kind),
    name: values.name.trim(),
    organization: values.organization.trim(),
    vdc: values.vdc,
    network: values.network,
    controlPlane: nodes(base.controlPlane, { sizing: "controlPlaneSizing", storage: "controlPlaneStorage" }),
    workers: nodes(base.workers, { count: "workers", sizing: "workerSizing", storage: "workerStorage" }),
    nfs: nodes(base.nfs, { count: "nfsNodes", storage: "nfsStorage" }),
    template: base.template === undefined && Object.keys(template).length === 0 ? undefined : template,
    sshKey: changed("sshKey") ? toText(values.sshKey.trim()) : base.sshKey,
    rollbackOnFailure: changed("rollbackOnFailure") ? values.rollbackOnFailure : base.rollbackOnFailure,
    expose: changed("expose") ? values.expose : base.expose,
  });
}

/** The form's fields out of what a browser sent; text is trimmed, a missing box is not checked. */
export function readClusterForm(sent: FormData): ClusterFormValues {
  const text = (field: string): string => {
    const value = sent.get(field);
    return typeof value === "string" ? value.trim() : "";
  };
  const checked = (field: string): boolean => ["on", "true", "1"].includes(text(field));
  const shown = configToForm(emptyConfig());
  return Object.fromEntries(
    Object.entries(shown).map(([field, value]) => [
      field,
      typeof value === "boolean" ? checked(field) : text(field),
    ]),
  ) as ClusterFormValues;
}

function toKind(value: string, fallback: ClusterKind): ClusterKind {
  return clusterKinds.find((kind) => kind === value) ?? fallback;
}

function toText(value: string): string | null {
  return value === "" ? null : value;
}

/** What is no number stays visible as -1, so that the checks refuse it rather than a default hide it. */
function toCount(value: string): number {
  return /^\d{1,4}$/.test(value.trim()) ? Number(value.trim()) : -1;
}

function toRevision(value: string): number | string | null {
  const trimmed = value.trim();
  if (trimmed === "") return null;
  return /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : trimmed;
}
