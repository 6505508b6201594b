import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { answerKubernetes } from "./api";
import { firstServiceIp } from "./certificates";
import { kubeadmInit, renewCertificates } from "./kubeadm";
import { replaceAddresses } from "./kubeconfig";
import type { ClusterView } from "./objects";

const now = Date.now();
const HOUR = 3_600_000;

const plane = (controlPlaneEndpoint: string | null) =>
  kubeadmInit({
    vappId: "v1",
    clusterName: "tkg1",
    nodeName: "mstr-18nu",
    ip: "192.168.0.100",
    controlPlaneEndpoint,
    kubernetesVersion: "v1.21.2",
    os: "ubuntu-20.04",
    containerRuntime: "containerd://1.4.6",
    serviceCidr: "10.96.0.0/12",
    podCidr: "192.168.0.0/16",
    createdAt: now,
  });

const view = async (): Promise<ClusterView> => ({
  plane: await plane("10.149.1.102"),
  now: now + HOUR,
  nodes: [
    {
      name: "mstr-18nu",
      ip: "192.168.0.100",
      controlPlane: true,
      ready: true,
      createdAt: now + HOUR - 13 * 60_000,
    },
    {
      name: "node-oh7f",
      ip: "192.168.0.101",
      controlPlane: false,
      ready: false,
      createdAt: now + HOUR - 484_000,
    },
  ],
});

const admin = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };

function ask(
  of: ClusterView,
  path: string,
  change: { accept?: string; method?: string; body?: string; user?: typeof admin } = {},
) {
  const url = new URL(path, "https://kubernetes");
  const reply = answerKubernetes(of, {
    method: change.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    accept: change.accept ?? "application/json",
    body: change.body ?? "",
    user: change.user ?? admin,
  });
  return {
    status: reply.status,
    body: reply.contentType.includes("json") ? JSON.parse(reply.body) : reply.body,
  };
}

describe("kubeadm's certificates", () => {
  it("name the service, the node and, when exposed, the external address", async () => {
    const hidden = new X509Certificate((await plane(null)).server.certificate);
    expect(hidden.subjectAltName).toBe(
      "DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local, DNS:mstr-18nu, IP Address:10.96.0.1, IP Address:192.168.0.100",
    );
    const exposed = await plane("10.149.1.102");
    expect(new X509Certificate(exposed.server.certificate).subjectAltName).toMatch(
      /IP Address:10\.149\.1\.102$/,
    );
    expect(exposed.kubeconfig).toContain("server: https://10.149.1.102:6443");
  });

  it("are signed by the cluster's own authority and last a year", async () => {
    const { authority, server, client } = await plane(null);
    const ca = new X509Certificate(authority.certificate);
    expect(ca.ca).toBe(true);
    for (const leaf of [server, client].map((pair) => new X509Certificate(pair.certificate))) {
      expect(leaf.verify(ca.publicKey)).toBe(true);
      expect(Math.round((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / (24 * HOUR))).toBe(365);
    }
    expect(new X509Certificate(client.certificate).subject).toBe("O=system:masters\nCN=kubernetes-admin");
  });

  it("can be renewed with more names, or expired", async () => {
    const before = await plane(null);
    const after = await renewCertificates(before, {
      addNames: ["10.149.1.110", "api.example"],
      clientDays: -1,
      now,
    });
    const server = new X509Certificate(after.server.certificate);
    expect(server.checkIP("10.149.1.110")).toBe("10.149.1.110");
    expect(server.checkHost("api.example")).toBe("api.example");
    expect(Date.parse(new X509Certificate(after.client.certificate).validTo)).toBeLessThan(Date.now());
    expect(after.authority).toEqual(before.authority);
  });

  it("give the cluster's service the block's first address", () => {
    expect([firstServiceIp("10.96.0.0/12"), firstServiceIp("100.64.0.0/13")]).toEqual([
      "10.96.0.1",
      "100.64.0.1",
    ]);
  });
});

describe("a rewritten kubeconfig", () => {
  it("has the internal address and nothing else changed", async () => {
    const { kubeconfig } = await plane("10.149.1.102");
    expect(replaceAddresses(kubeconfig, "192.168.0.100")).toBe(
      kubeconfig.replace("https://10.149.1.102:6443", "https://192.168.0.100:6443"),
    );
  });
});

describe("the Kubernetes API", () => {
  it("lists nodes as objects and as the table kubectl prints", async () => {
    const cluster = await view();
    expect(ask(cluster, "/api/v1/nodes?limit=500").body).toMatchObject({
      kind: "NodeList",
      items: [{ metadata: { name: "mstr-18nu" } }, { metadata: { name: "node-oh7f" } }],
    });
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    const table = ask(cluster, "/api/v1/nodes?limit=500", { accept }).body;
    expect(table.rows.map((row: { cells: unknown[] }) => row.cells.slice(0, 6))).toEqual([
      ["mstr-18nu", "Ready", "control-plane,master", "13m", "v1.21.2", "192.168.0.100"],
      ["node-oh7f", "NotReady", "<none>", "8m4s", "v1.21.2", "192.168.0.101"],
    ]);
  });

  it("answers discovery, versions, namespaces, one object, and services by label", async () => {
    const cluster = await view();
    expect(ask(cluster, "/api").body.versions).toEqual(["v1"]);
    expect(ask(cluster, "/apis").body.groups).toHaveLength(2);
    expect(ask(cluster, "/version").body).toMatchObject({ major: "1", minor: "21", gitVersion: "v1.21.2" });
    expect(ask(cluster, "/readyz").body).toBe("ok");
    const names = ask(cluster, "/api/v1/namespaces").body.items.map(
      (each: { metadata: { name: string } }) => each.metadata.name,
    );
    expect(names).toEqual(["default", "kube-node-lease", "kube-public", "kube-system"]);
    expect(ask(cluster, "/api/v1/namespaces/default").body.kind).toBe("Namespace");
    const path =
      "/api/v1/namespaces/kube-system/services?labelSelector=kubernetes.io%2Fcluster-service%3Dtrue";
    expect(ask(cluster, path).body.items).toMatchObject([{ metadata: { name: "kube-dns" } }]);
    expect(ask(cluster, "/api/v1/nodes/none")).toMatchObject({ status: 404, body: { reason: "NotFound" } });
    expect(ask(cluster, "/api/v1/nodes", { method: "DELETE" }).status).toBe(405);
  });

  it("lets the administrator do everything and others nothing", async () => {
    const cluster = await view();
    const body = JSON.stringify({ spec: { resourceAttributes: { verb: "list", resource: "pods" } } });
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    const review = { method: "POST", body };
    expect(ask(cluster, path, review).body.status).toEqual({ allowed: true });
    const alice = { name: "alice", groups: ["system:authenticated"] };
    expect(ask(cluster, path, { ...review, user: alice }).body.status.allowed).toBe(false);
    const refused = ask(cluster, "/api/v1/nodes", { user: alice });
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'nodes is forbidden: User "alice" cannot list resource "nodes" in API group "" at the cluster scope',
    ]);
  });
});
