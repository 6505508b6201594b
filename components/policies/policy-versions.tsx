import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { PolicyVersionView } from "@/lib/domain/policies/views";

/** Every version of a rule, newest first, each with what it changed. */
export function PolicyVersions({ versions, now }: { versions: PolicyVersionView[]; now: string }) {
  return (
    <Panel title="Versions" sentence="Decisions name the version that made them, so none is ever changed.">
      <ol className="divide-y divide-border">
        {versions.map((version) => (
          <li key={version.version} className="space-y-1 py-3 first:pt-0 last:pb-0">
            <h3 className="font-medium">
              Version {version.version}
              <span className="font-normal text-muted">
                {" "}
                by {version.by}, <Time at={version.at} now={now} />
              </span>
            </h3>
            {version.changes.length === 0 ? (
              <p className="max-w-prose">{version.sentence}</p>
            ) : (
              <dl className="space-y-1.5">
                {version.changes.map(({ what, before, after }) => (
                  <div key={what} className="grid gap-x-4 sm:grid-cols-[6rem_minmax(0,1fr)]">
                    <dt className="text-muted">{what}</dt>
                    <dd className="max-w-prose [overflow-wrap:anywhere]">
                      <del className="block text-muted">
                        <span className="sr-only">Before: </span>
                        {before}
                      </del>
                      <ins className="block no-underline">
                        <span className="sr-only">After: </span>
                        {after}
                      </ins>
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
