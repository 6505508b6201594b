"use client";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { SiteDetail } from "@/lib/domain/sites/views";
import { paths } from "@/lib/paths";

/** Where the site is, whom it is trusted by, and as whom Drawbridge is there. */
export function AccessPanel({ site, now }: { site: SiteDetail; now: string }) {
  const facts = [
    { term: "Address", description: <Identifier value={site.url} copy="address" /> },
    { term: "Credential", description: site.credentialLabel },
    { term: "Certificate authority", description: <Authority site={site} now={now} /> },
    {
      term: "API versions",
      description: site.versions
        ? `${site.versions.offered.join(", ")}; ${site.versions.spoken} is spoken`
        : "Not known yet",
    },
    {
      term: "Tenants sign in with",
      description: site.takesApiTokens ? "Password or API token" : "Password",
    },
    {
      term: "CSE",
      description: site.cseServer
        ? `${site.cseServer.version}, API ${site.cseServer.apiVersions.join(" and ")}`
        : "Not seen yet: it is asked with the session of the first tenant who signs in",
    },
  ];
  return (
    <Panel title="Access">
      <DescriptionList facts={facts} />
      {site.manage.ok ? (
        <div className="mt-4 flex flex-wrap items-start gap-3">
          <LinkButton href={paths.siteAccess(site.id, "credential")} size="small">
            Replace credential
          </LinkButton>
          <LinkButton href={paths.siteAccess(site.id, "authority")} size="small">
            Replace certificate authority
          </LinkButton>
        </div>
      ) : null}
    </Panel>
  );
}

function Authority({ site, now }: { site: SiteDetail; now: string }) {
  if (!site.authority)
    return site.url.startsWith("http:") ? "None: plain HTTP on this machine" : "Public ones";
  return (
    <ul className="space-y-2">
      {site.authority.map(({ subject, validTo, expired, fingerprint }) => (
        <li key={fingerprint}>
          {subject}, {expired ? "ended" : "valid until"}{" "}
          <span className={expired ? "font-medium text-bad-text" : undefined}>
            <Time at={validTo} now={now} />
          </span>
          <p className="text-sm text-muted">
            SHA-256 <Identifier value={fingerprint} />
          </p>
        </li>
      ))}
    </ul>
  );
}
