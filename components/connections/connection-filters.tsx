import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { TextInput } from "@/components/ui/text-input";
import { TextLink } from "@/components/ui/text-link";
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
  const current = filters.state ?? "current";
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <nav aria-label="Filter by state">
        <ul className="flex flex-wrap gap-1">
          {connectionFilters.map(({ key, label }) => (
            <li key={key}>
              <TextLink
                href={paths.connections(organization, {
                  search: filters.search,
                  sort: filters.sort,
                  cluster: filters.cluster,
                  state: key === "current" ? undefined : key,
                })}
                aria-current={current === key ? "true" : undefined}
                className={classNames(
                  "inline-flex min-h-8 items-center gap-1.5 rounded-md px-2.5 no-underline",
                  current === key
                    ? "bg-accent-surface font-medium text-accent-text"
                    : "text-muted hover:bg-surface-sunken hover:text-text",
                )}
              >
                {label}
                <span className="text-sm">{counts[key]}</span>
              </TextLink>
            </li>
          ))}
        </ul>
      </nav>
      <search>
        <form method="get" action={paths.connections(organization)} className="flex gap-2">
          {filters.state ? <input type="hidden" name="state" value={filters.state} /> : null}
          {filters.sort ? <input type="hidden" name="sort" value={filters.sort} /> : null}
          {filters.cluster ? <input type="hidden" name="cluster" value={filters.cluster} /> : null}
          <TextInput
            type="search"
            name="search"
            aria-label="Search connections"
            placeholder="Name, account, VPC, peering"
            defaultValue={filters.search}
            className="w-64 max-sm:w-full"
          />
          <Button type="submit" icon={<Search size={16} aria-hidden="true" />}>
            Search
          </Button>
        </form>
      </search>
    </div>
  );
}
