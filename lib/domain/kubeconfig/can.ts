import { allowed, type Capability, refused } from "../capability";
import type { Role } from "../people/roles";
import { type ActingPerson, actInVcd, mayByRole } from "../vcd/acting-person";
import * as can from "../vcd/can";
import type { ClusterDialect, ClusterEntitySeen } from "../vcd/observed";

/** A cluster of VCD, as far as its kubeconfig depends on it. `seen` is null before CSE made it. */
export type KubeconfigCluster = {
  name: string;
  placeId: string;
  dialect: ClusterDialect;
  kind: string;
  gone: boolean;
  seen: Pick<ClusterEntitySeen, "state" | "phase"> | null;
};

/** Having CSE read a cluster's kubeconfig in a person's own name. */
export function fetchKubeconfig(facts: {
  role: Role;
  person: ActingPerson | null;
  cluster: KubeconfigCluster;
}): Capability {
  const { role, person, cluster } = facts;
  const byRole = mayByRole(role, "kubeconfig.read", "read kubeconfigs");
  if (!byRole.ok) return byRole;
  if (cluster.gone) {
    return refused("state", `${cluster.name} is gone.`, "Nothing is left that a kubeconfig could lead to.");
  }
  if (!cluster.seen) {
    return refused("state", `CSE has not made ${cluster.name} yet.`, "Wait until the cluster is built.");
  }
  const { name, dialect, kind, seen } = cluster;
  if (dialect === "capvcd")
    return can.readKubeconfig({ rights: null, cluster: { name, dialect, kind, ...seen } });
  const signedIn = actInVcd(person, cluster.placeId);
  if (!signedIn.ok) return signedIn;
  return can.readKubeconfig({ rights: person?.rights ?? null, cluster: { name, dialect, kind, ...seen } });
}

/** Getting the kubeconfig that an admin registered for a cluster in AWS. */
export function fetchRegisteredKubeconfig(facts: {
  role: Role;
  registered: boolean;
  /** Why there is no line for `aws eks` either; null where there is one. */
  eks: { ok: true } | { ok: false; reason: string } | null;
}): Capability {
  const byRole = mayByRole(facts.role, "kubeconfig.read", "read kubeconfigs");
  if (!byRole.ok) return byRole;
  if (facts.registered) return allowed;
  if (facts.eks?.ok) {
    return refused(
      "state",
      "There is no file for this cluster.",
      "Run the line below: it makes one for you.",
    );
  }
  if (facts.eks) {
    return refused("state", facts.eks.reason, "Ask an admin of the provider to put the name right.");
  }
  return refused(
    "state",
    "Nobody has registered a kubeconfig for this cluster, nor its name in Amazon EKS.",
    "Ask an admin of the provider to register one of them.",
  );
}
