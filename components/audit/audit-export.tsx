import { Download } from "lucide-react";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import type { AuditFilters } from "@/lib/domain/audit/filters";
import type { AuditLinks } from "./audit-links";

/** Takes a copy of what the filters show, on all pages, as a file. A plain form: the browser saves what it answers. */
export function AuditExport({ filters, links }: { filters: AuditFilters; links: AuditLinks }) {
  const set = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return (
    <Panel
      title="Export"
      sentence="All entries that these filters show, oldest first, as of now. Taking a copy is itself recorded here."
    >
      <form method="post" action={links.export} className="flex flex-wrap gap-2">
        <HiddenFields values={Object.fromEntries(set)} />
        <Button type="submit" name="format" value="csv" icon={<Download size={16} aria-hidden="true" />}>
          Export CSV
        </Button>
        <Button type="submit" name="format" value="ndjson" icon={<Download size={16} aria-hidden="true" />}>
          Export NDJSON
        </Button>
      </form>
      <p className="mt-3 max-w-prose text-sm text-muted">
        CSV is for spreadsheets: what they would take for a formula gets an apostrophe in front. NDJSON is
        exact, one entry a line with its hash, to be checked and kept.
      </p>
    </Panel>
  );
}
