import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Light } from "../exposures/plan-types";
import { eksUpdateKubeconfig, kubeClients, kubeconfigFileName, linesToTry } from "./clients";
import { explainX509 } from "./explain-x509";
import { endpointFor, judgeKubeconfig, type KubeconfigWorld } from "./readiness";
import { inspectKubeconfig, rewriteKubeconfig } from "./rewrite-kubeconfig";

const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const base64 = btoa(pem);

const file = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64}
    server: https://192.168.0.100:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${base64}
    client-key-data: c2VjcmV0
`;

const late = { server: "https://10.149.1.110:6443", tlsServerName: "kubernetes" };

function rewritten(text: string, target: Parameters<typeof rewriteKubeconfig>[1] = late) {
  const made = rewriteKubeconfig(text, target);
  if (!made.ok) throw new Error(made.reason);
  return made;
}

describe("rewriting a kubeconfig", () => {
  it("changes server and name, and nothing else", () => {
    const made = rewritten(file);
    const expected = parse(file);
    expected.clusters[0].cluster.server = late.server;
    expected.clusters[0].cluster["tls-server-name"] = "kubernetes";
    expect(parse(made.text)).toEqual(expected);
    expect(made).toMatchObject({ clusters: 1, from: ["https://192.168.0.100:6443"] });
  });

  it("takes the name out where the address is in the certificate", () => {
    const made = rewritten(rewritten(file).text, { server: "https://10.149.1.102:6443" });
    expect(made.text).not.toContain("tls-server-name");
    expect(parse(made.text).clusters[0].cluster.server).toBe("https://10.149.1.102:6443");
  });

  it("never leaves verification off", () => {
    const skipping = file.replace("    server:", "    insecure-skip-tls-verify: true\n    server:");
    expect(rewritten(skipping).text).not.toContain("insecure-skip-tls-verify");
  });

  it("changes every cluster of a file", () => {
    const two = file.replace(
      "contexts:",
      "- cluster:\n    server: https://192.168.0.100:6443\n  name: other\ncontexts:",
    );
    const servers = parse(rewritten(two).text).clusters.map(
      (one: { cluster: { server: string } }) => one.cluster.server,
    );
    expect(servers).toEqual([late.server, late.server]);
  });

  it("takes JSON too", () => {
    expect(parse(rewritten(JSON.stringify(parse(file))).text).clusters[0].cluster.server).toBe(late.server);
  });

  it.each([
    ["nothing", "", late],
    ["prose", "Error from server", late],
    ["another kind", file.replace("kind: Config", "kind: Pod"), late],
    ["no clusters", file.replace(/clusters:[\s\S]*?contexts:/, "clusters: []\ncontexts:"), late],
    ["text that is too long", `${file}#${"x".repeat(300_000)}`, late],
    ["a server without TLS", file, { server: "http://10.149.1.110:6443" }],
    ["no server", file, { server: "10.149.1.110" }],
  ])("refuses %s", (_name, text, target) => {
    const made = rewriteKubeconfig(text, target);
    expect(made).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/.+/),
      next: expect.stringMatching(/.+/),
    });
  });

  it("repeats nothing secret of a file it cannot read", () => {
    const made = rewriteKubeconfig(`${file}\n  client-key-data: dG9wLXNlY3JldA==\n x: [`, late);
    expect(JSON.stringify(made)).not.toContain("dG9wLXNlY3JldA");
  });
});

describe("looking into a kubeconfig", () => {
  it("tells where it leads, and its certificates, and no key", () => {
    const facts = inspectKubeconfig(rewritten(file).text);
    expect(facts).toEqual({
      servers: [late.server],
      tlsServerName: "kubernetes",
      contexts: ["kubernetes-admin@kubernetes"],
      authority: pem,
      clientCertificate: pem,
      needs: [],
      commands: [],
      holdsToken: false,
    });
    expect(JSON.stringify(facts)).not.toContain("c2VjcmV0");
  });

  it("names what another machine would lack", () => {
    const elsewhere = file
      .replace(`client-certificate-data: ${base64}`, "client-certificate: /root/admin.crt")
      .replace("client-key-data: c2VjcmV0", "exec: {command: aws}");
    expect(inspectKubeconfig(elsewhere)).toMatchObject({
      clientCertificate: null,
      needs: ["/root/admin.crt", "aws"],
    });
  });

  it("finds nothing in what is none", () => {
    expect(inspectKubeconfig("kind: Pod")).toBeNull();
    expect(inspectKubeconfig(file.replace(base64, "no base64!"))?.authority).toBeNull();
  });
});

describe("which name is verified", () => {
  it.each([
    ["cse", null, null],
    ["rule", null, "kubernetes"],
    ["cse", ["10.96.0.1", "10.149.1.110"], null],
    ["cse", ["10.96.0.1"], "kubernetes"],
    ["rule", ["10.96.0.1", "10.149.1.110"], null],
  ] as const)("%s with certificate %s: %s", (way, certificateNames, tlsServerName) => {
    expect(endpointFor({ way, address: "10.149.1.110", port: 6443, certificateNames })).toEqual({
      server: "https://10.149.1.110:6443",
      tlsServerName,
    });
  });
});

describe("clients", () => {
  it("names each with the version from which the field counts, and fills its setting in", () => {
    const clients = kubeClients(late);
    expect(clients.map(({ name, since }) => [name, since])).toEqual([
      ["kubectl", "1.18"],
      ["Helm", "3.3"],
      ["Terraform, Kubernetes provider", "2.22"],
      ["Terraform, Helm provider", "2.11"],
      ["Argo CD", null],
    ]);
    expect(clients[2]?.setting).toContain('tls_server_name        = "kubernetes"');
    expect(clients[4]?.setting).toContain('"serverName": "kubernetes"');
  });

  it("says nothing of the name where the address is in the certificate", () => {
    const text = JSON.stringify(kubeClients({ server: "https://10.149.1.102:6443", tlsServerName: null }));
    expect(text).not.toMatch(/tls_server_name |serverName/);
  });

  it("gives three lines to try, quoted for a shell", () => {
    expect(linesToTry("tkg1.kubeconfig.yaml")).toEqual([
      "kubectl version --kubeconfig=tkg1.kubeconfig.yaml",
      "kubectl get nodes -A --kubeconfig=tkg1.kubeconfig.yaml",
      "kubectl auth can-i '*' '*' --kubeconfig=tkg1.kubeconfig.yaml",
    ]);
    expect(linesToTry("a b'; rm x")[0]).toBe("kubectl version --kubeconfig='a b'\\''; rm x'");
  });

  it.each([
    ["tkg1", "tkg1.kubeconfig.yaml"],
    ["../etc/passwd", "etc-passwd.kubeconfig.yaml"],
    ["böse name", "b-se-name.kubeconfig.yaml"],
    ["", "cluster.kubeconfig.yaml"],
  ])("names the file of %j %s", (cluster, name) => {
    expect(kubeconfigFileName(cluster)).toBe(name);
  });

  it.each([
    [
      { clusterName: "prod-1", region: "eu-central-1" },
      "aws eks update-kubeconfig --name prod-1 --region eu-central-1",
    ],
    [
      {
        clusterName: "prod",
        region: "us-gov-west-1",
        roleArn: "arn:aws-us-gov:iam::123456789012:role/admin",
      },
      "aws eks update-kubeconfig --name prod --region us-gov-west-1 --role-arn arn:aws-us-gov:iam::123456789012:role/admin",
    ],
  ])("writes the line for EKS, %o", (facts, line) => {
    expect(eksUpdateKubeconfig(facts)).toEqual({ ok: true, line });
  });

  it.each([
    { clusterName: "a; rm -rf /", region: "eu-central-1" },
    { clusterName: "prod", region: "$(id)" },
    { clusterName: "prod", region: "eu-central-1", roleArn: "arn:aws:iam::1:role/x" },
    { clusterName: "", region: "eu-central-1" },
  ])("writes no line that a shell would run as something else, %o", (facts) => {
    expect(eksUpdateKubeconfig(facts)).toMatchObject({ ok: false, reason: expect.stringMatching(/.+/) });
  });
});

describe("x509 in plain words", () => {
  it("explains the message that a rule made by hand leads to", () => {
    const words = explainX509(
      "Unable to connect to the server: x509: certificate is valid for 10.96.0.1, 192.168.0.100, not 10.149.1.101",
    );
    expect(words).toMatchObject({
      kind: "other-name",
      names: ["10.96.0.1", "192.168.0.100"],
      wanted: "10.149.1.101",
      sentence: expect.stringContaining("does not name 10.149.1.101"),
      next: expect.stringContaining("tls-server-name: kubernetes"),
    });
  });

  it.each([
    [
      "x509: cannot validate certificate for 10.1.1.1 because it doesn't contain any IP SANs",
      "no-address-names",
    ],
    ["x509: certificate signed by unknown authority", "unknown-authority"],
    [
      "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-03-01T12:00:00Z is after 2025-03-01T12:00:00Z",
      "expired",
    ],
    [
      "x509: certificate has expired or is not yet valid: current time 2026-03-01T12:00:00Z is before 2027-03-01T12:00:00Z",
      "not-yet",
    ],
    ["x509: certificate has expired or is not yet valid", "expired"],
    ["x509: certificate relies on legacy Common Name field", "other"],
    ["x509: certificate is valid for kubernetes, not example.test", "other-name"],
  ])("%s is %s", (message, kind) => {
    const words = explainX509(message);
    expect(words?.kind).toBe(kind);
    expect(words?.next).not.toBe("");
    expect(`${words?.sentence} ${words?.next}`).not.toMatch(/skip/i);
  });

  it("says nothing of other troubles", () => {
    expect(explainX509("dial tcp 10.149.1.101:6443: connect: connection refused")).toBeNull();
  });
});

describe("before the download", () => {
  const now = new Date("2026-03-01T12:00:00Z");
  const inDays = (days: number) => new Date(now.getTime() + days * 24 * 3_600_000);
  const light = (value: Light["value"]): Light => ({ value, code: "x", at: null });
  const world: KubeconfigWorld = {
    clusterName: "tkg1",
    endpoint: { server: "https://10.149.1.102:6443", tlsServerName: null },
    lights: null,
    clientCertificateEnds: inDays(300),
    serverCertificateEnds: inDays(300),
  };

  it.each<[string, Partial<KubeconfigWorld>, string[]]>([
    ["all is well", {}, []],
    ["inside only", { endpoint: null }, ["warn"]],
    ["by name", { endpoint: late }, ["info"]],
    ["expired client", { clientCertificateEnds: inDays(-1) }, ["stop"]],
    ["client expires soon", { clientCertificateEnds: inDays(3) }, ["warn"]],
    ["expired server", { serverCertificateEnds: inDays(-1) }, ["stop"]],
    ["rule gone", { lights: { rule: light("bad") } }, ["stop"]],
    ["rule too wide", { lights: { rule: light("bad"), answers: light("good") } }, ["warn"]],
    ["firewall shut", { lights: { rule: light("good"), firewall: light("bad") } }, ["warn"]],
    ["no answer", { lights: { answers: light("bad") } }, ["warn"]],
    ["not tried", { lights: { answers: light("unknown") } }, []],
  ])("%s", (_name, change, levels) => {
    const notices = judgeKubeconfig({ ...world, ...change }, now);
    expect(notices.map((notice) => notice.level)).toEqual(levels);
    for (const notice of notices) expect(notice.next).not.toBe("");
  });
});
