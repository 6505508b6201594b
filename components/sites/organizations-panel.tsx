"use client";
import { ButtonForm } from "@/components/forms/button-form";
import { Disclosed } from "@/components/forms/disclosed";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { HoldForm } from "@/components/forms/hold-form";
import { useFormAction } from "@/components/forms/use-form-action";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import type { BindingView, SiteDetail, SiteOrganizationView } from "@/lib/domain/sites/views";
import { paths } from "@/lib/paths";
import type { SiteActions } from "./site-detail";

/** The site's organizations: whose each is here, how old what is known of it is, what went wrong, and holds. */
export function OrganizationsPanel({
  site,
  now,
  actions,
}: {
  site: SiteDetail;
  now: string;
  actions: SiteActions;
}) {
  return (
    <Panel
      title="Organizations"
      sentence="Each belongs to one tenant here. Its people sign in with their own accounts, and its clusters are looked for."
    >
      {site.organizations.length === 0 ? (
        <p className="text-muted">
          {site.checking
            ? "The check that is under way lists them."
            : "None was found. Check the site again once its check passes."}
        </p>
      ) : (
        <ul className="divide-y divide-border">
          {site.organizations.map((organization) => (
            <li key={organization.orgId} className="space-y-3 py-4 first:pt-0 last:pb-0">
              <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1">
                <h3 className="font-semibold">
                  {organization.name}
                  {organization.displayName && organization.displayName !== organization.name ? (
                    <span className="font-normal text-muted"> {organization.displayName}</span>
                  ) : null}
                </h3>
                <Belongs organization={organization} />
              </div>
              <Remarks organization={organization} />
              {organization.binding ? (
                <Bound
                  site={site}
                  name={organization.name}
                  binding={organization.binding}
                  now={now}
                  actions={actions}
                />
              ) : (
                <Bind site={site} organization={organization} action={actions.bind} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Belongs({ organization: { binding } }: { organization: SiteOrganizationView }) {
  if (!binding) return <p className="text-waiting-text">Nobody's here yet</p>;
  return (
    <p className="text-muted">
      Of{" "}
      <TextLink href={paths.organization(binding.owner.slug)} quiet>
        {binding.owner.name}
      </TextLink>
      : {count(binding.clusters, "cluster")}, {count(binding.exposures, "exposure")}, {binding.people}{" "}
      {binding.people === 1 ? "person has" : "people have"} signed in
    </p>
  );
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function Remarks({ organization }: { organization: SiteOrganizationView }) {
  if (!organization.seen) {
    return (
      <p className="text-bad-text">
        The last check did not find it: it was deleted, or the account does not see it.
      </p>
    );
  }
  if (organization.isEnabled) return null;
  return <p className="text-waiting-text">Disabled in VMware Cloud Director: nobody signs in there.</p>;
}

function Bind({
  site,
  organization,
  action,
}: {
  site: SiteDetail;
  organization: SiteOrganizationView;
  action: FormAction;
}) {
  const [state, submit] = useFormAction(action);
  if (!site.manage.ok) return null;
  if (site.tenants.length === 0) {
    return (
      <p className="text-muted">
        There is no tenant yet.{" "}
        <TextLink href={paths.newOrganization()}>Create the organization that it belongs to</TextLink> first.
      </p>
    );
  }
  return (
    <form action={submit} noValidate className="space-y-2">
      <HiddenFields values={{ siteId: site.id, orgId: organization.orgId }} />
      <FormOutcome state={state} />
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-64 max-w-full">
          <SelectField
            id={`tenant-${organization.name}`}
            name="tenant"
            label={`Whose is ${organization.name}?`}
            required
            placeholder="Choose a tenant"
            defaultValue={fieldValue(state, "tenant")}
            error={fieldError(state, "organization")}
            options={site.tenants.map(({ slug, name }) => ({ value: slug, label: name }))}
          />
        </div>
        <SubmitButton variant="secondary" pendingLabel="Binding">
          Bind {organization.name}
        </SubmitButton>
      </div>
    </form>
  );
}

function Bound({
  site,
  name,
  binding,
  now,
  actions,
}: {
  site: SiteDetail;
  name: string;
  binding: BindingView;
  now: string;
  actions: SiteActions;
}) {
  const seenAt = [binding.sweptAt, binding.glancedAt].filter((at) => at !== null).sort();
  const latest = seenAt.at(-1);
  return (
    <>
      <p className="text-muted">
        {binding.sweptAt ? (
          <>
            Read in full <Time at={binding.sweptAt} now={now} />
            {latest && latest !== binding.sweptAt ? (
              <>
                , looked at <Time at={latest} now={now} />
              </>
            ) : null}
          </>
        ) : (
          "Not looked at yet"
        )}
      </p>
      <Fault name={name} binding={binding} now={now} />
      {binding.held ? (
        <Notice
          tone="waiting"
          title={`On hold: ${binding.held.reason}`}
          next={
            site.manage.ok ? (
              <ButtonForm
                action={actions.release}
                values={{ placeId: binding.placeId }}
                label={`Release ${name}`}
                pendingLabel="Releasing"
                size="small"
              />
            ) : null
          }
        >
          Since <Time at={binding.held.at} now={now} />. It is read as always; nothing is sent.
        </Notice>
      ) : null}
      {site.manage.ok ? (
        <div className="flex flex-wrap items-start gap-3">
          {binding.held ? null : (
            <HoldForm
              action={actions.hold}
              values={{ placeId: binding.placeId }}
              id={`reason-${name}`}
              label={`Hold ${name}`}
              example={`Nothing is sent in ${name} until you release it; it is still read. Tenants whose exposures wait see the reason.`}
            />
          )}
          <Unbind name={name} binding={binding} action={actions.unbind} />
        </div>
      ) : null}
    </>
  );
}

function Fault({ name, binding, now }: { name: string; binding: BindingView; now: string }) {
  const { fault, faultAt, failures } = binding;
  if (!fault) return null;
  return (
    <Notice tone="bad" title={`${fault.title}: ${name} could not be read`} next={fault.next}>
      <p>{fault.cause}</p>
      <p className="text-sm text-muted">
        {fault.action} answered <Identifier value={fault.code} />: {fault.message}
        {fault.requestId ? (
          <>
            {" "}
            (request <Identifier value={fault.requestId} />)
          </>
        ) : null}{" "}
        {count(failures, "look")} in a row
        {faultAt ? (
          <>
            , the last <Time at={faultAt} now={now} />
          </>
        ) : null}
        . What is shown of this organization is as old as it says.
      </p>
    </Notice>
  );
}

function Unbind({ name, binding, action }: { name: string; binding: BindingView; action: FormAction }) {
  const [state, submit] = useFormAction(action);
  return (
    <Disclosed label={`Unbind ${name}`} open={state.status === "refused" || state.status === "failed"}>
      <form action={submit} className="space-y-2">
        <HiddenFields values={{ id: binding.id }} />
        <FormOutcome state={state} />
        <p>
          {binding.owner.name} loses sight of {count(binding.clusters, "cluster")} at once, and the people who
          signed in through it are signed out and are no members any more. Nothing changes in VMware Cloud
          Director.
        </p>
        <SubmitButton
          variant="danger"
          size="small"
          pendingLabel="Unbinding"
          disabledReason={whyNot(binding.unbind)}
        >
          Unbind {name} from {binding.owner.name}
        </SubmitButton>
      </form>
    </Disclosed>
  );
}
