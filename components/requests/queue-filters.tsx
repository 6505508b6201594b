import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { FilterLinks } from "@/components/ui/filter-links";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import { TextLink } from "@/components/ui/text-link";
import { isNarrowed, type RequestFilters, requestQuery } from "@/lib/domain/requests/filters";
import type { RequestPage } from "@/lib/domain/requests/views";
import type { RequestListQuery } from "@/lib/paths";

/** Filters of a list of requests, all of them addresses: they can be kept, passed on and used without scripts. */
export function QueueFilters({
  page,
  path,
  asProvider,
}: {
  page: Pick<RequestPage, "filters" | "counts" | "organizations">;
  path: (query: RequestListQuery) => string;
  /** Whoever decides has more to choose from than those who ask. */
  asProvider: boolean;
}) {
  const { filters, counts } = page;
  const { after: _, organization: __, ...kept } = filters;
  const keep: RequestFilters = asProvider ? { ...kept, organization: filters.organization } : kept;
  const to = (change: Partial<RequestFilters>) => path(requestQuery({ ...keep, ...change }));
  return (
    <div className="space-y-3">
      <FilterLinks
        label="Which requests"
        current={filters.state}
        links={[
          { key: "waiting", label: "Waiting", href: to({ state: "waiting" }), count: counts.waiting },
          ...(["decided", "approved", "denied", "withdrawn", "expired"] as const).map((state) => ({
            key: state,
            label: state === "decided" ? "All decided" : state.charAt(0).toUpperCase() + state.slice(1),
            href: to({ state, whose: undefined, second: undefined, risk: undefined }),
          })),
        ]}
      />
      {asProvider && filters.state === "waiting" ? (
        <FilterLinks
          label="Waiting for whom"
          current={filters.second ? "second" : (filters.whose ?? "all")}
          links={[
            { key: "all", label: "For anybody", href: to({ whose: undefined, second: undefined }) },
            {
              key: "me",
              label: "For me",
              href: to({ whose: "me", second: undefined }),
              count: counts.mine,
            },
            {
              key: "delegated",
              label: "For colleagues who are away",
              href: to({ whose: "delegated", second: undefined }),
              count: counts.delegated,
            },
            {
              key: "second",
              label: "For a second approver",
              href: to({ whose: undefined, second: "1" }),
              count: counts.second,
            },
          ]}
        />
      ) : null}
      <Fields page={page} path={path} asProvider={asProvider} />
    </div>
  );
}

function Fields({ page, path, asProvider }: Parameters<typeof QueueFilters>[0]) {
  const { filters, organizations } = page;
  const { state, whose, second } = filters;
  const waits = state === "waiting";
  return (
    <search>
      <form
        // Inputs keep what was typed when only the address changes: other filters are another form.
        key={JSON.stringify(filters)}
        method="get"
        action={path({})}
        className="flex flex-wrap items-end gap-3"
      >
        {waits ? null : <input type="hidden" name="state" value={state} />}
        {whose ? <input type="hidden" name="whose" value={whose} /> : null}
        {second ? <input type="hidden" name="second" value={second} /> : null}
        <Labelled id="queue-search" label="Search" wide>
          <TextInput
            id="queue-search"
            type="search"
            name="search"
            maxLength={100}
            placeholder={
              asProvider ? "Name, organization, person, account" : "Name, person, account, cluster"
            }
            defaultValue={filters.search}
          />
        </Labelled>
        <Labelled id="queue-kind" label="Kind">
          <Select
            id="queue-kind"
            name="kind"
            placeholder="All"
            defaultValue={filters.kind ?? ""}
            options={[
              { value: "connection", label: "Connections" },
              { value: "exposure", label: "Exposures" },
            ]}
          />
        </Labelled>
        {asProvider ? (
          <Labelled id="queue-organization" label="Organization">
            <Select
              id="queue-organization"
              name="organization"
              placeholder="All"
              defaultValue={filters.organization ?? ""}
              options={organizations.map(({ slug, name }) => ({ value: slug, label: name }))}
            />
          </Labelled>
        ) : null}
        {asProvider && waits ? (
          <Labelled id="queue-risk" label="Risk">
            <Select
              id="queue-risk"
              name="risk"
              placeholder="Any"
              defaultValue={filters.risk ?? ""}
              options={[
                { value: "routine", label: "Routine" },
                { value: "notable", label: "Notable" },
                { value: "risky", label: "Risky" },
              ]}
            />
          </Labelled>
        ) : null}
        <Labelled id="queue-sort" label="Order" basis="basis-52">
          <Select
            id="queue-sort"
            name="sort"
            placeholder={waits ? "Longest waiting first" : "Newest first"}
            defaultValue={filters.sort ?? ""}
            options={
              waits
                ? [
                    { value: "newest", label: "Newest first" },
                    { value: "expiring", label: "Ending soonest first" },
                  ]
                : [{ value: "oldest", label: "Oldest first" }]
            }
          />
        </Labelled>
        <Button type="submit" icon={<Search size={16} aria-hidden="true" />}>
          Show
        </Button>
        {isNarrowed(asProvider ? filters : { ...filters, organization: undefined }) ? (
          <TextLink href={path(requestQuery({ state }))} className="py-2">
            Take all filters away
          </TextLink>
        ) : null}
      </form>
    </search>
  );
}

function Labelled({
  id,
  label,
  wide = false,
  basis = "basis-36",
  children,
}: {
  id: string;
  label: string;
  wide?: boolean;
  /** How wide where there is room; on a phone each takes the line. */
  basis?: string;
  children: ReactNode;
}) {
  return (
    <div className={`flex min-w-0 flex-col gap-1 max-sm:basis-full ${wide ? "flex-1 basis-64" : basis}`}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
    </div>
  );
}
