import { z } from "zod";
import type { ClusterEntitySeen } from "@/lib/domain/vcd/observed";
import { type EntityWire, entityBase } from "./entity-wire";
import { text, textOrNull } from "./wire";

const document = z.object({
  metadata: z.object({ name: text, virtualDataCenterName: textOrNull }).nullish(),
  status: z
    .object({
      vcdKe: z.object({ state: textOrNull }).nullish(),
      capvcd: z
        .object({
          phase: textOrNull,
          kubernetes: textOrNull,
          clusterApiStatus: z
            .object({ apiEndpoints: z.array(z.object({ host: z.string(), port: z.number() })).nullish() })
            .nullish(),
          vcdProperties: z.object({ orgVdcs: z.array(z.object({ name: textOrNull })).nullish() }).nullish(),
          vcdResourceSet: z
            .array(
              z.object({
                type: text,
                id: text,
                name: text,
                additionalDetails: z.record(z.string(), z.unknown()).nullish(),
              }),
            )
            .nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

/** Entities of `vmware:capvcdCluster:*` (CSE 4, CAPVCD): reachable by a virtual service from birth, only read here. */
export function readCapvcd(wire: EntityWire): ClusterEntitySeen {
  const { metadata, status } = document.parse(wire.entity);
  const base = entityBase(wire);
  const capvcd = status?.capvcd;
  const endpoint = capvcd?.clusterApiStatus?.apiEndpoints?.[0] ?? null;
  const services = (capvcd?.vcdResourceSet ?? []).filter(({ type }) => type === "VirtualService");
  return {
    ...base,
    dialect: "capvcd",
    name: metadata?.name || base.name,
    kind: "CAPVCD",
    capvcdState: status?.vcdKe?.state ?? capvcd?.phase ?? null,
    vdcName: metadata?.virtualDataCenterName ?? capvcd?.vcdProperties?.orgVdcs?.[0]?.name ?? null,
    wantsExpose: true,
    saysExposed: endpoint !== null,
    externalAddress: endpoint?.host ?? null,
    kubernetes: capvcd?.kubernetes ?? null,
    apiEndpoint: endpoint ? { host: endpoint.host, port: endpoint.port } : null,
    virtualServices: services.map(({ id, name, additionalDetails }) => ({
      id,
      name,
      virtualIp: typeof additionalDetails?.virtualIP === "string" ? additionalDetails.virtualIP : null,
      health: null,
    })),
    // It holds the person's API token and private keys of the cluster; nothing here writes it back.
    document: {},
  };
}
