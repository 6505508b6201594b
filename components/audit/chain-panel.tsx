import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { TextField } from "@/components/ui/text-input";
import type { ChainLine } from "@/lib/domain/audit/views";
import type { AuditLinks } from "./audit-links";
import { ChainHeads } from "./chain-notice";

/** What verification cannot see by itself, and how to see it: a note that is kept elsewhere. */
export function ChainPanel({
  chains,
  organization,
  links,
}: {
  chains: ChainLine[];
  /** Slug of the one chain that was verified; null for all. */
  organization: string | null;
  links: AuditLinks;
}) {
  return (
    <Panel
      title="Newest entries"
      sentence="Whoever holds the database itself could write a whole chain anew. Note the newest entry elsewhere from time to time: later it must still be there, with the same hash."
    >
      <ChainHeads chains={chains} />
      {organization === null ? (
        <p className="mt-3 max-w-prose text-muted">
          To compare with a note, choose the organization above, then verify its chain.
        </p>
      ) : (
        <form method="get" action={links.list()} className="mt-4 flex flex-wrap items-start gap-3">
          <input type="hidden" name="verify" value="1" />
          {links.only === null ? <input type="hidden" name="organization" value={organization} /> : null}
          <div className="w-40">
            <TextField
              id="noted-seq"
              name="notedSeq"
              label="Noted entry"
              inputMode="numeric"
              pattern="\s*[1-9][0-9]{0,14}\s*"
              title="The number of an entry"
              example="Its number"
            />
          </div>
          <div className="min-w-0 flex-1 basis-80">
            <TextField
              id="noted-hash"
              name="notedHash"
              label="Its hash"
              mono
              pattern="\s*[0-9a-fA-F]{64}\s*"
              title="64 digits and letters a to f"
              example="As it was noted: 64 digits and letters a to f"
            />
          </div>
          <div className="pt-6.5">
            <Button type="submit">Compare</Button>
          </div>
        </form>
      )}
    </Panel>
  );
}
