/** A TLS client's complaint in plain words. */
export type X509Words = {
  kind: "other-name" | "no-address-names" | "unknown-authority" | "expired" | "not-yet" | "other";
  sentence: string;
  next: string;
  /** Names the certificate has, and the one it lacks, where the message tells them. */
  names: string[];
  wanted: string | null;
};

/**
 * Explains what kubectl and other Go clients say of a certificate (Go `crypto/x509` verify.go), with how to go on. Null
 * for text that is no complaint about a certificate.
 */
export function explainX509(message: string): X509Words | null {
  if (!/x509|certificate/i.test(message)) return null;
  const other = /certificate is valid for (.+?), not ([^\s,"]+)/.exec(message);
  if (other?.[1] && other[2]) {
    const names = other[1].split(/,\s*/).map((name) => name.trim());
    return otherName(names, other[2].replace(/[.:]+$/, ""));
  }
  const bare = /cannot validate certificate for (\S+) because it doesn't contain any IP SANs/.exec(message);
  if (bare?.[1]) {
    return {
      kind: "no-address-names",
      sentence: `The certificate names no addresses at all, and the client came by the address ${bare[1]}.`,
      next: "Use a kubeconfig with tls-server-name: kubernetes, or one of the certificate's names as the server.",
      names: [],
      wanted: bare[1],
    };
  }
  if (
    /certificate signed by unknown authority|unable to verify the first certificate|self[- ]signed/i.test(
      message,
    )
  ) {
    return {
      kind: "unknown-authority",
      sentence:
        "The certificate was signed by another authority than the kubeconfig names. Most often the file is of another cluster, or the address now leads to another cluster.",
      next: "Download the kubeconfig anew. Do not switch verification off: the client would talk to whoever answers.",
      names: [],
      wanted: null,
    };
  }
  if (/has expired or is not yet valid/i.test(message)) {
    const early = /current time \S+ is before (\S+)/.exec(message);
    const late = /current time \S+ is after (\S+)/.exec(message);
    const clock = "Compare the clock of your machine";
    if (early) {
      return {
        kind: "not-yet",
        sentence: `The certificate is valid from ${early[1]} on only.`,
        next: `${clock}: most often it is behind.`,
        names: [],
        wanted: null,
      };
    }
    return {
      kind: "expired",
      sentence: `The certificate has expired${late ? `: it was valid until ${late[1]}` : ""}. kubeadm makes them for one year.`,
      next: `An admin of the cluster runs "kubeadm certs renew all" on the control plane and restarts its components; then download the kubeconfig anew. ${clock} first.`,
      names: [],
      wanted: null,
    };
  }
  return {
    kind: "other",
    sentence: "The client does not accept the certificate.",
    next: "Download the kubeconfig anew. If it stays so, give the message to the provider.",
    names: [],
    wanted: null,
  };
}

function otherName(names: string[], wanted: string): X509Words {
  const byName = names.includes("kubernetes");
  return {
    kind: "other-name",
    sentence: `The API server's certificate does not name ${wanted}. It names ${names.join(", ")}. kubeadm wrote those names when the cluster was made, before it had this address.`,
    next: byName
      ? "Use the kubeconfig from here: it says tls-server-name: kubernetes, a name that the certificate has, so the client verifies fully."
      : "Use the kubeconfig from here: it says tls-server-name: kubernetes, which kubeadm puts into every certificate, so the client verifies fully.",
    names,
    wanted,
  };
}
