import { FilterLinks } from "@/components/ui/filter-links";
import { SearchField } from "@/components/ui/search-field";
import { type ConnectionFilter, connectionFilters } from "@/lib/domain/connections/status";
import { type ListQuery, paths } from "@/lib/paths";

/** Search and filter links; both are addresses, so that they work everywhere and can be passed on. */
export function ConnectionFilters({
  organization,
  filters,
  counts,
}: {
  organization: string;
  filters: ListQuery;
  counts: Record<ConnectionFilter, number>;
}) {
  const { search, sort, cluster, state } = filters;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <FilterLinks
        label="Filter by state"
        current={state ?? "current"}
        links={connectionFilters.map(({ key, label }) => ({
          key,
          label,
          count: counts[key],
          href: paths.connections(organization, {
            search,
            sort,
            cluster,
            state: key === "current" ? undefined : key,
          }),
        }))}
      />
      <SearchField
        action={paths.connections(organization)}
        label="Search connections"
        placeholder="Name, account, VPC, peering"
        defaultValue={search}
        keep={{ sort, cluster, state }}
      />
    </div>
  );
}
