"use client";
import { Disclosed } from "@/components/forms/disclosed";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { EmptyState } from "@/components/ui/empty-state";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { Table, type TableColumn } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
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
    { key: "sign-in", header: "Signs in with", cell: (member) => <SignsInWith member={member} now={now} /> },
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

function SignsInWith({ member, now }: { member: MemberLine; now: string }) {
  if (member.siteName !== null) return <>VMware Cloud Director, {member.siteName}</>;
  const link = member.linkExpiresAt ? (
    <>
      link open, ends <Time at={member.linkExpiresAt} now={now} />
    </>
  ) : null;
  if (member.hasPassword) return <>Password{link ? <>; {link}</> : null}</>;
  return link ? (
    <>Password not set; {link}</>
  ) : (
    <span className="text-waiting-text">Password not set, and no link is open</span>
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
  const [role, changeRole] = useFormAction(actions.changeRole);
  const [link, renewLink] = useFormAction(actions.renewLink);
  const [removal, remove] = useFormAction(actions.removeMember);
  const isLocal = member.siteName === null;
  const hidden = <HiddenFields values={{ slug: organization.slug, personId: member.personId }} />;
  return (
    <Disclosed
      label={
        <>
          Change <span className="sr-only">{member.name}</span>
        </>
      }
      open={[role, link, removal].some(({ status }) => status !== "idle")}
    >
      {isLocal ? (
        <>
          <form action={changeRole} noValidate className="space-y-2">
            {hidden}
            <FormOutcome state={role} />
            <SelectField
              key={member.role}
              id={`role-${member.personId}`}
              name="role"
              label="Role"
              required
              defaultValue={member.role}
              options={organization.roles.map((each) => ({ value: each, label: roleNames[each] }))}
            />
            <SubmitButton variant="secondary" size="small" pendingLabel="Changing">
              Change role
            </SubmitButton>
          </form>
          <form action={renewLink} className="space-y-2">
            {hidden}
            {link.made ? (
              <PasswordLink url={`${origin}${link.made.path}`} name={member.name} />
            ) : (
              <FormOutcome state={link} />
            )}
            <SubmitButton variant="secondary" size="small" pendingLabel="Making a link">
              New password link
            </SubmitButton>
          </form>
        </>
      ) : (
        <p>Role and password are given in VMware Cloud Director; the role here follows at each sign-in.</p>
      )}
      <form action={remove} className="space-y-2">
        {hidden}
        <FormOutcome state={removal} />
        <p>
          Without {organization.name}, {member.name} loses sight of it at once; what they asked for stays.
          {isLocal
            ? null
            : " They come back when they next sign in, for as long as VMware Cloud Director lets them."}
        </p>
        <SubmitButton variant="danger" size="small" pendingLabel="Removing">
          Remove {member.name}
        </SubmitButton>
      </form>
    </Disclosed>
  );
}
