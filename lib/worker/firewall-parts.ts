import type { SweptExposure } from "@/lib/db/exposure-sweeps";
import { openingNames } from "@/lib/domain/exposures/firewall-changes";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { getFirewall, getFirewallGroup, listFirewallGroups } from "@/lib/providers/vcd/firewall";
import { listPortProfiles } from "@/lib/providers/vcd/port-profiles";
import type { WorkerContext } from "./context";
import type { ExposureSweep } from "./exposure-facts";
import type { EdgeLook } from "./vcd-look";

/**
 * Looks further where an exposure opens or closes its edge's firewall: the firewall itself, if the look left it out, and
 * the members of our own sets, which lists do not tell and which no rule may name yet.
 */
export async function completeFirewalls(
  { installationId }: WorkerContext,
  sweep: ExposureSweep,
  rows: SweptExposure[],
): Promise<ExposureSweep> {
  const concerned = rows.filter(({ exposure }) => exposure.firewall !== null);
  if (concerned.length === 0) return sweep;
  const edges = new Map(sweep.look.edges);
  for (const { exposure, cluster } of concerned) {
    const edgeId = exposure.edgeId ?? cluster.edgeId;
    const edge = edgeId === null ? undefined : edges.get(edgeId);
    if (edgeId === null || !edge || edge.firewallFault) continue;
    const names = openingNames({ installationId, id: exposure.id });
    edges.set(edgeId, await complete(sweep.session, edgeId, edge, names));
  }
  return { ...sweep, look: { ...sweep.look, edges } };
}

async function complete(
  session: VcdSession,
  edgeId: string,
  edge: EdgeLook,
  names: ReturnType<typeof openingNames>,
): Promise<EdgeLook> {
  try {
    const firewall = edge.firewall ?? (await getFirewall(session, edgeId));
    const groups = edge.groups ?? (await listFirewallGroups(session, edgeId));
    const own = [names.clients, names.node];
    const members = await Promise.all(
      groups.map((group) =>
        own.includes(group.name) && group.ipAddresses === null
          ? getFirewallGroup(session, group.id)
          : Promise.resolve(group),
      ),
    );
    const profiles = edge.profiles ?? [];
    const mine = profiles.some(({ name }) => name === names.profile)
      ? []
      : await listPortProfiles(session, { edgeGatewayId: edgeId, name: names.profile });
    return { ...edge, firewall, groups: members, profiles: [...profiles, ...mine] };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { ...edge, firewall: null, groups: null, profiles: null, firewallFault: error.fault };
  }
}
