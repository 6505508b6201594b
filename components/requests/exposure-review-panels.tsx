import { Command } from "@/components/ui/command";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { PreflightList } from "@/components/vcd-clusters/preflight-list";
import type { ExposureCall, ExposureReview } from "@/lib/domain/requests/review-exposure";

/** What the checks say now, and the calls that approval will cause, so that nothing it does comes as a surprise. */
export function ExposureReviewPanels({
  review,
  document,
}: {
  review: ExposureReview;
  /** The document as CSE is sent it; null where no cluster is made. */
  document: string | null;
}) {
  return (
    <>
      <Panel
        title="Checks"
        sentence="As they stand now, not as they stood when it was asked for. They run once more when you approve."
      >
        <PreflightList lines={review.checks} />
      </Panel>
      <Panel
        title="What approval will cause"
        sentence="Nothing is sent before. An edge gateway takes one change at a time, so calls wait their turn."
      >
        <ol className="space-y-5">
          {review.calls.map((call) => (
            <Call key={`${call.call} ${call.fields[0]?.value}`} call={call} />
          ))}
        </ol>
      </Panel>
      {document ? (
        <Panel
          title="Document"
          sentence="What CSE is sent, key for key as the command vcd cse cluster apply would send it."
        >
          <Command command={document} what="document" title="YAML" />
        </Panel>
      ) : null}
    </>
  );
}

function Call({ call }: { call: ExposureCall }) {
  return (
    <li className="min-w-0">
      <p className="font-medium">
        <Identifier value={call.call} />
      </p>
      <p className="max-w-prose">
        {call.effect}.{" "}
        <span className="text-muted">
          {call.when};{" "}
          {call.sentBy === "person"
            ? "in the requester's own name"
            : "by Drawbridge, in the tenant's context"}
          .
        </span>
      </p>
      <dl className="mt-1.5 grid gap-x-4 gap-y-0.5 text-sm sm:grid-cols-[minmax(7rem,10rem)_minmax(0,1fr)]">
        {call.fields.map(({ term, value }) => (
          <div key={term} className="contents">
            <dt className="text-muted">{term}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
