import { containsCidr, normalizeCidr } from "cidr-tools";

/**
 * What calls may reach beyond the public internet: host names in lower case, and blocks of addresses. `plainHttp` is
 * for tests and demos.
 */
export type OutboundPolicy = { hosts: string[]; blocks: string[]; plainHttp: boolean };

export const nothingAllowed: OutboundPolicy = { hosts: [], blocks: [], plainHttp: false };

// IANA's special-purpose registries: what is not for everybody on the internet, with multicast and what is reserved.
const closedIpv4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
// Of IPv6 only global unicast is open; mapped, compatible and NAT64 forms, ULA and link-local lie outside it.
const openIpv6 = "2000::/3";
// Teredo and other protocols' own, documentation, 6to4 (an IPv4 address in disguise), AS112.
const closedIpv6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

/**
 * Whether a call may be made to this address, an IPv4 or IPv6 address as the system prints it. Anything that cannot be
 * read is not allowed, nor is an address with a zone.
 */
export function mayReachAddress(address: string, policy: OutboundPolicy): boolean {
  const blocks = address.includes(":") ? closedIpv6 : closedIpv4;
  try {
    if (policy.blocks.some((block) => sameKind(block, address) && containsCidr(block, address))) return true;
    if (address.includes(":") && !containsCidr(openIpv6, address)) return false;
    return !blocks.some((block) => containsCidr(block, address));
  } catch {
    return false;
  }
}

function sameKind(block: string, address: string): boolean {
  return block.includes(":") === address.includes(":");
}

/** The address a host is written as, without the brackets of IPv6; null for a name. */
export function addressOfHost(hostname: string): string | null {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  if (!bare.includes(":") && !/^\d{1,3}(\.\d{1,3}){3}$/.test(bare)) return null;
  try {
    return normalizeCidr(bare);
  } catch {
    return null;
  }
}

// Names that mean this machine or its network wherever they are asked for.
const closedNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|localdomain|home\.arpa)$/;
const longestUrl = 2_000;

/**
 * What is wrong with an address that somebody entered for calls from here, in words for beside the field; null where
 * it may be tried. Every way of writing an IPv4 address (decimal, octal, hexadecimal) is read as browsers do. Names
 * are looked up only when the call is made, and what they lead to is judged then.
 */
export function whyNotOutbound(text: string, policy: OutboundPolicy): string | null {
  const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : null;
  if (!url) return "Enter a whole address, such as https://hooks.example.com/drawbridge.";
  if (url.protocol !== "https:" && !(url.protocol === "http:" && policy.plainHttp)) {
    return "Enter an address that begins with https://: what is sent names your networks.";
  }
  if (url.username || url.password) {
    return "Leave out user name and password: calls are signed instead, and the receiver checks the signature.";
  }
  if (url.hash) return "Leave out what follows #: it is never sent.";
  const hostname = url.hostname.replace(/\.$/, "");
  if (policy.hosts.includes(hostname)) return null;
  const address = addressOfHost(hostname);
  if (address) {
    return mayReachAddress(address, policy)
      ? null
      : `${address} is not an address on the public internet. Drawbridge calls no private, local or reserved ones.`;
  }
  if (!hostname.includes(".") || closedNames.test(hostname)) {
    return `${hostname} is a name within a network, not on the public internet. Enter one that everybody can reach.`;
  }
  return null;
}
