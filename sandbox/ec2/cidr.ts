import { isIP } from "node:net";
import { containsCidr, normalizeCidr, overlapCidr, parseCidr } from "cidr-tools";
import { AwsError } from "../aws-error";

/** Strict notation: a full address, a slash, a prefix length that fits; cidr-tools alone reads `10/8` too. */
export function isCidr(text: string, version?: 4 | 6): boolean {
  const [address = "", prefix = "", ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  return Number(prefix) <= (family === 4 ? 32 : 128) && (version === undefined || version === family);
}

export function readCidr(text: string, parameter: string, version: 4 | 6): string {
  if (isCidr(text, version)) return normalizeCidr(text);
  throw new AwsError(
    "InvalidParameterValue",
    `Value (${text}) for parameter ${parameter} is invalid. This is not a valid ${version === 4 ? "CIDR" : "IPv6 CIDR"} block.`,
  );
}

export const isIpv6 = (cidr: string) => cidr.includes(":");
export const isPrefixList = (destination: string) => destination.startsWith("pl-");
export const prefixLength = (cidr: string) => Number(parseCidr(cidr).prefix);

const ofFamily = (blocks: readonly string[], sample: string) =>
  blocks.filter((block) => isIpv6(block) === isIpv6(sample));

export function overlapsAny(cidr: string, blocks: readonly string[]): boolean {
  const same = ofFamily(blocks, cidr);
  return same.length > 0 && overlapCidr(cidr, same);
}

/** True when `cidr` equals, or lies within, one of the blocks. */
export function withinAny(cidr: string, blocks: readonly string[]): boolean {
  return ofFamily(blocks, cidr).some((block) => containsCidr(block, cidr));
}
