import { containsCidr, normalizeCidr, overlapCidr, parseCidr } from "cidr-tools";

const ipv4Octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4Block = new RegExp(`^(?:${ipv4Octet}\\.){3}${ipv4Octet}/(?:3[0-2]|[12]?\\d)$`);

/** Whether the text is an IPv4 block such as `10.1.0.0/16`; host bits may be set. */
export function isIpv4Cidr(text: string): boolean {
  return ipv4Block.test(text);
}

/**
 * The block as AWS would write it: host bits cleared, IPv6 compressed in lower case.
 * Text that is no block (a prefix list id, say) comes back unchanged.
 */
export function canonicalCidr(text: string): string {
  if (!text.includes("/")) return text;
  try {
    return normalizeCidr(text);
  } catch {
    return text;
  }
}

/** Whether two blocks share an address; false where one of them is no block, or the versions differ. */
export function cidrsOverlap(one: string, other: string): boolean {
  try {
    return overlapCidr(one, other);
  } catch {
    return false;
  }
}

/** Whether `inner` lies within `outer`; false where one of them is no block. */
export function cidrContains(outer: string, inner: string): boolean {
  try {
    return containsCidr(outer, inner);
  } catch {
    return false;
  }
}

/** Bits of the network part: 16 for `10.1.0.0/16`; null where the text is no IPv4 block. */
export function prefixLength(text: string): number | null {
  return isIpv4Cidr(text) ? Number(text.slice(text.indexOf("/") + 1)) : null;
}

/** First and last address of an IPv4 block as numbers, the last one included; null where it is no IPv4 block. */
export function ipv4Range(text: string): { start: number; end: number } | null {
  if (!isIpv4Cidr(text)) return null;
  const { start, end } = parseCidr(text);
  return { start: Number(start), end: Number(end) };
}

/** `167837696` → `10.1.0.0`. Numbers outside 0…2^32−1 are held to that range. */
export function ipv4Text(address: number): string {
  const held = Math.min(Math.max(Math.trunc(address), 0), 2 ** 32 - 1);
  return [24, 16, 8, 0].map((shift) => Math.floor(held / 2 ** shift) % 256).join(".");
}

/** Addresses of a block, `10.1.0.0/16` → 65536; null where it is no IPv4 block. */
export function addressCount(text: string): number | null {
  const length = prefixLength(text);
  return length === null ? null : 2 ** (32 - length);
}
