import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import type { SiteDetail } from "@/lib/domain/sites/views";
import { paths } from "@/lib/paths";

/** What the last plans would send if nothing held them back. */
export function SiteWouldSend({ site }: { site: SiteDetail }) {
  return (
    <Panel
      title="What would be sent"
      sentence={
        site.mode === "observe"
          ? "By the last plans, if you let the site act now."
          : "By the last plans; a hold, a busy edge gateway or a refusal keeps it back for now."
      }
    >
      {site.wouldSend.length === 0 ? (
        <p className="text-muted">Nothing: no exposure of this site wants a change.</p>
      ) : (
        <ul className="divide-y divide-border">
          {site.wouldSend.map((line) => (
            <li key={line.exposureId} className="py-2 first:pt-0 last:pb-0">
              <p>
                <TextLink href={paths.exposure(line.organization.slug, line.exposureId)} quiet>
                  {line.clusterName}
                </TextLink>{" "}
                <span className="text-muted">
                  of {line.organization.name}, in {line.vcdOrganization}
                </span>
              </p>
              <ol className="text-muted">
                {line.steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
