import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import type { SignOnView } from "@/lib/domain/sign-on/views";
import { ChangeMapping } from "./change-mapping";
import { LocalAccountsForm } from "./local-accounts-form";
import { MapGroupForm } from "./map-group-form";
import { MappingsPanel } from "./mappings-panel";
import { type ProviderCheck, ProviderPanel } from "./provider-panel";
import { SettingsForm } from "./settings-form";
import type { SignOnActions } from "./sign-on-actions";

/** How people sign in, for the provider's people. */
export function SignOnRoom({
  view,
  check,
  opened,
  asked,
  now,
  actions,
}: {
  view: SignOnView;
  check: ProviderCheck | null;
  /** Id of the mapping that is to be changed. */
  opened: string | null;
  /** Which question the page was opened with. */
  asked: "remove" | "switch-off" | null;
  now: string;
  actions: SignOnActions;
}) {
  const { settings, manage, provider, organizations } = view;
  const mapping = manage.ok ? view.mappings.find(({ id }) => id === opened) : undefined;
  const membersOf = (slug: string) => organizations.find((each) => each.slug === slug)?.membersByGroups ?? 0;
  return (
    <>
      <PageHeader title="Sign-on" sentence={inOneSentence(view)} />
      <div className="space-y-6">
        <ProviderPanel view={view} check={check} now={now} />
        <MappingsPanel view={view} />
        {mapping ? (
          <div id="change">
            <Panel title={`Change ${mapping.group}`}>
              <ChangeMapping
                key={mapping.id}
                mapping={mapping}
                members={membersOf(mapping.organization.slug)}
                removeAsked={asked === "remove"}
                change={actions.changeMapping}
                remove={actions.unmapGroup}
              />
            </Panel>
          </div>
        ) : null}
        {manage.ok ? (
          <Panel
            title="Map a group"
            sentence="Whoever is in the group is a member with that role from their next sign-in on."
          >
            <MapGroupForm action={actions.mapGroup} organizations={organizations} />
          </Panel>
        ) : null}
        <Panel
          title="Sessions and requests"
          sentence="Holds for sessions that are opened, and requests that are made, from now on."
        >
          {manage.ok ? (
            <SettingsForm settings={settings} action={actions.changeSettings} />
          ) : (
            <Limits view={view} />
          )}
        </Panel>
        <Panel danger title="Local accounts">
          <div className="space-y-3">
            <p className="max-w-prose">
              {settings.localAccounts
                ? `On: ${view.localAccounts === 1 ? "1 person has" : `${view.localAccounts} people have`} an account with a password kept here.`
                : "Off: passwords kept here open nothing, and the sign-in page does not ask for them."}
            </p>
            {settings.localAccounts || provider ? null : (
              <Notice tone="bad" title="Nobody can sign in with the OpenID provider: none is configured.">
                Switch local accounts on before this session ends.
              </Notice>
            )}
            <LocalAccountsForm
              on={settings.localAccounts}
              people={view.localAccounts}
              asked={asked === "switch-off"}
              manage={manage}
              switchOff={view.switchOff}
              action={actions.switchLocalAccounts}
            />
          </div>
        </Panel>
      </div>
    </>
  );
}

function Limits({ view: { settings } }: { view: SignOnView }) {
  return (
    <ul className="list-disc space-y-1 pl-5">
      <li>{`A session ends ${settings.sessionIdleMinutes} minutes after its person last did something, and ${settings.sessionHours} hours after sign-in.`}</li>
      <li>{`A request that nobody decided ends after ${settings.requestDays} days.`}</li>
    </ul>
  );
}

function inOneSentence({ provider, settings }: SignOnView): string {
  const local = settings.localAccounts ? "Local accounts are on." : "Local accounts are off.";
  return provider
    ? `People sign in with ${provider.name}. ${local}`
    : `No OpenID provider is set up. ${local}`;
}
