import { FilterLinks } from "@/components/ui/filter-links";
import { SearchField } from "@/components/ui/search-field";
import { type ExposureFilter, exposureFilters } from "@/lib/domain/exposures/views";
import { type ListQuery, paths } from "@/lib/paths";

/** Search and filter links; both are addresses, so that they work everywhere and can be passed on. */
export function ExposureFilters({
  organization,
  filters,
  counts,
}: {
  organization: string;
  filters: ListQuery;
  counts: Record<ExposureFilter, number>;
}) {
  const { search, cluster, state } = filters;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <FilterLinks
        label="Filter by state"
        current={state ?? "current"}
        links={exposureFilters.map(({ key, label }) => ({
          key,
          label,
          count: counts[key],
          href: paths.exposures(organization, {
            search,
            cluster,
            state: key === "current" ? undefined : key,
          }),
        }))}
      />
      <SearchField
        action={paths.exposures(organization)}
        label="Search exposures"
        placeholder="Cluster, address, edge gateway"
        defaultValue={search}
        keep={{ cluster, state }}
      />
    </div>
  );
}
