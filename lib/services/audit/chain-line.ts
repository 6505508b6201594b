import type { ChainVerdict } from "@/lib/db/audit-chain";
import type { ChainLine } from "@/lib/domain/audit/views";

const problems: Record<Exclude<ChainVerdict, { whole: true }>["why"], (seq: number) => string> = {
  changed: (seq) => `Entry ${seq} is not what was recorded: it was changed afterwards.`,
  missing: (seq) => `Entry ${seq} is missing.`,
  cut: (seq) => `The newest entries, from ${seq} on, are missing.`,
  rewritten: (seq) =>
    `The newest entries, up to ${seq}, are not those that were recorded: they were rewritten.`,
  foreign: (seq) => `Entries from ${seq} on were put in by another way than Drawbridge's.`,
};

/** What was found of one organization's chain, in words: for the page and for the command line alike. */
export function chainLine({ slug, name }: { slug: string; name: string }, verdict: ChainVerdict): ChainLine {
  const { whole, entries, head, noted } = verdict;
  const problem = verdict.whole ? null : problems[verdict.why](verdict.brokenAt);
  const rewritten =
    whole && noted?.same === false
      ? `Entry ${noted.seq} is not the one that was noted: the chain was rewritten since, or the note is another's.`
      : null;
  const found = problem ?? rewritten;
  return {
    organization: { slug, name },
    whole: found === null,
    entries,
    head,
    noted,
    problem: found && `${found} Somebody with direct access to the database did this: compare with a backup.`,
  };
}
