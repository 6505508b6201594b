import { z } from "zod";
import {
  type BindingFigures,
  type BoundOrganization,
  listBindingFigures,
  listBoundOrganizations,
  listSiteRows,
  type SiteRow,
} from "@/lib/db/sites";
import type { SiteLine } from "@/lib/domain/sites/views";
import { verb } from "../verb";

export const listSites = verb({
  name: "sites.list",
  kind: "read",
  permission: "site.read",
  input: z.object({}),
  run: async ({ tx }): Promise<SiteLine[]> => {
    const sites = await listSiteRows(tx);
    const bound = await listBoundOrganizations(tx, "*");
    const figures = await listBindingFigures(tx, "*");
    return sites.map((site) =>
      toLine(
        site,
        bound.filter(({ binding }) => binding.siteId === site.id),
        figures,
      ),
    );
  },
});

function toLine(site: SiteRow, bound: BoundOrganization[], figures: Map<string, BindingFigures>): SiteLine {
  const sum = (count: (each: BindingFigures) => number) =>
    bound.reduce((total, { binding }) => {
      const each = figures.get(binding.id);
      return total + (each ? count(each) : 0);
    }, 0);
  const sweeps = bound.map(({ place }) => place.sweptAt?.toISOString() ?? null);
  return {
    id: site.id,
    name: site.name,
    url: site.url,
    mode: site.mode,
    organizations: bound.length,
    clusters: sum(({ clusters }) => clusters),
    exposures: sum(({ exposures }) => exposures),
    oldestSweepAt: sweeps.includes(null) ? null : (sweeps.sort()[0] ?? null),
    failing: bound.filter(({ place }) => place.failures > 0).map(({ binding }) => binding.name),
    held: bound.filter(({ place }) => place.heldAt).map(({ binding }) => binding.name),
    checkFailures: site.checkResult?.lines.filter(({ result }) => result === "fail").length ?? null,
  };
}
