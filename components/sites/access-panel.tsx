"use client";
import { Disclosed } from "@/components/forms/disclosed";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { SubmitButton } from "@/components/ui/submit-button";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import type { SiteDetail } from "@/lib/domain/sites/views";
import { AuthorityField } from "./authority-field";
import { CredentialFields } from "./credential-fields";
import type { SiteActions } from "./site-detail";

/** Where the site is, whom it is trusted by, and as whom Drawbridge is there. */
export function AccessPanel({ site, now, actions }: { site: SiteDetail; now: string; actions: SiteActions }) {
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
          <ReplaceCredential site={site} action={actions.replaceCredential} />
          <ReplaceAuthority site={site} action={actions.replaceAuthority} />
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

function ReplaceCredential({ site, action }: { site: SiteDetail; action: FormAction }) {
  const [state, submit] = useFormAction(action);
  return (
    <Disclosed label="Replace credential" open={isRefused(state.status)}>
      <form action={submit} noValidate className="space-y-5">
        <HiddenFields values={{ id: site.id }} />
        <FormOutcome state={state} />
        <CredentialFields state={state} />
        <SubmitButton variant="secondary" pendingLabel="Replacing">
          Replace credential
        </SubmitButton>
      </form>
    </Disclosed>
  );
}

function ReplaceAuthority({ site, action }: { site: SiteDetail; action: FormAction }) {
  const [state, submit] = useFormAction(action);
  return (
    <Disclosed label="Replace certificate authority" open={isRefused(state.status)}>
      <form action={submit} noValidate className="space-y-5">
        <HiddenFields values={{ id: site.id }} />
        <FormOutcome state={state} />
        <AuthorityField state={state} />
        <p>Left empty, the public authorities count. The site is checked again at once.</p>
        <SubmitButton variant="secondary" pendingLabel="Replacing">
          Replace certificate authority
        </SubmitButton>
      </form>
    </Disclosed>
  );
}

const isRefused = (status: string) => status === "refused" || status === "failed";
