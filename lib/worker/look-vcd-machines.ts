import type { SweptCluster } from "@/lib/db/vcd-sweeps";
import type { ClusterEntitySeen, ControlPlaneVmSeen, VirtualServiceSeen } from "@/lib/domain/vcd/observed";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { getControlPlaneVm } from "@/lib/providers/vcd/control-plane-vms";
import { isMissing, refusesVcdCredentials } from "@/lib/providers/vcd/faults";
import { getVirtualService } from "@/lib/providers/vcd/virtual-services";
import { inParallel } from "./in-parallel";

/** Machines take a call each: a look reads no more, the most wanted first. */
const mostMachines = 25;
/** Of clusters without an exposure, this many a look, those not read for longest first. */
const mostOthers = 3;
const freshMs = 5 * 60_000;
const mostServices = 20;
const callsAtOnce = 4;

export type MachinesLook = {
  /** Read now, by the entity's URN. */
  vms: Map<string, ControlPlaneVmSeen>;
  /** Entities whose machine is not there. */
  without: Set<string>;
};

/** Reads the machines of control planes: of `moving` entities always, of `exposed` ones where they are not fresh. */
export async function readMachines(
  session: VcdSession,
  clusters: ClusterEntitySeen[],
  { rows, moving, exposed, full, at }: MachinesWanted,
): Promise<MachinesLook> {
  const look: MachinesLook = { vms: new Map(), without: new Set() };
  const wanted = chooseMachines(clusters, { rows, moving, exposed, full, at });
  await inParallel(wanted, callsAtOnce, async ({ id, vAppId, controlPlane }) => {
    const vm = await unlessUnread(() => getControlPlaneVm(session, vAppId ?? "", controlPlane?.name ?? ""));
    if (vm) look.vms.set(id, vm);
    else if (vm === null) look.without.add(id);
  });
  return look;
}

type MachinesWanted = {
  /** By the entity's URN. */
  rows: Map<string, SweptCluster>;
  moving: Set<string>;
  exposed: Set<string>;
  full: boolean;
  at: Date;
};

/** Machines of these clusters as they are known after a look: read now, or a while ago. */
export function knownMachines(
  clusters: ClusterEntitySeen[],
  rows: Map<string, SweptCluster>,
  { vms, without }: MachinesLook,
): Map<string, ControlPlaneVmSeen> {
  const known = clusters.flatMap(({ id }): [string, ControlPlaneVmSeen][] => {
    const vm = vms.get(id) ?? (without.has(id) ? null : rows.get(id)?.vm);
    return vm ? [[id, vm]] : [];
  });
  return new Map(known);
}

function chooseMachines(
  clusters: ClusterEntitySeen[],
  { rows, moving, exposed, full, at }: MachinesWanted,
): ClusterEntitySeen[] {
  const readAt = ({ id }: ClusterEntitySeen) => rows.get(id)?.vmAt?.getTime() ?? 0;
  const isKnown = ({ id }: ClusterEntitySeen) => Boolean(rows.get(id)?.vm?.address);
  const oldestFirst = (a: ClusterEntitySeen, b: ClusterEntitySeen) => readAt(a) - readAt(b);
  const have = clusters.filter(({ dialect, vAppId, controlPlane }) => {
    return dialect !== "capvcd" && vAppId !== null && controlPlane !== null;
  });
  const now = have.filter(({ id }) => moving.has(id));
  if (!full) return now.sort(oldestFirst).slice(0, mostMachines);
  const stale = (each: ClusterEntitySeen) => !isKnown(each) || at.getTime() - readAt(each) >= freshMs;
  const rest = have.filter((each) => !moving.has(each.id) && stale(each)).sort(oldestFirst);
  const live = rest.filter(({ id }) => exposed.has(id));
  const others = rest.filter(({ id }) => !exposed.has(id));
  const unknown = others.filter((each) => !isKnown(each) && readAt(each) === 0);
  const known = others.filter((each) => !unknown.includes(each)).slice(0, mostOthers);
  return [...now, ...live, ...unknown, ...known].slice(0, mostMachines);
}

/** Reads the health of virtual services, some a look, in turns; those not read keep what was known. */
export async function readVirtualServices(
  session: VcdSession,
  clusters: ClusterEntitySeen[],
  rows: Map<string, SweptCluster>,
  at: Date,
): Promise<Map<string, VirtualServiceSeen>> {
  const services = clusters.flatMap(({ id, virtualServices }) => {
    const known = new Map((rows.get(id)?.seen?.virtualServices ?? []).map((each) => [each.id, each]));
    return virtualServices.map((each) => known.get(each.id) ?? each);
  });
  const read = new Map(services.map((each) => [each.id, each]));
  const turn = Math.floor(at.getTime() / 60_000) * mostServices;
  const wanted = services.length <= mostServices ? services : inTurn(services, turn % services.length);
  await inParallel(wanted, callsAtOnce, async ({ id }) => {
    const service = await unlessUnread(() => getVirtualService(session, id));
    if (service) read.set(id, service);
  });
  return read;
}

function inTurn<T>(items: T[], start: number): T[] {
  return [...items.slice(start), ...items.slice(0, start)].slice(0, mostServices);
}

/** Null: VCD says it is not there. Undefined: it was not read, for whatever reason. */
async function unlessUnread<T>(read: () => Promise<T | null>): Promise<T | null | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ProviderError) || refusesVcdCredentials(error.fault)) throw error;
    return isMissing(error.fault) ? null : undefined;
  }
}
