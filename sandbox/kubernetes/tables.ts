import type { ClusterView, KubernetesObject } from "./objects";

interface Column {
  name: string;
  /** 1 = shown with `-o wide` alone. */
  priority?: number;
  cell: (object: KubernetesObject, view: ClusterView) => string | number;
}

/** An age as kubectl prints it: 45s, 13m, 8m4s, 5h, 3d. */
export function age(object: KubernetesObject, view: ClusterView): string {
  const seconds = Math.max(0, Math.floor((view.now - Date.parse(object.metadata.creationTimestamp)) / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  if (hours < 48) return `${hours}h`;
  return `${Math.floor(hours / 24)}d`;
}

const at = (object: unknown, ...path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    object,
  );

const text = (value: unknown) => (value === undefined || value === "" ? "<none>" : String(value));

const name: Column = { name: "Name", cell: (object) => object.metadata.name };
const ageColumn: Column = { name: "Age", cell: age };

const columns: Record<string, Column[]> = {
  nodes: [
    name,
    {
      name: "Status",
      cell: (node) => (at(node, "status", "conditions", 0, "status") === "True" ? "Ready" : "NotReady"),
    },
    {
      name: "Roles",
      cell: ({ metadata }) => {
        const prefix = "node-role.kubernetes.io/";
        const roles = Object.keys(metadata.labels).filter((label) => label.startsWith(prefix));
        return roles.length > 0
          ? roles
              .map((role) => role.slice(prefix.length))
              .sort()
              .join(",")
          : "<none>";
      },
    },
    ageColumn,
    { name: "Version", cell: (node) => text(at(node, "status", "nodeInfo", "kubeletVersion")) },
    { name: "Internal-IP", priority: 1, cell: (node) => text(at(node, "status", "addresses", 0, "address")) },
    { name: "External-IP", priority: 1, cell: () => "<none>" },
    { name: "OS-Image", priority: 1, cell: (node) => text(at(node, "status", "nodeInfo", "osImage")) },
    {
      name: "Kernel-Version",
      priority: 1,
      cell: (node) => text(at(node, "status", "nodeInfo", "kernelVersion")),
    },
    {
      name: "Container-Runtime",
      priority: 1,
      cell: (node) => text(at(node, "status", "nodeInfo", "containerRuntimeVersion")),
    },
  ],
  namespaces: [name, { name: "Status", cell: (object) => text(at(object, "status", "phase")) }, ageColumn],
  services: [
    name,
    { name: "Type", cell: (object) => text(at(object, "spec", "type")) },
    { name: "Cluster-IP", cell: (object) => text(at(object, "spec", "clusterIP")) },
    { name: "External-IP", cell: () => "<none>" },
    {
      name: "Port(s)",
      cell: (object) =>
        (at(object, "spec", "ports") as { port: number; protocol: string }[])
          .map((port) => `${port.port}/${port.protocol}`)
          .join(","),
    },
    ageColumn,
    { name: "Selector", priority: 1, cell: () => "<none>" },
  ],
  pods: [
    name,
    { name: "Ready", cell: () => "1/1" },
    { name: "Status", cell: (object) => text(at(object, "status", "phase")) },
    { name: "Restarts", cell: () => 0 },
    ageColumn,
    { name: "IP", priority: 1, cell: (object) => text(at(object, "status", "podIP")) },
    { name: "Node", priority: 1, cell: (object) => text(at(object, "spec", "nodeName")) },
    { name: "Nominated Node", priority: 1, cell: () => "<none>" },
    { name: "Readiness Gates", priority: 1, cell: () => "<none>" },
  ],
};

/** The server's own rendering that kubectl asks for with `as=Table`. */
export function toTable(resource: string, objects: KubernetesObject[], view: ClusterView) {
  const shown = columns[resource] ?? [name, ageColumn];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion: "1" },
    columnDefinitions: shown.map((column) => ({
      name: column.name,
      type: "string",
      format: column === name ? "name" : "",
      description: "",
      priority: column.priority ?? 0,
    })),
    rows: objects.map((object) => ({
      cells: shown.map((column) => column.cell(object, view)),
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}
