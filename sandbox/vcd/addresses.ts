import type { EdgeGateway, IpRange } from "./records";
import type { VcdSandbox } from "./state";

export function toNumber(address: string): number {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
    return Number.NaN;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

export const toAddress = (value: number) =>
  [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join(".");

export function* addressesIn(ranges: readonly IpRange[]): Generator<string> {
  for (const { startAddress, endAddress } of ranges) {
    for (let value = toNumber(startAddress); value <= toNumber(endAddress); value += 1)
      yield toAddress(value);
  }
}

export const countIn = (ranges: readonly IpRange[]) =>
  ranges.reduce((sum, range) => sum + toNumber(range.endAddress) - toNumber(range.startAddress) + 1, 0);

/** Whether an address or a block such as 10.0.0.0/24 covers the address. */
export function covers(block: string, address: string): boolean {
  if (/^any$/i.test(block)) return true;
  const range = /^(\S+?)\s*-\s*(\S+)$/.exec(block);
  const value = toNumber(address);
  if (range?.[1] && range[2]) return value >= toNumber(range[1]) && value <= toNumber(range[2]);
  const [network = "", prefix] = block.split("/");
  if (prefix === undefined) return network === address;
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(toNumber(network) / size) === Math.floor(value / size);
}

export function isAddressOrBlock(text: string): boolean {
  const [address = "", prefix] = text.split("/");
  if (Number.isNaN(toNumber(address))) return false;
  return prefix === undefined || (/^\d{1,2}$/.test(prefix) && Number(prefix) <= 32);
}

export const rangesOf = (edge: EdgeGateway) =>
  edge.uplinks.flatMap((uplink) => (uplink.subnets ?? []).flatMap((subnet) => subnet.ranges));

/** Every use of an address of this edge; one address may appear once for each use. */
export function usedAddresses(
  sandbox: VcdSandbox,
  edge: EdgeGateway,
): { ipAddress: string; category: string }[] {
  const primary = edge.uplinks.flatMap((uplink) =>
    (uplink.subnets ?? []).flatMap((subnet) => (subnet.primaryIp ? [subnet.primaryIp] : [])),
  );
  const rules = sandbox.store.natRules.filter((rule) => rule.edgeGatewayId === edge.id);
  return [
    ...primary.map((ipAddress) => ({ ipAddress, category: "PRIMARY_IP" })),
    ...edge.usedAddresses,
    // A disabled rule keeps its address.
    ...rules.flatMap((rule) => {
      const ipAddress = rule.externalAddresses.split("/")[0] ?? "";
      return ipAddress ? [{ ipAddress, category: rule.type.endsWith("SNAT") ? "SNAT" : "DNAT" }] : [];
    }),
  ];
}

/** The first address of the ranges that is in no set of used ones. */
export function firstFree(ranges: readonly IpRange[], used: ReadonlySet<string>): string | null {
  for (const address of addressesIn(ranges)) if (!used.has(address)) return address;
  return null;
}
