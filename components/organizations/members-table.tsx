"use client";
import { useActionState } from "react";
import { ButtonForm } from "@/components/forms/button-form";
import { Disclosed } from "@/components/forms/disclosed";
import { FormOutcome } from "@/components/forms/form-outcome";
import { EmptyState } from "@/components/ui/empty-state";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { Table, type TableColumn } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { idleForm } from "@/lib/domain/form-state";
import type { MemberLine, OrganizationDetail } from "@/lib/domain/organizations/views";
import { roleNames } from "@/lib/domain/people/roles";
import type { OrganizationActions } from "./organization-detail";
import { PasswordLink } from "./password-link";

export function MembersTable({
  organization,
  origin,
  now,
  actions,
}: {
  organization: OrganizationDetail;
  origin: string;
  now: string;
  actions: OrganizationActions;
}) {
  const columns: TableColumn<MemberLine>[] = [
    {
      key: "name",
      header: "Person",
      primary: true,
      cell: (member) => (
        <>
          {member.name} {member.isYou ? <span className="font-normal text-muted">(you)</span> : null}
          <p className="font-normal text-muted">{member.email}</p>
        </>
      ),
    },
    { key: "role", header: "Role", cell: (member) => roleNames[member.role] },
    { key: "password", header: "Password", cell: (member) => <Password member={member} now={now} /> },
  ];
  if (organization.mayManage) {
    columns.push({
      key: "change",
      header: "Change",
      hideHeader: true,
      cell: (member) => (
        <ChangeMember organization={organization} member={member} origin={origin} actions={actions} />
      ),
    });
  }
  return (
    <Table
      caption={`Members of ${organization.name}`}
      rows={organization.memberList}
      rowKey={(member) => member.personId}
      columns={columns}
      empty={
        <EmptyState title="Nobody yet">
          Add the first member below. They choose their own password with a link that you hand them.
        </EmptyState>
      }
    />
  );
}

function Password({ member, now }: { member: MemberLine; now: string }) {
  const link = member.linkExpiresAt ? (
    <>
      link open, ends <Time at={member.linkExpiresAt} now={now} />
    </>
  ) : null;
  if (member.hasPassword) return <>Set{link ? <>; {link}</> : null}</>;
  return link ? (
    <>Not set; {link}</>
  ) : (
    <span className="text-waiting-text">Not set, and no link is open</span>
  );
}

function ChangeMember({
  organization,
  member,
  origin,
  actions,
}: {
  organization: OrganizationDetail;
  member: MemberLine;
  origin: string;
  actions: OrganizationActions;
}) {
  const values = { slug: organization.slug, personId: member.personId };
  return (
    <Disclosed
      label={
        <>
          Change <span className="sr-only">{member.name}</span>
        </>
      }
    >
      <RoleForm organization={organization} member={member} action={actions.changeRole} />
      <RenewLinkForm values={values} name={member.name} origin={origin} action={actions.renewLink} />
      <p>
        Without {organization.name}, {member.name} loses sight of it at once; what they asked for stays.
      </p>
      <ButtonForm
        action={actions.removeMember}
        values={values}
        label={`Remove ${member.name}`}
        pendingLabel="Removing"
        variant="danger"
        size="small"
      />
    </Disclosed>
  );
}

function RoleForm({
  organization,
  member,
  action,
}: {
  organization: OrganizationDetail;
  member: MemberLine;
  action: OrganizationActions["changeRole"];
}) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} noValidate className="space-y-2">
      <input type="hidden" name="slug" value={organization.slug} />
      <input type="hidden" name="personId" value={member.personId} />
      <FormOutcome state={state} />
      <SelectField
        key={member.role}
        id={`role-${member.personId}`}
        name="role"
        label="Role"
        required
        defaultValue={member.role}
        options={organization.roles.map((role) => ({ value: role, label: roleNames[role] }))}
      />
      <SubmitButton variant="secondary" size="small" pendingLabel="Changing">
        Change role
      </SubmitButton>
    </form>
  );
}

function RenewLinkForm({
  values,
  name,
  origin,
  action,
}: {
  values: { slug: string; personId: string };
  name: string;
  origin: string;
  action: OrganizationActions["renewLink"];
}) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} className="space-y-2">
      <input type="hidden" name="slug" value={values.slug} />
      <input type="hidden" name="personId" value={values.personId} />
      {state.made ? (
        <PasswordLink url={`${origin}${state.made.path}`} name={name} />
      ) : (
        <FormOutcome state={state} />
      )}
      <SubmitButton variant="secondary" size="small" pendingLabel="Making a link">
        New password link
      </SubmitButton>
    </form>
  );
}
