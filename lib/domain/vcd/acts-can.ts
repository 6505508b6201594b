import { allowed, type Capability, refused } from "../capability";
import type { Role } from "../people/roles";
import { type ActingPerson, actInVcd, mayByRole } from "./acting-person";
import type { ActKind, ActState } from "./acts";
import * as can from "./can";
import type { ClusterDialect, ClusterEntitySeen } from "./observed";

/** Who would act, where, and what holds acts back there. */
export type ActWorld = {
  role: Role;
  person: ActingPerson | null;
  placeId: string;
  site: { name: string; mode: "observe" | "act" };
  held: { by: "place" | "cluster"; reason: string | null } | null;
};

/** A cluster as acts depend on it. `seen` is null before CSE made it; `live` is the act that is under way. */
export type ActCluster = {
  name: string;
  dialect: ClusterDialect;
  kind: string;
  gone: boolean;
  seen: Pick<ClusterEntitySeen, "state" | "phase"> | null;
  live: { kind: ActKind; state: ActState } | null;
};

/** Having CSE create a cluster in a person's own name; with `exposed` an admin approves it first. */
export function createCluster(world: ActWorld, exposed: boolean): Capability {
  const byRole = mayByRole(world.role, "cluster.create", "create clusters");
  if (!byRole.ok) return byRole;
  const byExposure = exposed ? mayByRole(world.role, "exposure.request", "ask for exposures") : allowed;
  if (!byExposure.ok) return byExposure;
  const free = inOwnName(world);
  if (!free.ok) return free;
  return can.createCluster({ rights: world.person?.rights ?? null, exposed });
}

type Wanted = { workers: number; nfsNodes: number };

export function resizeCluster(
  world: ActWorld,
  cluster: ActCluster,
  counts?: { now: Wanted; wanted: Wanted },
): Capability {
  return onCluster(world, cluster, (facts) => can.resizeCluster({ ...facts, ...counts }));
}

export function upgradeCluster(world: ActWorld, cluster: ActCluster): Capability {
  return onCluster(world, cluster, can.upgradeCluster);
}

export function shareCluster(world: ActWorld, cluster: ActCluster): Capability {
  return onCluster(world, cluster, can.shareCluster);
}

export function deleteCluster(world: ActWorld, cluster: ActCluster): Capability {
  return onCluster(world, cluster, can.deleteCluster);
}

export function forceDeleteCluster(world: ActWorld, cluster: ActCluster): Capability {
  return onCluster(world, cluster, can.forceDeleteCluster);
}

/** Taking an act back before it is sent. */
export function cancelAct(role: Role, act: { state: ActState }): Capability {
  const byRole = mayByRole(role, "cluster.change", "change clusters");
  if (!byRole.ok) return byRole;
  if (act.state === "waiting") return allowed;
  return refused(
    "state",
    "It was sent to CSE already.",
    "Wait until CSE has finished: what was begun cannot be called back.",
  );
}

/** Role first, then what is so for everybody, then the person's own sign-in and rights. */
function onCluster(
  world: ActWorld,
  cluster: ActCluster,
  judge: (facts: Parameters<typeof can.upgradeCluster>[0]) => Capability,
): Capability {
  const byRole = mayByRole(world.role, "cluster.change", "change clusters");
  if (!byRole.ok) return byRole;
  const { name, dialect, kind, gone, seen, live } = cluster;
  if (gone) return refused("state", `${name} is gone.`, "Nothing is left of it to change.");
  if (!seen) {
    return refused(
      "state",
      `CSE has not made ${name} yet.`,
      "Wait until the cluster is built, or take it back.",
    );
  }
  // What its version cannot do at all is said first: signing in would not help.
  const ever = judge({ rights: null, cluster: { name, dialect, kind, ...seen } });
  if (!ever.ok && ever.kind === "limit") return ever;
  const free = inOwnName(world);
  if (!free.ok) return free;
  const able = judge({ rights: world.person?.rights ?? null, cluster: { name, dialect, kind, ...seen } });
  if (!live || (!able.ok && able.kind === "right")) return able;
  return refused("state", busyWith(live), "Wait until it has ended: one thing at a time.");
}

const doing: Record<ActKind, string> = {
  create: "Its creation",
  resize: "A resize",
  upgrade: "An upgrade",
  share: "A change of who it is shared with",
  delete: "Its deletion",
  "force-delete": "Its forced deletion",
};

function busyWith({ kind, state }: { kind: ActKind; state: ActState }): string {
  const so = state === "waiting" ? "is waiting to be sent" : "is under way";
  return `${doing[kind]} ${so}.`;
}

function inOwnName({ person, placeId, site, held }: ActWorld): Capability {
  if (site.mode === "observe") {
    return refused(
      "state",
      `${site.name} is in observe only: Drawbridge looks there and changes nothing.`,
      "Ask an admin of the provider to let it act.",
    );
  }
  if (held) {
    const what = held.by === "place" ? "This organization of VMware Cloud Director" : "This cluster";
    return refused(
      "state",
      `${what} is on hold${held.reason ? `: ${held.reason}` : "."}`,
      "An admin of the provider releases it.",
    );
  }
  return actInVcd(person, placeId);
}
