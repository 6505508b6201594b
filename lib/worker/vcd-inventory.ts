import type { PlaceClaim } from "@/lib/db/places";
import { recordCseInventory, recordVcdInventory } from "@/lib/db/vcd-records";
import { type DueCseInventory, findDueCseInventories, type SweptVcdPlace } from "@/lib/db/vcd-sweeps";
import type { SizingPolicySeen } from "@/lib/domain/vcd/observed";
import { log } from "@/lib/log";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { commonCseVersion, getCseServer, listCseVdcs, listTemplates } from "@/lib/providers/vcd/cse";
import { refusesVcdCredentials } from "@/lib/providers/vcd/faults";
import { listNetworks, listSizingPolicies, listStorageProfiles, listVdcs } from "@/lib/providers/vcd/vdcs";
import type { WorkerContext } from "./context";
import { inParallel } from "./in-parallel";
import { noteRefusedToken, openPersonSession } from "./person-session";
import type { InventoryOutcome } from "./refresh-inventory";

const policiesAtOnce = 3;
/** Templates and CSE's view of VDCs are read again after this, and tried again after this where that failed. */
const cseInventoryEveryMs = 3_600_000;
const cseRetryMs = 5 * 60_000;

/** Takes the inventory of an organization of VCD if it is due. It fails on its own: what is known stays. */
export async function refreshVcdInventory(
  { db }: Pick<WorkerContext, "db">,
  claim: PlaceClaim,
  { place, binding }: SweptVcdPlace,
  session: VcdSession,
  at: Date,
): Promise<InventoryOutcome> {
  if (place.inventoryDueAt > at) return { kind: "not-due" };
  try {
    const [vdcs, networks, storageProfiles] = await Promise.all([
      listVdcs(session),
      listNetworks(session),
      listStorageProfiles(session),
    ]);
    const policies = new Map<string, SizingPolicySeen>();
    await inParallel(vdcs, policiesAtOnce, async ({ id }) => {
      for (const policy of await listSizingPolicies(session, id)) policies.set(policy.id, policy);
    });
    const sizingPolicies = [...policies.values()].sort((a, b) => a.name.localeCompare(b.name));
    const facts = { vdcs, networks, storageProfiles, sizingPolicies };
    await recordVcdInventory(db, claim, binding.organizationId, facts, at);
    return { kind: "done", complete: true };
  } catch (error) {
    if (!(error instanceof ProviderError) || refusesVcdCredentials(error.fault)) throw error;
    log.warn({ placeId: place.id, fault: error.fault }, "The inventory of a place failed");
    return { kind: "failed", fault: error.fault };
  }
}

/** Reads cluster templates and CSE's view of VDCs where they are due, each with the token of somebody signed in. */
export class CseInventories {
  private readonly triedAt = new Map<string, number>();

  /** Resolves once all that were due have been read, or have failed. */
  async readDue(context: WorkerContext): Promise<void> {
    const now = context.clock();
    const before = new Date(now.getTime() - cseInventoryEveryMs);
    const due = new Map<string, DueCseInventory>();
    for (const each of await findDueCseInventories(context.db, { before, now })) {
      const triedAt = this.triedAt.get(tryOf(each));
      const rests = triedAt !== undefined && now.getTime() - triedAt < cseRetryMs;
      if (!rests && !due.has(each.placeId)) due.set(each.placeId, each);
    }
    for (const each of due.values()) this.triedAt.set(tryOf(each), now.getTime());
    await Promise.all([...due.values()].map((each) => readCseInventory(context, each)));
  }
}

/** Somebody else's token may do where one's right was missing. */
const tryOf = ({ placeId, vcdSessionId }: DueCseInventory) => `${placeId} ${vcdSessionId}`;

async function readCseInventory(
  context: WorkerContext,
  { placeId, siteId, vcdSessionId }: DueCseInventory,
): Promise<void> {
  try {
    const opened = await openPersonSession(context, vcdSessionId, "ListTemplates");
    if (!opened.ok) return;
    const { session } = opened;
    const server = await getCseServer(session);
    const version = server && commonCseVersion(session, server);
    const [templates, vdcs] = version
      ? await Promise.all([listTemplates(session, version), listCseVdcs(session, version)])
      : [[], []];
    await recordCseInventory(context.db, { placeId, siteId }, { server, templates, vdcs }, context.clock());
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    await noteRefusedToken(context, vcdSessionId, error);
    log.warn({ placeId, fault: error.fault }, "Cluster templates could not be read");
  }
}
