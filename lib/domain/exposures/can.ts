import { allowed, type Capability, refused } from "../capability";
import { addExposure, type Quota } from "../organizations/can";
import type { Role } from "../people/roles";
import { type ActingPerson, actInVcd, mayByRole } from "../vcd/acting-person";
import * as vcdCan from "../vcd/can";
import type { ClusterDialect, ClusterEntitySeen } from "../vcd/observed";
import type { DnatCode } from "./dnat-status";
import type { RepairAct } from "./dnat-status-views";
import { type ExposureState, isExposureEnded } from "./states";

/**
 * Who wants something done: their role here, and who they are in VMware Cloud Director; null for local people and for
 * the provider's, whom only their role limits: our own rules go with the site's credential.
 */
export type By = { role: Role; person: ActingPerson | null };

/** A cluster, as far as it decides what may be done about its exposure. `seen` is null before CSE made it. */
export type ExposableCluster = {
  name: string;
  placeId: string;
  dialect: ClusterDialect;
  kind: string;
  gone: boolean;
  seen: Pick<ClusterEntitySeen, "state" | "phase"> | null;
};

/** The one live exposure of a cluster; `null` where there is none. */
export type LiveExposure = { state: ExposureState } | null;

const whole = (cluster: ExposableCluster) => ({
  name: cluster.name,
  dialect: cluster.dialect,
  kind: cluster.kind,
  state: cluster.seen?.state ?? "PRE_CREATED",
  phase: cluster.seen?.phase ?? { operation: "CREATE" as const, status: "IN_PROGRESS" as const },
});

/** The person's rights as they count for this place; somebody of another organization of VCD has none that do. */
function rightsAt({ person }: By, placeId: string): { rights: readonly string[] | null } | Capability {
  if (person === null) return { rights: null };
  if (person.placeId === placeId) return { rights: person.rights };
  return refused(
    "right",
    `You are signed in to ${person.organizationName} at ${person.siteName}, and this belongs to another organization of VMware Cloud Director.`,
    "Sign in with your account of that organization, then try again.",
  );
}

type Acting = { ok: true; rights: readonly string[] | null } | { ok: false; capability: Capability };

function acting(by: By, permission: Parameters<typeof mayByRole>[1], what: string, placeId: string): Acting {
  const byRole = mayByRole(by.role, permission, what);
  if (!byRole.ok) return { ok: false, capability: byRole };
  const rights = rightsAt(by, placeId);
  return "rights" in rights ? { ok: true, rights: rights.rights } : { ok: false, capability: rights };
}

/** What already leads to the cluster, so that a rule of ours beside it would only be a second way in. */
const alreadyThere: readonly DnatCode[] = [
  "active",
  "configuring",
  "removing",
  "removal-incomplete",
  "half-made",
  "rule-changed",
  "shadowed",
  "orphan",
];

/** Exposing a cluster later or again, by a rule of Drawbridge's own. */
export function requestExposure(
  facts: By & { cluster: ExposableCluster; live: LiveExposure; dnat: DnatCode; quota: Quota },
): Capability {
  const { cluster, live } = facts;
  const by = acting(facts, "exposure.request", "expose clusters", cluster.placeId);
  if (!by.ok) return by.capability;
  if (cluster.gone)
    return refused("state", `${cluster.name} no longer exists.`, "Nothing is left to expose.");
  if (live?.state === "awaiting-approval") {
    return refused("state", "A request for it waits for approval.", "Withdraw that one to ask anew.");
  }
  const exposure = live === null ? "none" : live.state === "withdrawing" ? "leaving" : "live";
  const able = vcdCan.exposeCluster({ rights: by.rights, cluster: whole(cluster), exposure });
  if (!able.ok) return able;
  if (!alreadyThere.includes(facts.dnat)) return addExposure(facts.quota);
  return refused(
    "state",
    `A rule already leads to ${cluster.name}.`,
    "Un-expose it first; then Drawbridge exposes it with a rule of its own, any number of times.",
  );
}

/** Taking a request for an exposure back before anybody has decided on it. */
export function withdrawExposure(facts: { role: Role; state: ExposureState }): Capability {
  const byRole = mayByRole(facts.role, "exposure.withdraw", "take back requests");
  if (!byRole.ok) return byRole;
  if (facts.state === "awaiting-approval") return allowed;
  return isExposureEnded(facts.state)
    ? refused("state", "This request has ended.", "Nothing is left to withdraw.")
    : refused("state", "This request has been decided already.", "Un-expose the cluster instead.");
}

/**
 * Taking an exposure back. `taker`: CSE does it in the person's own name, or Drawbridge deletes the rule. `rule`: a rule
 * without an exposure of ours counts as one.
 */
export function removeExposure(
  facts: By & {
    cluster: ExposableCluster;
    live: LiveExposure;
    /** There is no exposure of ours, and CSE's rule is on the edge. */
    foundRule: boolean;
    taker: "cse" | "rule";
  },
): Capability {
  const { cluster, live, taker } = facts;
  const by = acting(facts, "exposure.remove", "un-expose clusters", cluster.placeId);
  if (!by.ok) return by.capability;
  if (live?.state === "awaiting-approval") {
    return refused("state", "This request waits for approval.", "Withdraw the request instead.");
  }
  if (live === null && !facts.foundRule) {
    return refused("state", `${cluster.name} is not exposed.`, "Nothing is to be taken back.");
  }
  const exposure = live?.state === "withdrawing" ? "leaving" : "live";
  if (taker === "rule") {
    return vcdCan.unexposeCluster({ rights: by.rights, cluster: whole(cluster), exposure, by: "rule" });
  }
  if (cluster.gone) {
    return refused("state", `${cluster.name} no longer exists.`, "Have the rule deleted directly.");
  }
  const signedIn = actInVcd(facts.person, cluster.placeId);
  if (!signedIn.ok) return signedIn;
  return vcdCan.unexposeCluster({ rights: by.rights, cluster: whole(cluster), exposure, by: "cse" });
}

/** Having a rule put right that somebody changed, narrowed to its port, or an un-expose tried again. */
export function repairExposure(
  facts: By & { placeId: string; possible: readonly RepairAct[]; act?: RepairAct },
): Capability {
  const by = acting(facts, "exposure.repair", "put rules right", facts.placeId);
  if (!by.ok) return by.capability;
  const right = vcdCan.changeRule({ rights: by.rights, act: "narrow" });
  if (!right.ok) return right;
  const fits = facts.act ? facts.possible.includes(facts.act) : facts.possible.length > 0;
  return fits
    ? allowed
    : refused("state", "Nothing of this exposure is to be put right.", "Look at the page as it is now.");
}

/** Having the edge's firewall opened at all: what VCD denies the person is not done for them. */
export function mayOpenFirewall(facts: By & { placeId: string }): Capability {
  const by = acting(facts, "exposure.request", "ask for openings of the firewall", facts.placeId);
  return by.ok ? vcdCan.openFirewall({ rights: by.rights }) : by.capability;
}

/** Asking that the edge's firewall let given clients in, beside an exposure that is there. */
export function openFirewall(
  facts: By & { placeId: string; live: LiveExposure; waiting: boolean },
): Capability {
  const may = mayOpenFirewall(facts);
  if (!may.ok) return may;
  if (facts.waiting) {
    return refused("state", "A request for an opening waits for approval.", "Withdraw that one to ask anew.");
  }
  if (facts.live === null || isExposureEnded(facts.live.state) || facts.live.state === "withdrawing") {
    return refused("state", "The cluster is not exposed by Drawbridge.", "Expose it first.");
  }
  if (facts.live.state === "awaiting-approval") {
    return refused("state", "The exposure itself waits for approval.", "Ask once it is approved.");
  }
  return allowed;
}

/** Taking an opening of ours back. Closing needs nobody's approval. */
export function closeFirewall(
  facts: By & { placeId: string; live: LiveExposure; open: boolean },
): Capability {
  const by = acting(facts, "exposure.remove", "close openings of the firewall", facts.placeId);
  if (!by.ok) return by.capability;
  const right = vcdCan.openFirewall({ rights: by.rights });
  if (!right.ok) return right;
  if (facts.open && facts.live !== null && facts.live.state !== "withdrawing") return allowed;
  return refused("state", "There is no opening of Drawbridge's.", "Nothing is to be closed.");
}

/** Stopping, as an admin of the provider, that anything is sent to VCD for an exposure or a cluster. */
export function hold(facts: { role: Role; ended: boolean; held: boolean; what: string }): Capability {
  const byRole = mayByRole(facts.role, "exposure.hold", `hold ${facts.what}s`);
  if (!byRole.ok) return byRole;
  if (facts.ended)
    return refused("state", `This ${facts.what} has ended.`, "Nothing is sent for it any more.");
  return facts.held
    ? refused("state", `This ${facts.what} is on hold already.`, "Release it first to change the reason.")
    : allowed;
}

/** Letting what is wanted be sent again. */
export function release(facts: { role: Role; held: boolean; what: string }): Capability {
  const byRole = mayByRole(facts.role, "exposure.hold", `release ${facts.what}s`);
  if (!byRole.ok) return byRole;
  return facts.held
    ? allowed
    : refused(
        "state",
        `This ${facts.what} is not on hold.`,
        "Holds of its cluster or site are released there.",
      );
}

/** Whether somebody may take over a rule that CSE made, so that Drawbridge looks after it from now on. */
export function followRule(
  facts: By & { cluster: ExposableCluster; live: LiveExposure; foundRule: boolean },
): Capability {
  const by = acting(facts, "exposure.repair", "take over rules", facts.cluster.placeId);
  if (!by.ok) return by.capability;
  if (facts.live !== null) {
    return refused("state", `${facts.cluster.name} has an exposure already.`, "One exposure at a time.");
  }
  return facts.foundRule
    ? allowed
    : refused("state", `No rule of CSE's leads to ${facts.cluster.name}.`, "Nothing is to be taken over.");
}
