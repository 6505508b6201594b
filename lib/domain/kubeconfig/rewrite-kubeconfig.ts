import { type Document, isMap, isSeq, parseDocument, type YAMLMap } from "yaml";

export type KubeconfigTarget = {
  /** Whole URL, e.g. `https://10.149.1.110:6443`. */
  server: string;
  /** Name the client is to verify instead of the address; absent or null removes one that is there. */
  tlsServerName?: string | null;
};

export type Rewritten =
  | { ok: true; text: string; clusters: number; from: string[] }
  | { ok: false; reason: string; next: string };

/** The name in every certificate that kubeadm makes; a late exposure is verified by it. */
export const kubernetesName = "kubernetes";

const largest = 256_000;

/**
 * A kubeconfig that leads to another server: every `clusters[].cluster.server` and `tls-server-name`, and nothing else.
 * `insecure-skip-tls-verify` is taken out: what CSE gives never has it, and with it a name would verify nothing.
 */
export function rewriteKubeconfig(text: string, target: KubeconfigTarget): Rewritten {
  const read = readKubeconfig(text);
  if (!read.ok) return read;
  if (!isServerUrl(target.server)) {
    return {
      ok: false,
      reason: `${target.server} is no server's address.`,
      next: "Give it as https://ADDRESS:PORT.",
    };
  }
  const from: string[] = [];
  for (const cluster of read.clusters) {
    const server = cluster.get("server");
    if (typeof server === "string") from.push(server);
    cluster.set("server", target.server);
    cluster.delete("insecure-skip-tls-verify");
    if (target.tlsServerName) cluster.set("tls-server-name", target.tlsServerName);
    else cluster.delete("tls-server-name");
  }
  return { ok: true, text: read.document.toString({ lineWidth: 0 }), clusters: read.clusters.length, from };
}

type Read =
  | { ok: true; document: Document.Parsed; clusters: YAMLMap[] }
  | { ok: false; reason: string; next: string };

const again = "Download it again; if it stays so, ask the provider.";

function readKubeconfig(text: string): Read {
  const refuse = (reason: string): Read => ({ ok: false, reason, next: again });
  if (text.trim() === "") return refuse("The kubeconfig is empty.");
  if (text.length > largest) return refuse("This is too long for the kubeconfig of one cluster.");
  const document = parseDocument(text, { logLevel: "silent", prettyErrors: false });
  const [error] = document.errors;
  // The text holds keys: what the parser quotes of it must not be repeated.
  if (error) return refuse(`The kubeconfig cannot be read as YAML (${error.code}).`);
  if (!isMap(document.contents)) return refuse("This is no kubeconfig: it has no fields.");
  const list = document.get("clusters");
  if (document.get("kind") !== "Config" || !isSeq(list)) {
    return refuse("This is no kubeconfig: kind is not Config, or it lists no clusters.");
  }
  const clusters = list.items.flatMap((item) => {
    const cluster: unknown = isMap(item) ? item.get("cluster") : null;
    return isMap(cluster) ? [cluster as YAMLMap] : [];
  });
  if (clusters.length === 0) return refuse("The kubeconfig lists no clusters.");
  return { ok: true, document, clusters };
}

function isServerUrl(text: string): boolean {
  try {
    const url = new URL(text);
    return url.protocol === "https:" && url.hostname !== "";
  } catch {
    return false;
  }
}

/** What a kubeconfig leads to, and its authority and client certificate as PEM for a look at their dates. */
export type KubeconfigFacts = {
  servers: string[];
  tlsServerName: string | null;
  contexts: string[];
  /** PEM of `certificate-authority-data`; null where a file is named instead. */
  authority: string | null;
  /** PEM of the first `client-certificate-data`; null with tokens and exec plug-ins. */
  clientCertificate: string | null;
  /** Names of files and commands on the machine it was made on: they are missing elsewhere. */
  needs: string[];
  /** The commands among them, such as `aws`: whoever has the program can use the file. */
  commands: string[];
  /** It holds a bearer token, or a user's password. */
  holdsToken: boolean;
};

/** Reads what is not secret of a kubeconfig; null where it is none. Keys, tokens and passwords are left where they are. */
export function inspectKubeconfig(text: string): KubeconfigFacts | null {
  const read = readKubeconfig(text);
  if (!read.ok) return null;
  const value = read.document.toJS({ maxAliasCount: 20 }) as Record<string, unknown>;
  const clusters = entries(value.clusters, "cluster");
  const users = entries(value.users, "user");
  const texts = (list: Record<string, unknown>[], key: string): string[] =>
    list.map((one) => one[key]).filter((one): one is string => typeof one === "string");
  const commands = users
    .map((user) => asRecord(user.exec)?.command)
    .filter((one): one is string => typeof one === "string");
  return {
    servers: texts(clusters, "server"),
    tlsServerName: texts(clusters, "tls-server-name")[0] ?? null,
    contexts: asList(value.contexts).flatMap((one) => (typeof one.name === "string" ? [one.name] : [])),
    authority: pem(texts(clusters, "certificate-authority-data")[0]),
    clientCertificate: pem(texts(users, "client-certificate-data")[0]),
    needs: [
      ...texts(clusters, "certificate-authority"),
      ...texts(users, "client-certificate"),
      ...texts(users, "client-key"),
      ...texts(users, "tokenFile"),
      ...commands,
    ],
    commands,
    holdsToken: texts(users, "token").length > 0 || texts(users, "password").length > 0,
  };
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function asList(value: unknown): Record<string, unknown>[] {
  return records(Array.isArray(value) ? value : []);
}

function entries(value: unknown, key: string): Record<string, unknown>[] {
  return records(asList(value).map((one) => one[key]));
}

function records(values: unknown[]): Record<string, unknown>[] {
  return values.map(asRecord).filter((one) => one !== null);
}

function pem(base64: string | undefined): string | null {
  if (!base64 || !/^[A-Za-z0-9+/=\s]+$/.test(base64)) return null;
  try {
    const text = atob(base64.replace(/\s+/g, ""));
    return text.includes("-----BEGIN CERTIFICATE-----") ? text : null;
  } catch {
    return null;
  }
}
