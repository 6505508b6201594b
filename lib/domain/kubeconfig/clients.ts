/** A client, and what it makes of `tls-server-name` in a kubeconfig. */
export type KubeClient = {
  name: string;
  /** First version that honours the field; null where it has a setting of its own instead. */
  since: string | null;
  sentence: string;
  /** What to write, with the cluster's values filled in; null where the file alone does. */
  setting: string | null;
};

/** Where the API server is reached, and by which name its certificate is verified; null: by the address itself. */
export type ApiServerEndpoint = { server: string; tlsServerName: string | null };

/**
 * Who honours `tls-server-name`: client-go from Kubernetes 1.18 on (kubernetes/kubernetes #88769), so kubectl 1.18 and
 * Helm 3.3, which is built with it. Settings of those that may go without a kubeconfig: Terraform's providers for
 * Kubernetes (2.22, #1638) and Helm (2.11, #839), and Argo CD (`TLSClientConfig.ServerName`).
 */
export function kubeClients({ server, tlsServerName }: ApiServerEndpoint): KubeClient[] {
  const name = tlsServerName ?? "";
  const byFile = (client: string): string =>
    tlsServerName === null
      ? `${client} uses the file as it is.`
      : `${client} honours tls-server-name in the file.`;
  return [
    {
      name: "kubectl",
      since: "1.18",
      sentence: byFile("kubectl"),
      setting: tlsServerName === null ? null : `kubectl --tls-server-name=${name}`,
    },
    {
      name: "Helm",
      since: "3.3",
      sentence: byFile("Helm"),
      setting: null,
    },
    {
      name: "Terraform, Kubernetes provider",
      since: "2.22",
      sentence:
        tlsServerName === null
          ? "Terraform reads the file with config_path."
          : "Terraform honours the field in the file given as config_path. Without a file, set tls_server_name.",
      setting: [
        'provider "kubernetes" {',
        `  host                   = "${server}"`,
        ...(tlsServerName === null ? [] : [`  tls_server_name        = "${name}"`]),
        "  cluster_ca_certificate = base64decode(var.certificate_authority_data)",
        "  client_certificate     = base64decode(var.client_certificate_data)",
        "  client_key             = base64decode(var.client_key_data)",
        "}",
      ].join("\n"),
    },
    {
      name: "Terraform, Helm provider",
      since: "2.11",
      sentence:
        tlsServerName === null
          ? "The block kubernetes of the Helm provider takes the same values."
          : "The block kubernetes of the Helm provider takes tls_server_name as well.",
      setting: null,
    },
    {
      name: "Argo CD",
      since: null,
      sentence: "Argo CD keeps clusters in Secrets of its own; the name goes into tlsClientConfig.",
      setting: [
        `server: ${server}`,
        "config: |",
        "  {",
        '    "tlsClientConfig": {',
        ...(tlsServerName === null ? [] : [`      "serverName": "${name}",`]),
        '      "caData": "<certificate-authority-data>",',
        '      "certData": "<client-certificate-data>",',
        '      "keyData": "<client-key-data>"',
        "    }",
        "  }",
      ].join("\n"),
    },
  ];
}

/**
 * The three lines to try a downloaded file. `file` is its name, quoted where a shell would split it; null where kubectl
 * finds the file by itself.
 */
export function linesToTry(file: string | null): string[] {
  const quoted =
    file === null || /^[A-Za-z0-9._/-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`;
  const option = quoted === null ? "" : ` --kubeconfig=${quoted}`;
  return [`kubectl version${option}`, `kubectl get nodes -A${option}`, `kubectl auth can-i '*' '*'${option}`];
}

/** What of a cluster's own names is safe as a file's name. */
export function kubeconfigFileName(clusterName: string): string {
  const safe = clusterName.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|-+$/g, "");
  return `${safe || "cluster"}.kubeconfig.yaml`;
}

/** The line that fetches a kubeconfig for a cluster of Amazon EKS; refused text where a value would not pass a shell. */
export function eksUpdateKubeconfig(facts: {
  clusterName: string;
  region: string;
  roleArn?: string | null;
}): { ok: true; line: string } | { ok: false; reason: string } {
  const { clusterName, region, roleArn } = facts;
  if (!/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/.test(clusterName)) {
    return { ok: false, reason: `${clusterName || "The cluster"} is no name that Amazon EKS takes.` };
  }
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) {
    return { ok: false, reason: `${region || "The Region"} is no code of an AWS Region.` };
  }
  if (roleArn && !/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(roleArn)) {
    return { ok: false, reason: "The role's ARN is not one." };
  }
  const role = roleArn ? ` --role-arn ${roleArn}` : "";
  return { ok: true, line: `aws eks update-kubeconfig --name ${clusterName} --region ${region}${role}` };
}
