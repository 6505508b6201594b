import type { KnownEdge } from "@/lib/db/vcd-sweeps";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import type {
  EdgeGatewaySeen,
  FirewallGroupSeen,
  FirewallSeen,
  PortProfileSeen,
} from "@/lib/domain/exposures/observed";
import { parseOurRuleName } from "@/lib/domain/exposures/rule-names";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { getEdgeGateway, listUsedAddresses } from "@/lib/providers/vcd/edge-gateways";
import { refusesVcdCredentials, vcdCodes } from "@/lib/providers/vcd/faults";
import { getFirewall, getFirewallGroup, listFirewallGroups } from "@/lib/providers/vcd/firewall";
import { listNatRules } from "@/lib/providers/vcd/nat-rules";
import { getPortProfile, listPortProfiles } from "@/lib/providers/vcd/port-profiles";
import { inParallel } from "./in-parallel";
import type { EdgeLook } from "./vcd-look";

const edgesAtOnce = 3;
/** Groups and profiles take a call each: more than these are left unread, and their rules cannot be weighed. */
const mostDetails = 40;
const detailsAtOnce = 3;
/** After so many edges without an answer the others are not asked. */
const mostUnanswered = 2;

export type WantedEdge = {
  edgeId: string;
  /** As the list of this look has it; without, the edge is read by itself. */
  seen?: EdgeGatewaySeen;
  firewall: boolean;
  /** As last read: profiles of the system, which never change, are taken from there. */
  known: KnownEdge | undefined;
};

/**
 * Reads edge gateways one by one; an edge that cannot be read says why and keeps no other from being read. Throws
 * ProviderError where the credential is refused. `tasks` are left to the caller.
 */
export async function readEdges(session: VcdSession, wanted: WantedEdge[]): Promise<Map<string, EdgeLook>> {
  const looks = new Map<string, EdgeLook>();
  let unanswered: ProviderFault[] = [];
  await inParallel(wanted, edgesAtOnce, async (each) => {
    const [first] = unanswered;
    const look =
      unanswered.length >= mostUnanswered && first ? unread(each, first) : await readEdge(session, each);
    if (look.edgeFault?.code === vcdCodes.noAnswer) unanswered = [...unanswered, look.edgeFault];
    looks.set(each.edgeId, look);
  });
  return looks;
}

function unread({ seen, firewall }: WantedEdge, fault: ProviderFault): EdgeLook {
  return {
    seen: seen ?? null,
    nat: null,
    used: null,
    firewall: null,
    groups: null,
    profiles: null,
    edgeFault: fault,
    firewallFault: firewall ? fault : null,
    tasks: null,
  };
}

async function readEdge(session: VcdSession, wanted: WantedEdge): Promise<EdgeLook> {
  const { edgeId } = wanted;
  const look: EdgeLook = {
    seen: wanted.seen ?? null,
    nat: null,
    used: null,
    firewall: null,
    groups: null,
    profiles: null,
    edgeFault: null,
    firewallFault: null,
    tasks: null,
  };
  look.edgeFault = await faultOf(async () => {
    look.seen = wanted.seen ?? (await getEdgeGateway(session, edgeId));
    // Edges of NSX-V have another API, and CSE 3.x exposes nothing through them.
    if (!look.seen.nsxT) return;
    const [nat, used] = await Promise.all([
      listNatRules(session, edgeId),
      listUsedAddresses(session, edgeId),
    ]);
    Object.assign(look, { nat, used });
  });
  const isSilent = look.edgeFault?.code === vcdCodes.noAnswer;
  if (!wanted.firewall || look.seen?.nsxT === false) return look;
  if (isSilent) return { ...look, firewallFault: look.edgeFault };
  look.firewallFault = await faultOf(async () => {
    Object.assign(look, await readFirewall(session, wanted));
  });
  return look;
}

async function readFirewall(
  session: VcdSession,
  { edgeId, known }: WantedEdge,
): Promise<Pick<EdgeLook, "firewall" | "groups" | "profiles">> {
  const [firewall, listed, own] = await Promise.all([
    getFirewall(session, edgeId),
    listFirewallGroups(session, edgeId),
    listPortProfiles(session, { edgeGatewayId: edgeId, scope: "TENANT" }),
  ]);
  const named = namesOf(firewall);
  const [groups, profiles] = await Promise.all([
    readGroups(session, listed, named.groups),
    readProfiles(session, own, named.profiles, known?.profiles ?? []),
  ]);
  return { firewall, groups, profiles };
}

/** What the rules that are switched on name, in their order. */
function namesOf({ systemRules, userRules, defaultRules }: FirewallSeen) {
  const rules = [...systemRules, ...userRules, ...defaultRules].filter(({ enabled }) => enabled);
  return {
    groups: new Set(
      rules.flatMap(({ sources, destinations }) => [...sources, ...destinations].map(({ id }) => id)),
    ),
    profiles: new Set(rules.flatMap(({ portProfiles }) => portProfiles.map(({ id }) => id))),
  };
}

/** Members of groups that rules name, and of those we made; the list does not tell them. */
async function readGroups(
  session: VcdSession,
  listed: FirewallGroupSeen[],
  named: Set<string>,
): Promise<FirewallGroupSeen[]> {
  const ours = listed.filter(({ name }) => parseOurRuleName(name.replace(/_(clients|node)$/, "")) !== null);
  const ids = [...new Set([...ours.map(({ id }) => id), ...named])].slice(0, mostDetails);
  const read = new Map(listed.map((group) => [group.id, group]));
  await inParallel(ids, detailsAtOnce, async (id) => {
    const fault = await faultOf(async () => {
      read.set(id, await getFirewallGroup(session, id));
    });
    if (fault?.code === vcdCodes.noAnswer) throw new ProviderError(fault, true);
  });
  return [...read.values()];
}

async function readProfiles(
  session: VcdSession,
  own: PortProfileSeen[],
  named: Set<string>,
  known: PortProfileSeen[],
): Promise<PortProfileSeen[]> {
  const read = new Map(own.map((profile) => [profile.id, profile]));
  for (const profile of known) {
    if (profile.scope === "SYSTEM" && named.has(profile.id)) read.set(profile.id, profile);
  }
  const missing = [...named].filter((id) => !read.has(id)).slice(0, mostDetails);
  await inParallel(missing, detailsAtOnce, async (id) => {
    const fault = await faultOf(async () => {
      read.set(id, await getPortProfile(session, id));
    });
    if (fault?.code === vcdCodes.noAnswer) throw new ProviderError(fault, true);
  });
  return [...read.values()];
}

/** The fault of work that failed; thrown on where no other call would fare better. */
async function faultOf(work: () => Promise<void>): Promise<ProviderFault | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!(error instanceof ProviderError) || refusesVcdCredentials(error.fault)) throw error;
    return error.fault;
  }
}
