import type { Light, Lights } from "../exposures/plan-types";

/** What is said before a kubeconfig is downloaded. `stop`: the file would not work at all. */
export type KubeconfigNotice = { level: "stop" | "warn" | "info"; sentence: string; next: string };

export type KubeconfigWorld = {
  clusterName: string;
  /** Where the file will lead. Null: inside only. */
  endpoint: { server: string; tlsServerName: string | null } | null;
  lights: Partial<Lights> | null;
  /** End of the client certificate, and of the server's; null where not known. */
  clientCertificateEnds: Date | null;
  serverCertificateEnds: Date | null;
};

const day = 24 * 3_600_000;

/** What stands in the way of using the file, said before it is downloaded, with the remedy. */
export function judgeKubeconfig(world: KubeconfigWorld, now: Date): KubeconfigNotice[] {
  return [
    ...endpointNotices(world),
    ...reachNotices(world),
    ...clientNotices(world, now),
    ...serverNotices(world, now),
  ];
}

function endpointNotices({ endpoint, clusterName }: KubeconfigWorld): KubeconfigNotice[] {
  if (endpoint === null) {
    return [
      {
        level: "warn",
        sentence: `${clusterName} is not exposed: the file leads to its internal address and works inside the org VDC only.`,
        next: "Expose the cluster, then download the file anew.",
      },
    ];
  }
  if (endpoint.tlsServerName === null) return [];
  return [
    {
      level: "info",
      sentence: `The file says tls-server-name: ${endpoint.tlsServerName}, because the certificate was made before this address was.`,
      next: "Clients that do not know that field refuse the connection; see below which do.",
    },
  ];
}

function reachNotices({ endpoint, lights }: KubeconfigWorld): KubeconfigNotice[] {
  if (endpoint === null || !lights) return [];
  const bad = (light: Light | undefined): boolean => light?.value === "bad";
  if (bad(lights.rule) && lights.answers?.value === "good") {
    return [
      {
        level: "warn",
        sentence: "The API server answers, but its DNAT rule is not as it should be.",
        next: "The rule's light on the cluster's page says what is wrong, and what can be done about it.",
      },
    ];
  }
  if (bad(lights.rule)) {
    return [
      {
        level: "stop",
        sentence: "The DNAT rule is not as it should be, so nothing may answer at this address.",
        next: "Have the rule put right first; its light says what is wrong.",
      },
    ];
  }
  if (bad(lights.firewall)) {
    return [
      {
        level: "warn",
        sentence: "The edge's firewall keeps clients out.",
        next: "Open it for your addresses, or ask whoever runs the edge.",
      },
    ];
  }
  if (bad(lights.answers)) {
    return [
      {
        level: "warn",
        sentence: "The API server does not answer from Drawbridge's host. From yours it may.",
        next: "Try it; if it does not answer either, look at the edge's firewall and at the cluster's node.",
      },
    ];
  }
  return [];
}

function clientNotices({ clientCertificateEnds: ends }: KubeconfigWorld, now: Date): KubeconfigNotice[] {
  if (ends === null) return [];
  const left = ends.getTime() - now.getTime();
  if (left <= 0) {
    return [
      {
        level: "stop",
        sentence: `The client certificate in the file expired on ${date(ends)}: the API server will refuse it.`,
        next: 'An admin of the cluster runs "kubeadm certs renew admin.conf" on the control plane; then download it anew.',
      },
    ];
  }
  if (left > 30 * day) return [];
  return [
    {
      level: "warn",
      sentence: `The client certificate in the file expires on ${date(ends)}, in ${days(left)}.`,
      next: "Have it renewed on the control plane before, and download the file anew then.",
    },
  ];
}

function serverNotices({ serverCertificateEnds: ends }: KubeconfigWorld, now: Date): KubeconfigNotice[] {
  if (ends === null || ends.getTime() > now.getTime()) return [];
  return [
    {
      level: "stop",
      sentence: `The API server's own certificate expired on ${date(ends)}: clients will refuse it.`,
      next: 'An admin of the cluster runs "kubeadm certs renew apiserver" on the control plane.',
    },
  ];
}

function date(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function days(ms: number): string {
  const count = Math.max(1, Math.ceil(ms / day));
  return count === 1 ? "1 day" : `${count} days`;
}

/**
 * What a file must say for an exposure as it is now: the address, and the name to verify by where the certificate does
 * not name the address. `certificateNames` is the real list of a handshake; null where there was none: then a rule of
 * ours, which comes after the certificate, is verified by name.
 */
export function endpointFor(exposure: {
  way: "cse" | "rule";
  address: string;
  port: number;
  certificateNames: readonly string[] | null;
}): { server: string; tlsServerName: string | null } {
  const { address, port, certificateNames, way } = exposure;
  const named = certificateNames ? certificateNames.includes(address) : way === "cse";
  return { server: `https://${address}:${port}`, tlsServerName: named ? null : "kubernetes" };
}
