import { createServer } from "node:net";
import type { IpRange } from "./records";
import type { Store } from "./store";

/** The addresses this world would listen on: the edges' external ones, the routed networks' internal ones. */
function rangesOf(store: Store): IpRange[] {
  const external = store.edgeGateways
    .all()
    .flatMap((edge) => edge.uplinks)
    .flatMap((uplink) => uplink.subnets ?? [])
    .flatMap((subnet) => subnet.ranges);
  const internal = store.networks
    .filter((network) => network.networkType === "NAT_ROUTED")
    .flatMap((network) => network.ranges);
  return [...external, ...internal];
}

/**
 * What of a world cannot be reached on this machine, in words: at most one sentence for each reason. The first and the
 * last address of each range stand for all of it.
 */
export async function describeUnreachable(
  store: Store,
  canBind: (address: string) => Promise<boolean> = canBindHere,
): Promise<string[]> {
  const missing: IpRange[] = [];
  const foreign: IpRange[] = [];
  for (const range of rangesOf(store)) {
    const ends = [range.startAddress, range.endAddress];
    if (!ends.every((address) => address.startsWith("127."))) foreign.push(range);
    else if ((await Promise.all(ends.map(canBind))).includes(false)) missing.push(range);
  }
  const example = missing[0]?.startAddress;
  return [
    ...(example
      ? [
          `Clusters' API servers and the rules that lead to them: this system has no addresses ${list(missing)}. ` +
            `Linux answers on all of 127.0.0.0/8; on macOS add each that is used: sudo ifconfig lo0 alias ${example}`,
        ]
      : []),
    ...(foreign.length > 0 ? [`What lies at ${list(foreign)}: these are no loopback addresses.`] : []),
  ];
}

const list = (ranges: IpRange[]) =>
  ranges.map(({ startAddress, endAddress }) => `${startAddress} to ${endAddress}`).join(", ");

function canBindHere(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: address, port: 0, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
