import type { Metadata } from "next";
import { Hydrated } from "@/components/live/hydrated";
import { OrganizationDetail } from "@/components/organizations/organization-detail";
import { organizationQuery } from "@/components/organizations/queries";
import { readWebConfig } from "@/lib/config/web";
import { paths } from "@/lib/paths";
import { getOrganization } from "@/lib/services/organizations/get-organization";
import { readForPage, requestContext } from "@/lib/services/web-context";
import {
  addMemberAction,
  changeRoleAction,
  removeMemberAction,
  renewPasswordLinkAction,
  updateOrganizationAction,
} from "../actions";

export const metadata: Metadata = { title: "Organization" };

export default async function OrganizationPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const context = await requestContext(null);
  const data = await readForPage(getOrganization, context, { organization: slug }, paths.organization(slug));
  return (
    <Hydrated queries={[{ queryKey: organizationQuery(slug).queryKey, data }]}>
      <OrganizationDetail
        slug={slug}
        origin={readWebConfig().publicOrigin}
        now={context.now.toISOString()}
        actions={{
          update: updateOrganizationAction,
          addMember: addMemberAction,
          changeRole: changeRoleAction,
          removeMember: removeMemberAction,
          renewLink: renewPasswordLinkAction,
        }}
      />
    </Hydrated>
  );
}
