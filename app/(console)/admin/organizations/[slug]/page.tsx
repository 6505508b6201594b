import type { Metadata } from "next";
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
} from "@/app/(console)/[organization]/members/actions";
import { KeptFresh } from "@/components/live/kept-fresh";
import { MembersRoom } from "@/components/members/members-room";
import { OrganizationHead, OrganizationLimits } from "@/components/organizations/organization-detail";
import { readWebConfig } from "@/lib/config/web";
import { paths } from "@/lib/paths";
import { getOrganization } from "@/lib/services/organizations/get-organization";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { updateOrganizationAction } from "../actions";

export const metadata: Metadata = { title: "Organization" };

type Search = Record<"search" | "sort" | "leave", string | string[] | undefined>;

export default async function OrganizationPage({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Search>;
}) {
  const { slug } = await params;
  const asked = await searchParams;
  const one = (name: keyof Search) => {
    const value = asked[name];
    return typeof value === "string" ? value : undefined;
  };
  const query = { search: one("search"), sort: one("sort") };
  const context = await requestContext(null);
  const here = paths.organization(slug, query);
  const organization = await readForPage(getOrganization, context, { organization: slug, ...query }, here);
  return (
    <KeptFresh
      queryKey={["organization", slug, query]}
      path={paths.api.organization(slug, query)}
      shown={organization}
      moving={organization.people.invitations.some(
        ({ mail }) => mail?.state === "waiting" && mail.reason === null,
      )}
    >
      <OrganizationHead organization={organization} />
      <MembersRoom
        view={organization.people}
        organization=""
        search={query.search ?? ""}
        sort={query.sort ?? "name"}
        hrefOf={(other) => paths.organization(slug, other)}
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
      <OrganizationLimits organization={organization} action={updateOrganizationAction} />
    </KeptFresh>
  );
}
