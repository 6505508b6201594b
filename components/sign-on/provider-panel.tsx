import { type CheckLine, CheckLines, CheckSummary } from "@/components/checks/check-lines";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { SignOnView } from "@/lib/domain/sign-on/views";
import { paths } from "@/lib/paths";

export type ProviderCheck = { at: string; lines: CheckLine[] };

/** What the OpenID provider is, what must be registered there, and what it says of itself now. */
export function ProviderPanel({
  view,
  check,
  now,
}: {
  view: SignOnView;
  /** Null: not looked at. */
  check: ProviderCheck | null;
  now: string;
}) {
  const { provider, redirectUri } = view;
  const redirect = {
    term: "Redirect URI",
    description: (
      <>
        <Identifier value={redirectUri} copy="redirect URI" />
        <p className="text-sm text-muted">To be registered at the provider, to the letter.</p>
      </>
    ),
  };
  if (!provider) {
    return (
      <Panel
        title="OpenID provider"
        sentence="None is set up: people sign in with local accounts, or with VMware Cloud Director."
      >
        <div className="max-w-prose space-y-3">
          <p>
            Any provider that speaks OpenID Connect will do: Entra ID, Keycloak, Okta and others. Register
            Drawbridge there as a confidential web application with the redirect URI below, then start
            Drawbridge with these variables:
          </p>
          <ul className="list-disc space-y-1 pl-5">
            <li>
              <Identifier value="OIDC_ISSUER" />, its address exactly as its discovery document says it
            </li>
            <li>
              <Identifier value="OIDC_CLIENT_ID" /> and <Identifier value="OIDC_CLIENT_SECRET" />
            </li>
            <li>
              <Identifier value="OIDC_NAME" />, what the sign-in button calls it;{" "}
              <Identifier value="OIDC_SCOPES" /> and <Identifier value="OIDC_GROUPS_CLAIM" /> where the
              defaults do not fit
            </li>
          </ul>
          <p>
            <Identifier value="docs/sign-on.md" /> has the steps for each of these providers.
          </p>
          <DescriptionList facts={[redirect]} />
        </div>
      </Panel>
    );
  }
  const facts = [
    { term: "Button", description: `Sign in with ${provider.name}` },
    { term: "Issuer", description: <Identifier value={provider.issuer} copy="issuer" /> },
    { term: "Client ID", description: <Identifier value={provider.clientId} copy="client ID" /> },
    redirect,
    { term: "Scopes", description: <Identifier value={provider.scopes.join(" ")} /> },
    { term: "Groups claim", description: <Identifier value={provider.groupsClaim} /> },
  ];
  return (
    <Panel
      title="OpenID provider"
      actions={
        <LinkButton href={paths.signOn({ check: 1 })} size="small">
          Check
        </LinkButton>
      }
      footer="These come from the variables that Drawbridge was started with; docs/sign-on.md says what to enter where."
    >
      <DescriptionList facts={facts} />
      {check ? (
        <section aria-label="Check" className="mt-4 space-y-2 border-t border-border pt-4">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <CheckSummary lines={check.lines} />
            <p className="text-sm text-muted">
              Looked <Time at={check.at} now={now} />
            </p>
          </div>
          <CheckLines lines={check.lines} requests="Request" />
          <p className="max-w-prose text-sm text-muted">
            Whether client ID, secret and redirect URI are right shows only when somebody signs in.
          </p>
        </section>
      ) : null}
    </Panel>
  );
}
