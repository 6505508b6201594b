import { countPool, edgeRanges, type Reservation } from "../exposures/addresses";
import type { EdgeGatewaySeen, NatRuleSeen, UsedAddressSeen } from "../exposures/observed";
import { type ClusterKind, clusterKinds } from "./cluster-config";
import type { CreateChoice, NetworkChoice, TemplateChoice, VdcChoice } from "./create-views";
import type {
  CseVdcSeen,
  OrgNetworkSeen,
  OrgVdcSeen,
  SizingPolicySeen,
  StorageProfileSeen,
  TemplateSeen,
} from "./observed";

/** An edge gateway with what its addresses are counted from; null: not read. */
export type EdgeFacts = {
  seen: EdgeGatewaySeen;
  used: readonly UsedAddressSeen[] | null;
  rules: readonly NatRuleSeen[] | null;
  reservations: readonly Reservation[];
};

/** Org VDCs with their storage profiles, as the form offers them. */
export function vdcChoices(
  vdcs: readonly OrgVdcSeen[],
  profiles: readonly StorageProfileSeen[],
  byCse: readonly CseVdcSeen[] | null,
): VdcChoice[] {
  return vdcs.map((vdc) => {
    const runtimes = byCse ? (byCse.find(({ id }) => id === vdc.id)?.runtimes ?? []) : null;
    return {
      id: vdc.id,
      value: vdc.name,
      label: vdc.name,
      note: runtimes && runtimes.length > 0 ? `for ${runtimes.join(" and ")}` : null,
      unfit: vdc.isEnabled ? noRuntimes(runtimes) : "It is disabled in VMware Cloud Director.",
      runtimes,
      storageProfiles: profiles.filter(({ vdcId }) => vdcId === vdc.id).map(profileChoice),
    };
  });
}

function noRuntimes(runtimes: string[] | null): string | null {
  return runtimes?.length === 0 ? "The provider has not enabled clusters in it." : null;
}

function profileChoice({ name, isDefault, isEnabled }: StorageProfileSeen): CreateChoice {
  return {
    value: name,
    label: name,
    note: isDefault ? "default" : null,
    unfit: isEnabled ? null : "It is disabled in VMware Cloud Director.",
  };
}

const networkTypes: Record<string, string> = {
  ISOLATED: "isolated",
  DIRECT: "direct",
  DIRECT_UPLINK: "direct",
  OPAQUE: "opaque",
  CROSS_VDC: "cross-VDC",
};

/** Networks by name; those that CSE cannot tell apart say so. */
export function networkChoices(
  networks: readonly OrgNetworkSeen[],
  vdcs: readonly OrgVdcSeen[],
  edges: ReadonlyMap<string, EdgeFacts>,
  now: Date,
): NetworkChoice[] {
  return networks.map((network) => {
    const edge = network.edgeGateway ? edges.get(network.edgeGateway.id) : undefined;
    const routed = network.type === "NAT_ROUTED";
    const twins = networks.filter(({ name }) => name === network.name).length;
    return {
      value: network.name,
      label: network.name,
      note: routed
        ? `routed${network.edgeGateway ? ` by ${network.edgeGateway.name}` : ""}`
        : (networkTypes[network.type] ?? network.type.toLowerCase()),
      unfit: twins > 1 ? `${twins} networks have this name, and CSE tells them by name.` : null,
      vdcId: vdcs.some(({ id }) => id === network.owner?.id) ? (network.owner?.id ?? null) : null,
      edgeName: network.edgeGateway?.name ?? null,
      addresses: routed && edge ? freeAddresses(edge, now) : null,
    };
  });
}

/** Counted as CSE counts: over the first uplink's ranges. Null where uses could not be read. */
function freeAddresses(
  { seen, used, rules, reservations }: EdgeFacts,
  now: Date,
): { free: number; total: number } | null {
  if (!used) return null;
  const { free, total } = countPool(
    { ranges: edgeRanges(seen, "cse"), used, rules: rules ?? [], reservations },
    now,
  );
  return { free, total };
}

export function templateChoices(templates: readonly TemplateSeen[]): TemplateChoice[] {
  return templates.map((template) => {
    const {
      name,
      revision,
      kind,
      isDefault,
      isDeprecated,
      kubernetes,
      kubernetesVersion,
      cni,
      cniVersion,
      os,
    } = template;
    const versions = [
      kubernetes || `Kubernetes ${kubernetesVersion}`,
      [cni, cniVersion].filter(Boolean).join(" "),
      os,
    ];
    return { name, revision, kind, isDefault, isDeprecated, label: versions.filter(Boolean).join(", ") };
  });
}

export function sizingChoices(policies: readonly SizingPolicySeen[]): CreateChoice[] {
  return policies.map(({ name, description, cpuCount, memoryMb }) => {
    const size = [
      cpuCount === null ? "" : `${cpuCount} CPU`,
      memoryMb === null ? "" : `${Math.round(memoryMb / 102.4) / 10} GiB`,
    ]
      .filter(Boolean)
      .join(", ");
    return { value: name, label: name, note: size || description || null, unfit: null };
  });
}

/** Kinds that there is a template for; all of them while templates were not read. */
export function kindsOffered(templates: readonly TemplateSeen[] | null): ClusterKind[] {
  if (!templates || templates.length === 0) return [...clusterKinds];
  return clusterKinds.filter((kind) => templates.some((template) => template.kind === kind));
}
