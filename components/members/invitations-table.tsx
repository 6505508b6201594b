import { ButtonForm } from "@/components/forms/button-form";
import { Table, type TableColumn } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { roleNames } from "@/lib/domain/people/roles";
import type { InvitationLine, MembersView } from "@/lib/domain/people/views";
import type { MemberActions, MembersScope } from "./member-actions";
import { RenewInvitation } from "./renew-invitation";

/** Who was invited, and what became of it. */
export function InvitationsTable({
  view,
  scope,
  origin,
  now,
  actions,
}: {
  view: MembersView;
  scope: MembersScope;
  origin: string;
  now: string;
  actions: MemberActions;
}) {
  const columns: TableColumn<InvitationLine>[] = [
    { key: "email", header: "Address", primary: true, cell: ({ email }) => email },
    { key: "role", header: "Role", cell: ({ role }) => roleNames[role] },
    {
      key: "state",
      header: "State",
      cell: (invitation) => <State invitation={invitation} manages={view.manages} now={now} />,
    },
    {
      key: "inviter",
      header: "Invited",
      cell: ({ inviter, createdAt }) => (
        <>
          <Time at={createdAt} now={now} /> by {inviter ?? "the provider"}
        </>
      ),
    },
  ];
  if (view.manages) {
    columns.push({
      key: "change",
      header: "Change",
      hideHeader: true,
      cell: ({ id, email, state }) =>
        state === "open" || state === "expired" ? (
          <div className="flex flex-wrap items-start gap-2">
            <RenewInvitation
              values={{ ...scope, invitationId: id }}
              email={email}
              origin={origin}
              action={actions.renewInvitation}
            />
            <ButtonForm
              action={actions.revokeInvitation}
              values={{ ...scope, invitationId: id }}
              label="Revoke"
              pendingLabel="Revoking"
              size="small"
            />
          </div>
        ) : null,
    });
  }
  return (
    <Table
      caption={`Invitations to ${view.organization.name}`}
      rows={view.invitations}
      rowKey={({ id }) => id}
      columns={columns}
    />
  );
}

function State({ invitation, manages, now }: { invitation: InvitationLine; manages: boolean; now: string }) {
  const { state, expiresAt, endedAt, accepter } = invitation;
  switch (state) {
    case "open":
      return (
        <>
          <span className="text-waiting-text">Open</span>, ends <Time at={expiresAt} now={now} />
          <p className="text-sm text-muted">
            <Mail invitation={invitation} next={manages ? handOver : askThem} now={now} />
          </p>
        </>
      );
    case "expired":
      return (
        <>
          Ran out <Time at={expiresAt} now={now} />
        </>
      );
    case "accepted":
      return (
        <>
          <span className="text-good-text">Accepted</span>
          {accepter ? ` by ${accepter}` : null} {endedAt ? <Time at={endedAt} now={now} /> : null}
        </>
      );
    case "revoked":
      return <>Revoked {endedAt ? <Time at={endedAt} now={now} /> : null}</>;
  }
}

const handOver = "Hand over the link yourself; where it was not kept, make a new one.";
const askThem = "Somebody who manages members can hand over a link.";

/** What became of the mail with the link, as far as can be known: that a server took it, not that it was read. */
function Mail({
  invitation: { email, mail },
  next,
  now,
}: {
  invitation: InvitationLine;
  next: string;
  now: string;
}) {
  if (!mail) return <>Not mailed. {next}</>;
  switch (mail.state) {
    case "mailed":
      return (
        <>
          Mailed to {email}, taken by the mail server <Time at={mail.at} now={now} />
        </>
      );
    case "waiting":
      return mail.reason ? (
        <>
          Not mailed yet: {mail.reason}{" "}
          {mail.at ? (
            <>
              Next try: <Time at={mail.at} now={now} />.
            </>
          ) : null}
        </>
      ) : (
        <>Waiting to be mailed</>
      );
    case "not-mailed":
      return (
        <>
          Not mailed: {mail.reason} {next}
        </>
      );
  }
}
