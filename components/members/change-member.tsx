"use client";
import { ButtonForm } from "@/components/forms/button-form";
import { Disclosed } from "@/components/forms/disclosed";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { whyNot } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import { roleNames } from "@/lib/domain/people/roles";
import type { MemberLine } from "@/lib/domain/people/views";
import type { MemberActions, MembersScope } from "./member-actions";
import { SingleUseLink } from "./single-use-link";

type OfMember = {
  scope: MembersScope;
  organizationName: string;
  member: MemberLine;
  origin: string;
  actions: MemberActions;
};

/** What an admin may change about one member; what they may not says why. */
export function ChangeMember({ scope, organizationName, member, origin, actions }: OfMember) {
  const values = { ...scope, personId: member.personId };
  const { may, name } = member;
  return (
    <Disclosed
      label={
        <>
          Change <span className="sr-only">{name}</span>
        </>
      }
    >
      <ChangeRole values={values} member={member} action={actions.changeRole} />
      {may.renewLink && member.signsInWith !== "vcd" && member.signsInWith !== "oidc" ? (
        <RenewLink
          values={values}
          name={name}
          origin={origin}
          action={actions.renewLink}
          disabledReason={whyNot(may.renewLink)}
        />
      ) : null}
      {member.isYou || member.disabledAt ? null : (
        <div className="space-y-2">
          <p>Signs {name} out everywhere at once. They may sign in again.</p>
          <ButtonForm
            action={actions.endSessions}
            values={values}
            label={`End sessions of ${name}`}
            pendingLabel="Ending"
            size="small"
          />
        </div>
      )}
      <div className="space-y-2">
        <p>
          Without {organizationName}, {name} loses sight of it at once, and what they invited people with
          ends; what they asked for stays.
          {member.leavesNoAdmin
            ? ` They are the last tenant admin: nobody in ${organizationName} could invite people or change roles then. You still can.`
            : null}
          {comesBack[member.source]}
        </p>
        <ButtonForm
          action={actions.removeMember}
          values={values}
          label={`Remove ${name}`}
          pendingLabel="Removing"
          variant="danger"
          size="small"
          disabledReason={whyNot(may.remove)}
        />
      </div>
      {may.disable && may.enable ? <Disable values={values} member={member} actions={actions} /> : null}
    </Disclosed>
  );
}

const comesBack = {
  local: null,
  vcd: " They come back when they next sign in, for as long as VMware Cloud Director lets them.",
  oidc: " They come back when they next sign in, for as long as a group of theirs is mapped to it.",
};

function ChangeRole({
  values,
  member,
  action,
}: {
  values: Record<string, string>;
  member: MemberLine;
  action: FormAction;
}) {
  const [state, submit] = useFormAction(action);
  const refusals = new Set(member.may.roles.flatMap(({ may }) => whyNot(may) ?? []));
  const open = member.may.roles.filter(({ may }) => may.ok);
  return (
    <form action={submit} noValidate className="space-y-2">
      <HiddenFields values={values} />
      <FormOutcome state={state} />
      {open.length > 0 ? (
        <SelectField
          key={member.role}
          id={`role-${member.personId}`}
          name="role"
          label="Role"
          required
          defaultValue={member.role}
          options={[
            { value: member.role, label: roleNames[member.role] },
            ...open.map(({ role }) => ({ value: role, label: roleNames[role] })),
          ]}
          example={
            member.leavesNoAdmin ? "They are the last tenant admin: another role leaves none." : undefined
          }
        />
      ) : null}
      {refusals.size > 0 && open.length > 0 ? (
        <p className="text-sm text-muted">Other roles: {[...refusals].join(" ")}</p>
      ) : null}
      <SubmitButton
        variant="secondary"
        size="small"
        pendingLabel="Changing"
        disabledReason={open.length === 0 ? [...refusals].join(" ") : undefined}
      >
        Change role
      </SubmitButton>
    </form>
  );
}

function RenewLink({
  values,
  name,
  origin,
  action,
  disabledReason,
}: {
  values: Record<string, string>;
  name: string;
  origin: string;
  action: FormAction;
  disabledReason?: string;
}) {
  const [state, submit] = useFormAction(action);
  return (
    <form action={submit} className="space-y-2">
      <HiddenFields values={values} />
      {state.made ? (
        <SingleUseLink url={`${origin}${state.made.path}`} name={name} of="password" />
      ) : (
        <FormOutcome state={state} />
      )}
      <SubmitButton
        variant="secondary"
        size="small"
        pendingLabel="Making a link"
        disabledReason={disabledReason}
      >
        New password link
      </SubmitButton>
    </form>
  );
}

function Disable({
  values,
  member: { name, may, disabledAt },
  actions,
}: {
  values: Record<string, string>;
  member: MemberLine;
  actions: MemberActions;
}) {
  if (disabledAt !== null) {
    return (
      <div className="space-y-2">
        <p>Enabled, {name} may sign in again, with the memberships they have.</p>
        <ButtonForm
          action={actions.enable}
          values={values}
          label={`Enable ${name}`}
          pendingLabel="Enabling"
          size="small"
          disabledReason={may.enable ? whyNot(may.enable) : undefined}
        />
      </div>
    );
  }
  return (
    <div className="space-y-2">
      <p>
        Disabled, {name} is signed out everywhere at once and no way of signing in lets them in, to no
        organization. Memberships and history stay; you may enable them again.
      </p>
      <ButtonForm
        action={actions.disable}
        values={values}
        label={`Disable ${name}`}
        pendingLabel="Disabling"
        variant="danger"
        size="small"
        disabledReason={may.disable ? whyNot(may.disable) : undefined}
      />
    </div>
  );
}
