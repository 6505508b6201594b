import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { MembersRoom } from "@/components/members/members-room";
import { PageHeader } from "@/components/ui/page-header";
import { readWebConfig } from "@/lib/config/web";
import { paths } from "@/lib/paths";
import { listMembers } from "@/lib/services/people/list-members";
import { readForPage, requestContext } from "@/lib/services/web-context";
import {
  changeRoleAction,
  disablePersonAction,
  enablePersonAction,
  endMemberSessionsAction,
  inviteAction,
  leaveOrganizationAction,
  removeMemberAction,
  renewInvitationAction,
  renewPasswordLinkAction,
  revokeInvitationAction,
} from "./actions";

export const metadata: Metadata = { title: "Members" };

type Search = Record<"search" | "sort" | "leave", string | string[] | undefined>;

export default async function MembersPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Search>;
}) {
  const { organization } = await params;
  const asked = await searchParams;
  const one = (name: keyof Search) => {
    const value = asked[name];
    return typeof value === "string" ? value : undefined;
  };
  const query = { search: one("search"), sort: one("sort") };
  const context = await requestContext(organization);
  const view = await readForPage(listMembers, context, query, paths.members(organization, query));
  return (
    <>
      <PageHeader
        title="Members"
        sentence={`Who belongs to ${view.organization.name}, and what they may do in it. A changed role holds from the next request on.`}
      />
      <KeptFresh
        queryKey={["members", organization, query]}
        path={paths.api.members(organization, query)}
        shown={view}
        moving={view.invitations.some(({ mail }) => mail?.state === "waiting" && mail.reason === null)}
      >
        <MembersRoom
          view={view}
          organization={organization}
          search={query.search ?? ""}
          sort={query.sort ?? "name"}
          hrefOf={(other) => paths.members(organization, other)}
          origin={readWebConfig().publicOrigin}
          now={context.now.toISOString()}
          leaveAsked={one("leave") === "1"}
          actions={{
            invite: inviteAction,
            renewInvitation: renewInvitationAction,
            revokeInvitation: revokeInvitationAction,
            changeRole: changeRoleAction,
            endSessions: endMemberSessionsAction,
            removeMember: removeMemberAction,
            renewLink: renewPasswordLinkAction,
            disable: disablePersonAction,
            enable: enablePersonAction,
            leave: leaveOrganizationAction,
          }}
        />
      </KeptFresh>
    </>
  );
}
