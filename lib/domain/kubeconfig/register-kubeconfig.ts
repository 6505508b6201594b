import { eksUpdateKubeconfig } from "./clients";
import { inspectKubeconfig } from "./rewrite-kubeconfig";

/** Whether a text may be registered as a cluster's kubeconfig, and what whoever registers it should know. */
export type JudgedKubeconfig =
  | { ok: true; remarks: string[]; clientCertificate: string | null }
  | { ok: false; reason: string };

/** Judges a kubeconfig that an admin would hand to everybody who may read it. What is quoted of it is never secret. */
export function judgeRegistered(text: string): JudgedKubeconfig {
  const facts = inspectKubeconfig(text);
  if (!facts) {
    return {
      ok: false,
      reason: "This is no kubeconfig: it must be YAML with kind: Config and a list of clusters.",
    };
  }
  const files = facts.needs.filter((name) => !facts.commands.includes(name));
  if (files.length > 0) {
    return {
      ok: false,
      reason: `It names files that are on one machine only: ${files.join(", ")}. Paste what "kubectl config view --raw --flatten --minify" prints.`,
    };
  }
  const insecure = facts.servers.find((server) => !server.startsWith("https://"));
  if (insecure !== undefined)
    return { ok: false, reason: `Its server ${insecure} is not reached over HTTPS.` };
  if (facts.servers.length !== 1) {
    return {
      ok: false,
      reason: `It leads to ${facts.servers.length} servers. Register one with this cluster alone: "kubectl config view --raw --flatten --minify" prints it.`,
    };
  }
  const remarks: string[] = [];
  if (facts.commands.length > 0) {
    remarks.push(
      `It runs ${facts.commands.join(", ")}: whoever uses it needs that program, and an identity it accepts.`,
    );
  }
  if (facts.holdsToken) {
    remarks.push("It holds a token: whoever downloads the file has it, until it is revoked or runs out.");
  }
  return { ok: true, remarks, clientCertificate: facts.clientCertificate };
}

/** Why a name cannot be that of a cluster in Amazon EKS; null where it can. */
export function refuseEksName(eksName: string, region: string): string | null {
  const line = eksUpdateKubeconfig({ clusterName: eksName, region });
  return line.ok ? null : `${line.reason} Names have letters, digits, dashes and underscores, up to 100.`;
}
