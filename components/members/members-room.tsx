import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { SearchField } from "@/components/ui/search-field";
import { whyNot } from "@/lib/domain/capability";
import type { MembersView } from "@/lib/domain/people/views";
import { InvitationsTable } from "./invitations-table";
import { InviteForm } from "./invite-form";
import { LeaveOrganization } from "./leave-organization";
import type { MemberActions } from "./member-actions";
import { MembersTable } from "./members-table";

/** Members, whoever is invited, and the way in and out: the same for a tenant's people and for the provider's. */
export function MembersRoom({
  view,
  organization,
  search,
  sort,
  hrefOf,
  origin,
  now,
  leaveAsked,
  actions,
}: {
  view: MembersView;
  /** Slug in the address; empty in the provider's own rooms. */
  organization: string;
  search: string;
  sort: string;
  /** The address of this page with another search or order. */
  hrefOf: (query: { search?: string; sort?: string }) => string;
  /** Where links begin. */
  origin: string;
  now: string;
  leaveAsked: boolean;
  actions: MemberActions;
}) {
  const { slug, name } = view.organization;
  const scope = { organization, slug };
  const { used, limit } = view.openInvitations;
  return (
    <div className="space-y-5">
      <Panel
        title="Members"
        flush
        actions={
          view.total > 5 || search ? (
            <SearchField
              action={hrefOf({})}
              label="Search members"
              placeholder="Name, address or role"
              defaultValue={search}
              keep={{ sort: sort === "name" ? undefined : sort }}
            />
          ) : undefined
        }
      >
        <MembersTable
          view={view}
          scope={scope}
          search={search}
          sort={sort}
          hrefOf={hrefOf}
          origin={origin}
          now={now}
          actions={actions}
        />
      </Panel>
      <Panel
        title="Invite"
        sentence={
          view.localAccounts
            ? "Whoever accepts joins with the account they have, or chooses a password."
            : "Whoever accepts signs in first: accounts with a password are switched off here."
        }
      >
        {view.mayInvite.ok ? (
          <InviteForm
            scope={scope}
            roles={view.roles}
            origin={origin}
            mailFrom={view.mailFrom}
            action={actions.invite}
          />
        ) : (
          <Button disabledReason={whyNot(view.mayInvite)}>Invite</Button>
        )}
      </Panel>
      {view.invitations.length > 0 ? (
        <Panel title="Invitations" sentence={`${used} of ${limit} open.`} flush>
          <InvitationsTable view={view} scope={scope} origin={origin} now={now} actions={actions} />
        </Panel>
      ) : null}
      {view.leave ? (
        <Panel title="Leave" danger>
          <LeaveOrganization
            scope={scope}
            name={name}
            source={view.leave.source}
            asked={leaveAsked}
            action={actions.leave}
            disabledReason={whyNot(view.leave.may)}
          />
        </Panel>
      ) : null}
    </div>
  );
}
