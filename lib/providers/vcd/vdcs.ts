import { z } from "zod";
import type {
  OrgNetworkSeen,
  OrgVdcSeen,
  SizingPolicySeen,
  StorageProfileSeen,
} from "@/lib/domain/vcd/observed";
import type { VcdSession } from "./client";
import { bareId, urn } from "./identifiers";
import { readList } from "./paging";
import { flag, numberOrNull, reference, subnets, text, textOrNull } from "./wire";

const vdc = z
  .object({
    id: z.string(),
    name: z.string(),
    description: text,
    allocationType: textOrNull,
    org: reference,
    isEnabled: flag(true),
  })
  .transform(({ org, ...rest }): OrgVdcSeen => ({ ...rest, organization: org }));

/** Org VDCs of the organization. */
export function listVdcs(session: VcdSession): Promise<OrgVdcSeen[]> {
  return readList(session, "ListVdcs", "/cloudapi/1.0.0/vdcs", vdc);
}

const network = z
  .object({
    id: z.string(),
    name: z.string(),
    networkType: text,
    subnets,
    connection: z.object({ routerRef: reference, connected: flag(true) }).nullish(),
    orgVdc: reference,
    ownerRef: reference,
    orgRef: reference,
    orgVdcIsNsxTBacked: flag(false),
    backingNetworkType: text,
    shared: flag(false),
    status: text,
    routeAdvertised: flag(false),
  })
  .transform(
    (wire): OrgNetworkSeen => ({
      id: wire.id,
      name: wire.name,
      type: wire.networkType,
      owner: wire.ownerRef ?? wire.orgVdc,
      organization: wire.orgRef,
      edgeGateway: wire.connection?.routerRef ?? null,
      connected: wire.connection?.connected ?? false,
      nsxT: wire.orgVdcIsNsxTBacked || wire.backingNetworkType.startsWith("NSXT"),
      routeAdvertised: wire.routeAdvertised,
      shared: wire.shared,
      status: wire.status,
      subnets: wire.subnets,
    }),
  );

/**
 * Networks of the organization; with `vdcId` those that this VDC can use, its VDC group's included. CSE looks them up by
 * name over the whole organization and gives up where two share one.
 */
export function listNetworks(
  session: VcdSession,
  { vdcId }: { vdcId?: string } = {},
): Promise<OrgNetworkSeen[]> {
  const query = { filter: vdcId ? `_context==${urn("vdc", vdcId)}` : "_context==includeAccessible" };
  return readList(session, "ListNetworks", "/cloudapi/1.0.0/orgVdcNetworks", network, { query });
}

const policy = z
  .object({
    id: z.string(),
    name: z.string(),
    description: text,
    cpuCount: numberOrNull,
    memory: numberOrNull,
    isSizingOnly: flag(false),
  })
  .transform(({ memory, ...rest }): SizingPolicySeen & { isSizingOnly: boolean } => ({
    ...rest,
    memoryMb: memory,
  }));

/** VM sizing policies published to a VDC; placement policies are left out. */
export async function listSizingPolicies(session: VcdSession, vdcId: string): Promise<SizingPolicySeen[]> {
  const path = `/cloudapi/1.0.0/vdcs/${urn("vdc", vdcId)}/computePolicies`;
  const policies = await readList(session, "ListSizingPolicies", path, policy);
  return policies.filter(({ isSizingOnly }) => isSizingOnly).map(({ isSizingOnly: _, ...rest }) => rest);
}

const storagePolicy = z
  .object({
    id: z.string(),
    name: z.string(),
    enabled: flag(true),
    isDefaultStorageProfile: flag(false),
    orgVdc: reference,
    limit: numberOrNull,
    storageUsedMB: numberOrNull,
  })
  .transform(
    (wire): StorageProfileSeen => ({
      id: wire.id,
      name: wire.name,
      vdcId: wire.orgVdc?.id ?? null,
      isEnabled: wire.enabled,
      isDefault: wire.isDefaultStorageProfile,
      limitMb: wire.limit,
      usedMb: wire.storageUsedMB,
    }),
  );

/** Storage profiles of all VDCs of the organization, or of one. */
export async function listStorageProfiles(
  session: VcdSession,
  { vdcId }: { vdcId?: string } = {},
): Promise<StorageProfileSeen[]> {
  const path = "/cloudapi/1.0.0/orgVdcStoragePolicies";
  const profiles = await readList(session, "ListStorageProfiles", path, storagePolicy);
  return profiles.filter((profile) => !vdcId || (profile.vdcId && bareId(profile.vdcId) === bareId(vdcId)));
}
