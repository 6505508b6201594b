import { holdsAddress } from "../exposures/address-text";
import { cseRulesOf, leadsToApiServer } from "../exposures/nat-rules";
import type { HandshakeSeen, NatRuleSeen } from "../exposures/observed";
import { apiPort } from "../exposures/plan-types";
import type { ApiServerEndpoint } from "./clients";
import { endpointFor } from "./readiness";

/** How a cluster of VCD is reached now, as far as it was seen. */
export type ReachFacts = {
  cluster: { name: string; entityId: string | null };
  /** Control plane's address inside; null if not known. */
  nodeAddress: string | null;
  /** The exposure whose rule was seen in place; null where there is none. */
  exposed: { way: "cse" | "rule"; address: string; handshake: HandshakeSeen | null } | null;
  /** Rules of its edge; null where they were not read. */
  rules: readonly NatRuleSeen[] | null;
};

/** Where a kubeconfig must lead now: through the exposure, or through a rule of CSE's that no row of ours knows. Null: inside only. */
export function currentEndpoint({
  cluster,
  nodeAddress,
  exposed,
  rules,
}: ReachFacts): ApiServerEndpoint | null {
  if (exposed) {
    const { way, address, handshake } = exposed;
    return endpointFor({ way, address, port: apiPort, certificateNames: namesOf(handshake) });
  }
  const rule = cseRulesOf(rules ?? [], cluster).find(({ enabled, type }) => enabled && type === "DNAT");
  if (!rule || (nodeAddress !== null && !leadsToApiServer(rule, nodeAddress))) return null;
  const address = rule.externalAddresses.replace(/\/32$/, "");
  return endpointFor({ way: "cse", address, port: apiPort, certificateNames: null });
}

function namesOf(handshake: HandshakeSeen | null): string[] | null {
  if (!handshake?.ok) return null;
  return [...handshake.certificate.dnsNames, ...handshake.certificate.ipAddresses];
}

/**
 * The server that a file must name where nothing is exposed: the control plane's own address, if the file names another
 * that leads nowhere any more. Null leaves the file as CSE gave it.
 */
export function insideServer(
  { nodeAddress, rules }: Pick<ReachFacts, "nodeAddress" | "rules">,
  servers: readonly string[],
): string | null {
  if (nodeAddress === null || rules === null) return null;
  const hosts = servers.map((server) => (URL.canParse(server) ? new URL(server).hostname : ""));
  const inside = `https://${nodeAddress}:${apiPort}`;
  if (hosts.every((host) => host === nodeAddress)) return null;
  const stillLeads = hosts.some((host) =>
    rules.some((rule) => holdsAddress(rule.externalAddresses, host) && leadsToApiServer(rule, nodeAddress)),
  );
  return stillLeads ? null : inside;
}
