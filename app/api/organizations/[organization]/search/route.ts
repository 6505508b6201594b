import type { PaletteEntry } from "@/components/shell/palette-entry";
import { paths } from "@/lib/paths";
import { listConnections } from "@/lib/services/connections/list-connections";
import { defineRoute } from "@/lib/services/define-route";

/** Connections by anything they are known by, for the palette. */
export const GET = defineRoute(async ({ context, params, query }) => {
  const search = query.get("search") ?? "";
  const { rows } = await listConnections(context, { search, state: "all", sort: "name" });
  const entries: PaletteEntry[] = rows.slice(0, 20).map((row) => ({
    href: paths.connection(params.organization ?? "", row.id),
    label: row.name,
    group: "Connections",
    hint: [row.status.word, row.cluster.name, row.accountId, row.vpcId, row.peeringId ?? ""].join(" "),
  }));
  return { entries };
});
