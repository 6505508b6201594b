import { ipv4Text } from "../connections/cidr";
import { addressNumber, addressSpan } from "./address-text";
import type { EdgeGatewaySeen, NatRuleSeen, UsedAddressSeen } from "./observed";
import { parseCseRuleName } from "./rule-names";

/** An address of ours: held for an exposure, or kept back for a while after its use. */
export type Reservation = {
  address: string;
  exposureId: string;
  clusterId: string;
  state: "reserved" | "quarantined";
  since: Date;
  /** When a quarantine ends; null while reserved. */
  until: Date | null;
};

/** What is known of an edge's addresses. Rows of ours come first: they are what no other request may take. */
export type PoolFacts = {
  ranges: { first: string; last: string }[];
  used: readonly UsedAddressSeen[];
  rules: readonly Pick<NatRuleSeen, "name" | "externalAddresses" | "type">[];
  reservations: readonly Reservation[];
};

/** After its use an address rests this long: old kubeconfigs still point at it. */
export const quarantineMs = 60 * 60_000;

/** Ranges of an edge that addresses are taken from: CSE 3.x looks at the first uplink only, and not at IP Spaces. */
export function edgeRanges(edge: EdgeGatewaySeen, taker: "cse" | "drawbridge"): PoolFacts["ranges"] {
  const uplinks = taker === "cse" ? edge.uplinks.slice(0, 1) : edge.uplinks;
  return uplinks
    .filter((uplink) => !uplink.usesIpSpaces)
    .flatMap((uplink) => uplink.subnets.flatMap((subnet) => subnet.ranges));
}

type Span = { start: number; end: number };

function spansOf(facts: PoolFacts): Span[] {
  return facts.ranges
    .flatMap(({ first, last }) => addressSpan(`${first}-${last}`) ?? [])
    .sort((a, b) => a.start - b.start);
}

/** Addresses that VCD shows in use, by any service, or that any rule names; each as a number. */
function takenByOthers(facts: PoolFacts): { has: (address: number) => boolean } {
  const single = new Set<number>();
  const spans: Span[] = [];
  const add = (text: string): void => {
    const span = addressSpan(text);
    if (!span) return;
    if (span.start === span.end) single.add(span.start);
    else spans.push(span);
  };
  for (const use of facts.used) add(use.address);
  for (const rule of facts.rules) add(rule.externalAddresses);
  return {
    has: (address) =>
      single.has(address) || spans.some((span) => span.start <= address && address <= span.end),
  };
}

export type AddressPick =
  | { ok: true; address: string }
  | {
      ok: false;
      reason: "no-ranges" | "full";
      /** When the first quarantine ends; null where none is. */
      freeAt: Date | null;
    };

/**
 * The address to reserve for an exposure: the highest that is free, because CSE takes the lowest. With nothing free, the
 * cluster's own address in quarantine serves again: old files that point at it are this cluster's. `avoid` holds
 * addresses that were given up because they were seen in use elsewhere.
 */
export function pickAddress(
  facts: PoolFacts,
  wish: { clusterId: string; avoid?: readonly string[]; now: Date },
): AddressPick {
  const spans = spansOf(facts);
  if (spans.length === 0) return { ok: false, reason: "no-ranges", freeAt: null };
  const taken = takenByOthers(facts);
  const live = facts.reservations.filter((one) => isHeld(one, wish.now));
  const ours = new Set(live.map((one) => addressNumber(one.address)));
  const avoid = new Set((wish.avoid ?? []).map(addressNumber));
  const free = (address: number): boolean => !taken.has(address) && !avoid.has(address);
  for (const span of spans.toReversed()) {
    for (let address = span.end; address >= span.start; address -= 1) {
      if (free(address) && !ours.has(address)) return { ok: true, address: ipv4Text(address) };
    }
  }
  const resting = live.filter((one) => one.state === "quarantined");
  const own = resting.find((one) => {
    const address = addressNumber(one.address);
    return one.clusterId === wish.clusterId && address !== null && free(address);
  });
  if (own) return { ok: true, address: own.address };
  const ends = resting.flatMap((one) => (one.until ? [one.until.getTime()] : []));
  return { ok: false, reason: "full", freeAt: ends.length > 0 ? new Date(Math.min(...ends)) : null };
}

/** The address that CSE would take now: the lowest that VCD does not show in use. It reserves nothing. */
export function nextForCse(facts: PoolFacts): string | null {
  const used = takenByOthers({ ...facts, rules: [] });
  for (const span of spansOf(facts)) {
    for (let address = span.start; address <= span.end; address += 1) {
      if (!used.has(address)) return ipv4Text(address);
    }
  }
  return null;
}

/** How many addresses a pool has, and how many nobody uses, reserves or lets rest. */
export function countPool(facts: PoolFacts, now: Date): { free: number; total: number } {
  const spans = spansOf(facts);
  const total = spans.reduce((sum, span) => sum + span.end - span.start + 1, 0);
  const held = facts.reservations.filter((one) => isHeld(one, now)).map((one) => one.address);
  const texts = [
    ...facts.used.map((use) => use.address),
    ...facts.rules.map((rule) => rule.externalAddresses),
    ...held,
  ];
  const taken = new Set<number>();
  for (const text of texts) {
    const use = addressSpan(text);
    if (!use) continue;
    for (const span of spans) {
      const last = Math.min(use.end, span.end);
      for (let number = Math.max(use.start, span.start); number <= last; number += 1) taken.add(number);
    }
  }
  return { free: total - taken.size, total };
}

/** True while a row keeps its address from others. */
export function isHeld(reservation: Reservation, now: Date): boolean {
  if (reservation.state === "reserved") return true;
  return reservation.until !== null && reservation.until.getTime() > now.getTime();
}

/** The row of a fresh pick. The database's unique key on edge and address decides between two that picked the same. */
export function reserve(
  address: string,
  owner: { exposureId: string; clusterId: string },
  now: Date,
): Reservation {
  return { address, ...owner, state: "reserved", since: now, until: null };
}

/**
 * The row after the rule was seen gone, or after the address was given up: kept back for a while. An address that
 * never carried a rule of ours need not rest: null, and the row goes.
 */
export function afterUse(
  reservation: Reservation,
  facts: { carriedRule: boolean; now: Date; restMs?: number },
): Reservation | null {
  if (!facts.carriedRule) return null;
  const until = new Date(facts.now.getTime() + (facts.restMs ?? quarantineMs));
  return { ...reservation, state: "quarantined", since: facts.now, until };
}

/** Who else uses an address, as VCD shows it; empty where nobody does. Rules named in `ours` do not count. */
export function usedElsewhere(
  address: string,
  facts: Pick<PoolFacts, "used" | "rules">,
  ours: readonly string[],
): { by: string }[] {
  const wanted = addressNumber(address);
  const rules = facts.rules.filter((rule) => {
    const span = addressSpan(rule.externalAddresses);
    return span && wanted !== null && span.start <= wanted && wanted <= span.end;
  });
  const others = rules.filter((rule) => !ours.includes(rule.name)).map((rule) => ({ by: ruleOwner(rule) }));
  if (others.length > 0) return others;
  // A use without any rule is a load balancer, a VPN or the gateway itself, or a rule too new to be listed.
  const uses = facts.used.filter((use) => addressNumber(use.address) === wanted && wanted !== null);
  const byRules = rules.length > 0;
  return uses
    .filter((use) => !byRules || !/NAT/.test(use.category))
    .map((use) => ({ by: categoryWords[use.category] ?? use.category }));
}

const categoryWords: Record<string, string> = {
  DNAT: "a DNAT rule",
  SNAT: "an SNAT rule",
  Load_Balancer: "a load balancer",
  IPsec_VPN: "an IPsec VPN",
  SSL_VPN: "an SSL VPN",
  L2_VPN: "an L2 VPN",
  PRIMARY_IP: "the edge gateway itself",
};

function ruleOwner(rule: { name: string }): string {
  const cse = parseCseRuleName(rule.name);
  return cse ? `CSE's rule for ${cse.clusterName}` : `rule ${rule.name}`;
}

export type PoolRole = "free" | "reserved" | "quarantined" | "used";

/** A stretch of neighbouring addresses that have one role and one owner. */
export type PoolStretch = {
  first: string;
  last: string;
  count: number;
  role: PoolRole;
  /** Who has it, in words; null where free. */
  owner: string | null;
  /** Ours: the exposure, for a link. */
  exposureId: string | null;
  /** End of a quarantine. */
  until: Date | null;
  /** The address CSE takes next is in it, or the one Drawbridge would take. */
  next: "cse" | "drawbridge" | "both" | null;
  /** Position and width on a line of length 1 that shows the ranges without what lies between them. */
  left: number;
  width: number;
};

export type PoolLayout = {
  stretches: PoolStretch[];
  counts: Record<PoolRole, number> & { total: number };
};

/** Pools beyond this are drawn to scale from their used addresses only; a /16 has 65,536. */
const mostAddresses = 70_000;

/** An edge's addresses as a picture: who has which, what is free, and who would take which next. */
export function layoutPool(
  facts: PoolFacts,
  names: { exposures: ReadonlyMap<string, string> },
  now: Date,
): PoolLayout {
  const spans = spansOf(facts);
  const total = spans.reduce((sum, span) => sum + span.end - span.start + 1, 0);
  const counts = { free: 0, reserved: 0, quarantined: 0, used: 0, total };
  if (total === 0 || total > mostAddresses) return { stretches: [], counts };
  const cse = nextForCse(facts);
  const pick = pickAddress(facts, { clusterId: "", now });
  const mine = pick.ok ? pick.address : null;
  const held = new Map(
    facts.reservations.filter((one) => isHeld(one, now)).map((one) => [addressNumber(one.address), one]),
  );
  const taken = takenByOthers(facts);
  const stretches: PoolStretch[] = [];
  let place = 0;
  for (const span of spans) {
    let open: PoolStretch | null = null;
    for (let number = span.start; number <= span.end; number += 1) {
      const cell = cellAt(number, { facts, held, taken, names });
      counts[cell.role] += 1;
      const address = ipv4Text(number);
      const next =
        address === cse ? (address === mine ? "both" : "cse") : address === mine ? "drawbridge" : null;
      const same =
        open !== null &&
        open.role === cell.role &&
        open.owner === cell.owner &&
        open.exposureId === cell.exposureId &&
        open.next === next;
      if (open && same) {
        open.last = address;
        open.count += 1;
        open.width = open.count / total;
      } else {
        open = {
          ...cell,
          first: address,
          last: address,
          count: 1,
          next,
          left: place / total,
          width: 1 / total,
        };
        stretches.push(open);
      }
      place += 1;
    }
  }
  return { stretches, counts };
}

function cellAt(
  number: number,
  known: {
    facts: PoolFacts;
    held: Map<number | null, Reservation>;
    taken: { has: (address: number) => boolean };
    names: { exposures: ReadonlyMap<string, string> };
  },
): Pick<PoolStretch, "role" | "owner" | "exposureId" | "until"> {
  const ours = known.held.get(number);
  if (ours) {
    const owner = known.names.exposures.get(ours.exposureId) ?? "an exposure";
    return { role: ours.state, owner, exposureId: ours.exposureId, until: ours.until };
  }
  if (!known.taken.has(number)) return { role: "free", owner: null, exposureId: null, until: null };
  const by = usedElsewhere(ipv4Text(number), known.facts, []).map((use) => use.by);
  return { role: "used", owner: [...new Set(by)].join(", ") || "another use", exposureId: null, until: null };
}
