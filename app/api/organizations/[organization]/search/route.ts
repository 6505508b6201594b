import type { PaletteEntry } from "@/components/shell/palette-entry";
import { arrangeClusters, placeOfCluster } from "@/lib/domain/clusters/cluster-list";
import { paths } from "@/lib/paths";
import { listClusters } from "@/lib/services/clusters/list-clusters";
import { listConnections } from "@/lib/services/connections/list-connections";
import { defineRoute } from "@/lib/services/define-route";
import { listExposures } from "@/lib/services/exposures/list-exposures";

const mostOfAKind = 20;

/** Clusters, exposures and connections by anything they are known by, for the palette. */
export const GET = defineRoute(async ({ context, params, query }) => {
  const organization = params.organization ?? "";
  const search = query.get("search") ?? "";
  const clusters = arrangeClusters((await listClusters(context, {})).clusters, { search }).rows;
  const exposures = (await listExposures(context, { search, state: "current" })).rows;
  const connections = (await listConnections(context, { search, state: "all", sort: "name" })).rows;
  const entries: PaletteEntry[] = [
    ...clusters.slice(0, mostOfAKind).map((row) => ({
      href: paths.cluster(organization, row.id),
      label: row.name,
      group: "Clusters",
      hint: row.provider === "aws" ? placeOfCluster(row) : `${placeOfCluster(row)} ${row.dnat.address ?? ""}`,
    })),
    ...exposures.slice(0, mostOfAKind).map((row) => ({
      href: paths.exposure(organization, row.id),
      label: `Exposure of ${row.cluster.name}`,
      group: "Exposures",
      hint: [row.status.word, row.address ?? "", row.edgeName ?? ""].join(" "),
    })),
    ...connections.slice(0, mostOfAKind).map((row) => ({
      href: paths.connection(organization, row.id),
      label: row.name,
      group: "Connections",
      hint: [row.status.word, row.cluster.name, row.accountId, row.vpcId, row.peeringId ?? ""].join(" "),
    })),
  ];
  return { entries };
});
