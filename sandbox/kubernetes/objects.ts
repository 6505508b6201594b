import { firstServiceIp } from "./certificates";
import type { ClusterNode, ControlPlaneRecord } from "./records";

export interface KubernetesObject {
  kind: string;
  apiVersion: string;
  metadata: {
    name: string;
    namespace?: string;
    labels: Record<string, string>;
    creationTimestamp: string;
    uid: string;
  };
  [field: string]: unknown;
}

export interface ClusterView {
  plane: ControlPlaneRecord;
  nodes: ClusterNode[];
  now: number;
}

const time = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

function metadata(
  view: ClusterView,
  name: string,
  labels: Record<string, string>,
  namespace?: string,
  at?: number,
) {
  const seed = Buffer.from(`${view.plane.vappId}${namespace ?? ""}${name}`)
    .toString("hex")
    .padEnd(32, "0")
    .slice(-32);
  const uid = `${seed.slice(0, 8)}-${seed.slice(8, 12)}-4${seed.slice(13, 16)}-8${seed.slice(17, 20)}-${seed.slice(20)}`;
  const creationTimestamp = time(at ?? view.plane.createdAt);
  return { name, ...(namespace && { namespace }), labels, creationTimestamp, uid, resourceVersion: "1" };
}

export function listNodes(view: ClusterView): KubernetesObject[] {
  const { plane } = view;
  const minor = Number(plane.kubernetesVersion.split(".")[1] ?? 0);
  return view.nodes.map((node) => {
    const roles: Record<string, string> = node.controlPlane
      ? {
          "node-role.kubernetes.io/control-plane": "",
          ...(minor < 24 && { "node-role.kubernetes.io/master": "" }),
        }
      : {};
    const labels = {
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": node.name,
      "kubernetes.io/os": "linux",
      ...roles,
    };
    return {
      kind: "Node",
      apiVersion: "v1",
      metadata: metadata(view, node.name, labels, undefined, node.createdAt),
      spec: { podCIDR: plane.podCidr },
      status: {
        addresses: [
          { type: "InternalIP", address: node.ip },
          { type: "Hostname", address: node.name },
        ],
        capacity: { cpu: "2", memory: "2035336Ki", pods: "110" },
        allocatable: { cpu: "2", memory: "1932936Ki", pods: "110" },
        conditions: [
          {
            type: "Ready",
            status: node.ready ? "True" : "Unknown",
            reason: node.ready ? "KubeletReady" : "NodeStatusUnknown",
            message: node.ready ? "kubelet is posting ready status" : "Kubelet stopped posting node status.",
            lastHeartbeatTime: time(view.now),
            lastTransitionTime: time(node.createdAt),
          },
        ],
        nodeInfo: {
          architecture: "amd64",
          bootID: "",
          containerRuntimeVersion: plane.containerRuntime,
          kernelVersion: "5.4.0-88-generic",
          kubeProxyVersion: plane.kubernetesVersion,
          kubeletVersion: plane.kubernetesVersion,
          machineID: "",
          operatingSystem: "linux",
          osImage: plane.os,
          systemUUID: "",
        },
      },
    };
  });
}

export function listNamespaces(view: ClusterView): KubernetesObject[] {
  return ["default", "kube-node-lease", "kube-public", "kube-system"].map((name) => ({
    kind: "Namespace",
    apiVersion: "v1",
    metadata: metadata(view, name, { "kubernetes.io/metadata.name": name }),
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  }));
}

export function listServices(view: ClusterView): KubernetesObject[] {
  const first = firstServiceIp(view.plane.serviceCidr);
  const dns = first.replace(/\d+$/, "10");
  const service = (
    name: string,
    namespace: string,
    clusterIP: string,
    labels: Record<string, string>,
    ports: object[],
  ) => ({
    kind: "Service",
    apiVersion: "v1",
    metadata: metadata(view, name, labels, namespace),
    spec: { type: "ClusterIP", clusterIP, clusterIPs: [clusterIP], ports },
    status: { loadBalancer: {} },
  });
  return [
    service("kubernetes", "default", first, { component: "apiserver", provider: "kubernetes" }, [
      { name: "https", port: 443, protocol: "TCP", targetPort: 6443 },
    ]),
    service(
      "kube-dns",
      "kube-system",
      dns,
      {
        "k8s-app": "kube-dns",
        "kubernetes.io/cluster-service": "true",
        "kubernetes.io/name": "CoreDNS",
      },
      [
        { name: "dns", port: 53, protocol: "UDP", targetPort: 53 },
        { name: "dns-tcp", port: 53, protocol: "TCP", targetPort: 53 },
      ],
    ),
  ];
}

/** Enough pods for `get pods -A`: what kubeadm runs on the control plane, and DNS. */
export function listPods(view: ClusterView): KubernetesObject[] {
  const nodes = view.nodes.filter((node) => node.controlPlane);
  const names = nodes.flatMap((node) =>
    ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"].map((part) => ({
      name: `${part}-${node.name}`,
      node,
    })),
  );
  const [first] = view.nodes;
  if (first) names.unshift({ name: "coredns-558bd4d5db-4xk2p", node: first });
  return names.map(({ name, node }) => ({
    kind: "Pod",
    apiVersion: "v1",
    metadata: metadata(view, name, { tier: "control-plane" }, "kube-system"),
    spec: { nodeName: node.name, containers: [{ name: name.split("-")[0], image: "registry" }] },
    status: { phase: "Running", podIP: node.ip, hostIP: node.ip },
  }));
}
