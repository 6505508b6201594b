import { holdsAddress } from "./address-text";
import { edgeRanges } from "./addresses";
import type { ApiServerAnswer, CertificateSeen, EdgeGatewaySeen, HandshakeSeen } from "./observed";

/**
 * True for an address that the edge gateway's own ranges hold: no other is ever connected to, whatever a rule or a row
 * says.
 */
export function mayProbe(address: string, edge: EdgeGatewaySeen): boolean {
  const ranges = edgeRanges(edge, "drawbridge");
  return ranges.some(({ first, last }) => holdsAddress(`${first}-${last}`, address));
}

/** The name under which a certificate can be verified at an address: the address, or kubeadm's `kubernetes`. */
export function nameToVerify(certificate: CertificateSeen, address: string): string {
  if (certificate.ipAddresses.some((one) => holdsAddress(one, address))) return address;
  return certificate.dnsNames.includes("kubernetes") ? "kubernetes" : address;
}

/** What a probe found, without what differs each time: two that found the same are the same text. */
export function contentOf(found: {
  handshake: HandshakeSeen | null;
  answer: ApiServerAnswer | null;
}): string {
  const { handshake, answer } = found;
  return JSON.stringify([
    handshake?.ok
      ? [handshake.certificate.fingerprint, handshake.verifiedByAuthority, handshake.verificationError]
      : handshake?.reason,
    answer?.answers ? [answer.version, answer.status] : answer?.reason,
  ]);
}
