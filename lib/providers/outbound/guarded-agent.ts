import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, buildConnector } from "undici";
import {
  addressOfHost,
  mayReachAddress,
  type OutboundPolicy,
} from "@/lib/domain/notifications/outbound-address";

/** A call that was not made: where it leads is not for calls from here. */
export class OutboundRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = "OutboundRefused";
  }
}

export type Lookup = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Sockets for calls to addresses that people entered. Every address is judged when it is connected to: what a name
 * leads to is looked up once, judged, and that very answer is connected to, so that a name that leads elsewhere a
 * moment later gains nothing; the socket's own far end is judged once more before anything is written. Each call has
 * a socket of its own. Certificates are always verified; redirects are the caller's not to follow.
 */
export function openGuardedAgent(
  policy: OutboundPolicy,
  { lookup = systemLookup, timeoutMs = 4_000 }: { lookup?: Lookup; timeoutMs?: number } = {},
): Agent {
  const connectJudged = buildConnector({ timeout: timeoutMs, lookup: judgedLookup(policy, lookup) });
  const connect: buildConnector.connector = (options, callback) => {
    const { hostname } = options;
    const written = addressOfHost(hostname);
    // Nothing is looked up for an address that is written out, so it is judged here.
    if (written && !mayReachAddress(written, policy)) {
      callback(refusal(written), null);
      return;
    }
    connectJudged(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      const far = socket.remoteAddress;
      if (!policy.hosts.includes(hostname) && !(far && mayReachAddress(far, policy))) {
        socket.destroy();
        return callback(refusal(far ?? hostname), null);
      }
      callback(null, socket);
    });
  };
  return new Agent({ connect, pipelining: 0, headersTimeout: timeoutMs * 2, bodyTimeout: timeoutMs });
}

function judgedLookup(policy: OutboundPolicy, lookup: Lookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const closed = policy.hosts.includes(hostname)
        ? undefined
        : addresses.find(({ address }) => !mayReachAddress(address, policy));
      if (closed) return callback(refusal(closed.address, hostname), []);
      const [first] = addresses;
      if (!first) return callback(Object.assign(new Error("no address"), { code: "ENOTFOUND" }), []);
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function refusal(address: string, hostname?: string): OutboundRefused {
  return new OutboundRefused(
    `${hostname ? `${hostname} leads to ${address}, which` : address} is not an address on the public internet. Nothing was sent.`,
  );
}
