import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import type { ChainLine } from "@/lib/domain/audit/views";

/** What the recomputed hash chains say: one sentence where all are whole, else each that is not. */
export function ChainNotice({ chains }: { chains: ChainLine[] }) {
  const broken = chains.filter((chain) => !chain.whole);
  const entries = chains.reduce((sum, chain) => sum + chain.entries, 0);
  if (broken.length > 0) {
    return (
      <Notice tone="bad" title={`${broken.length} of ${chains.length} chains do not fit together`} live>
        <ul className="list-disc space-y-1 pl-5">
          {broken.map((chain) => (
            <li key={chain.organization.slug}>
              {chain.organization.name}: {chain.problem}
            </li>
          ))}
        </ul>
      </Notice>
    );
  }
  const noted = chains.find((chain) => chain.noted)?.noted;
  return (
    <Notice
      tone="good"
      title={`Nothing was changed: ${entries.toLocaleString("en")} entries fit together`}
      live
    >
      Each entry carries a hash of the one before it; all of {chains.length}{" "}
      {chains.length === 1 ? "chain" : "chains"} were computed again.
      {noted ? ` Entry ${noted.seq} is the one that was noted.` : ""}
    </Notice>
  );
}

/** The newest entry of each chain: what to note elsewhere. */
export function ChainHeads({ chains }: { chains: ChainLine[] }) {
  return (
    <DescriptionList
      facts={chains.map(({ organization, head }) => ({
        term: organization.name,
        description:
          head.seq === 0 ? (
            <span className="text-muted">No entry yet</span>
          ) : (
            <>
              Entry {head.seq}, hash <Identifier value={head.hash} copy={`hash of ${organization.name}`} />
            </>
          ),
      }))}
    />
  );
}
