import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import { TextLink } from "@/components/ui/text-link";
import { type AuditFilters as Filters, isNarrowed } from "@/lib/domain/audit/filters";
import type { AuditChoices } from "@/lib/domain/audit/views";
import { groupVerbs } from "@/lib/domain/audit/words";
import type { AuditLinks } from "./audit-links";

/** Search and filters as one plain form: what they find is an address, which can be kept and passed on. */
export function AuditFilters({
  filters,
  choices,
  links,
}: {
  filters: Filters;
  choices: AuditChoices;
  links: AuditLinks;
}) {
  const { organizations, people } = choices;
  const isListed = people.some(({ id }) => id === filters.person);
  return (
    <search>
      <form
        // Inputs keep what was typed when only the address changes: other filters are another form.
        key={JSON.stringify(filters)}
        method="get"
        action={links.list()}
        className="space-y-3 rounded-lg border border-border bg-surface-raised p-4"
      >
        <div className="flex flex-wrap items-end gap-3">
          <div className="min-w-0 flex-1 basis-64">
            <Labelled id="audit-search" label="Search">
              <TextInput
                id="audit-search"
                type="search"
                name="search"
                placeholder="A name, an id, an address, a word of the facts"
                maxLength={200}
                defaultValue={filters.search}
              />
            </Labelled>
          </div>
          <Button type="submit" icon={<Search size={16} aria-hidden="true" />}>
            Show
          </Button>
        </div>
        <div className="grid grid-cols-2 gap-3 lg:grid-cols-3 xl:grid-cols-6">
          {links.only === null && organizations ? (
            <Labelled id="audit-organization" label="Organization">
              <Select
                id="audit-organization"
                name="organization"
                placeholder="All"
                defaultValue={filters.organization ?? ""}
                options={organizations.map(({ slug, name }) => ({ value: slug, label: name }))}
              />
            </Labelled>
          ) : null}
          <Labelled id="audit-person" label="Person">
            <Select
              id="audit-person"
              name="person"
              placeholder="Everybody"
              defaultValue={filters.person ?? ""}
              options={[
                ...people.map(({ id, name }) => ({ value: id, label: name })),
                ...(filters.person && !isListed
                  ? [{ value: filters.person, label: `Somebody else, ${filters.person}` }]
                  : []),
              ]}
            />
          </Labelled>
          <Labelled id="audit-verb" label="What was done">
            <Select
              id="audit-verb"
              name="verb"
              placeholder="Anything"
              defaultValue={filters.verb ?? ""}
              options={groupVerbs(filters.verb)}
            />
          </Labelled>
          <Labelled id="audit-outcome" label="Outcome">
            <Select
              id="audit-outcome"
              name="outcome"
              placeholder="Done or refused"
              defaultValue={filters.outcome ?? ""}
              options={[
                { value: "done", label: "Done" },
                { value: "denied", label: "Refused" },
              ]}
            />
          </Labelled>
          <Labelled id="audit-from" label="From day (UTC)">
            <TextInput id="audit-from" type="date" name="from" defaultValue={filters.from} />
          </Labelled>
          <Labelled id="audit-to" label="To day (UTC)">
            <TextInput id="audit-to" type="date" name="to" defaultValue={filters.to} />
          </Labelled>
        </div>
        {isNarrowed(filters) || filters.organization ? (
          <p>
            <TextLink href={links.list()}>Take all filters away</TextLink>
          </p>
        ) : null}
      </form>
    </search>
  );
}

/** Fields of filters are all optional, which need not be said at each. */
function Labelled({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children}
    </div>
  );
}
