import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { normalizeCidr } from "cidr-tools";

const header = "x-forwarded-for";

/**
 * Has every request that reaches this process carry, last in `x-forwarded-for`, the address it really came from. The
 * framework adds it only where the header is missing, so that a visitor who sends one could be anybody.
 */
export function recordPeerAddresses(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    const sent = request.headers[header];
    const peer = request.socket.remoteAddress ?? "unknown";
    request.headers[header] = [...(sent ? [sent].flat() : []), peer].join(", ");
  });
}

/**
 * The visitor's address: what stands before the proxies that we run ourselves, each of which adds the address it was
 * asked from. All that stands before that is the visitor's own invention. Null where it is no address.
 */
export function readClientAddress(
  forwarded: string | null | undefined,
  trustedProxies: number,
): string | null {
  const hops = (forwarded ?? "").split(",").map((hop) => hop.trim());
  const address = hops.at(Math.max(-hops.length, -1 - trustedProxies))?.replace(/^::ffff:(?=\d+\.)/i, "");
  return address && isIP(address) !== 0 ? address : null;
}

/** What a limit counts by: an IPv4 address, or the /64 that every IPv6 visitor may choose addresses from. */
export function networkOf(address: string): string {
  return isIP(address) === 6 ? normalizeCidr(`${address}/64`) : address;
}
