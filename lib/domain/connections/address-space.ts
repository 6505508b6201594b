import { ipv4Range, ipv4Text } from "./cidr";

export type AddressRole =
  | "request"
  | "cluster"
  | "pods"
  | "services"
  | "connection"
  | "foreign"
  | "route"
  | "reserved"
  | "tenant";

export type AddressBlock = { label: string; cidr: string; role: AddressRole };

/** A block on the line: `left` and `width` in 0…1 of its length; `lane` stacks blocks that share addresses. */
export type PlacedBlock = AddressBlock & {
  left: number;
  width: number;
  lane: number;
  addresses: number;
  /** Labels of the other blocks that share addresses with this one. */
  clashesWith: string[];
};

export type AddressSpaceLayout = {
  blocks: PlacedBlock[];
  /** Stretches without any block, drawn as a break of fixed width instead of to scale. */
  gaps: { left: number; width: number; from: string; to: string; addresses: number }[];
  lanes: number;
  from: string | null;
  to: string | null;
};

const gapWidth = 0.06;
const smallestWidth = 0.025;

/**
 * Positions of blocks on one line of IPv4 address space. Within a stretch without large gaps the scale is true, except
 * that no block is drawn narrower than can be seen; gaps become breaks. Text that is no IPv4 block is left out.
 */
export function layoutAddressSpace(blocks: readonly AddressBlock[]): AddressSpaceLayout {
  const known = blocks
    .flatMap((block) => {
      const range = ipv4Range(block.cidr);
      return range ? [{ ...block, ...range }] : [];
    })
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const first = known[0];
  if (!first) return { blocks: [], gaps: [], lanes: 0, from: null, to: null };

  // Edges cut the line into segments; a segment covered by no block is a gap.
  const edges = [...new Set(known.flatMap((block) => [block.start, block.end + 1]))].sort((a, b) => a - b);
  const segments = edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] as number;
    return { from, to, covered: known.some((block) => block.start < to && block.end >= from) };
  });
  const coveredTotal = segments.reduce((sum, part) => sum + (part.covered ? part.to - part.from : 0), 0);
  const isBreak = (part: { from: number; to: number; covered: boolean }) =>
    !part.covered && part.to - part.from > coveredTotal / 4;
  const scaled = segments.filter((part) => !isBreak(part));
  const scaledTotal = scaled.reduce((sum, part) => sum + (part.to - part.from), 0);
  const weights = segments.map((part) =>
    isBreak(part) ? gapWidth : Math.max(smallestWidth, (part.to - part.from) / scaledTotal),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);

  const position = new Map<number, number>();
  const gaps: AddressSpaceLayout["gaps"] = [];
  let left = 0;
  segments.forEach((part, index) => {
    const width = (weights[index] as number) / total;
    position.set(part.from, left);
    if (isBreak(part)) {
      gaps.push({
        left,
        width,
        from: ipv4Text(part.from),
        to: ipv4Text(part.to - 1),
        addresses: part.to - part.from,
      });
    }
    left += width;
  });
  position.set(edges[edges.length - 1] as number, 1);

  const laneEnds: number[] = [];
  const placed = known.map(({ start, end, ...block }) => {
    let lane = laneEnds.findIndex((laneEnd) => laneEnd <= start);
    if (lane === -1) lane = laneEnds.length;
    laneEnds[lane] = end + 1;
    const at = position.get(start) as number;
    return {
      ...block,
      left: at,
      width: (position.get(end + 1) as number) - at,
      lane,
      addresses: end - start + 1,
      clashesWith: known
        .filter((other) => !(other.cidr === block.cidr && other.label === block.label))
        .filter((other) => other.start <= end && other.end >= start)
        .map((other) => other.label),
    };
  });
  const last = Math.max(...known.map((block) => block.end));
  return { blocks: placed, gaps, lanes: laneEnds.length, from: ipv4Text(first.start), to: ipv4Text(last) };
}
