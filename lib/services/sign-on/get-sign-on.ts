import { z } from "zod";
import { readWebConfig } from "@/lib/config/web";
import {
  countLocalAccounts,
  countMembersByGroups,
  findSessionWay,
  type GroupMapping,
  listGroupMappings,
} from "@/lib/db/group-mappings";
import { listOrganizationFigures } from "@/lib/db/organizations";
import { readSettings } from "@/lib/db/settings";
import { rolesFor } from "@/lib/domain/people/can";
import { roleNames } from "@/lib/domain/people/roles";
import { manageSignOn, switchOffLocalAccounts } from "@/lib/domain/sign-on/can";
import { type SignOnView, shownMappings } from "@/lib/domain/sign-on/views";
import { paths } from "@/lib/paths";
import { verb } from "../verb";

/** How people sign in: the OpenID provider, what its groups give, and what holds for everybody's sessions. */
export const getSignOn = verb({
  name: "sign-on.get",
  kind: "read",
  permission: "sign-on.read",
  input: z.object({ search: z.string().max(300).default("") }),
  run: async ({ actor, input, tx }): Promise<SignOnView> => {
    const { oidc, publicOrigin } = readWebConfig();
    const members = await countMembersByGroups(tx);
    const found = (await listGroupMappings(tx)).filter((mapping) => matches(mapping, input.search));
    const way = await findSessionWay(tx, actor.sessionId);
    return {
      provider: oidc && {
        name: oidc.name,
        issuer: oidc.issuer,
        clientId: oidc.clientId,
        scopes: oidc.scopes,
        groupsClaim: oidc.groupsClaim,
      },
      redirectUri: `${publicOrigin}${paths.api.oidcCallback()}`,
      settings: await readSettings(tx),
      mappings: found.slice(0, shownMappings).map(({ id, group, role, organization }) => ({
        id,
        group,
        role,
        organization: { slug: organization.slug, name: organization.name },
        roles: rolesFor(organization.kind),
      })),
      found: found.length,
      search: input.search,
      organizations: (await listOrganizationFigures(tx)).map(
        ({ organization: { id, slug, name, kind } }) => ({
          slug,
          name,
          kind,
          membersByGroups: members.get(id) ?? 0,
        }),
      ),
      localAccounts: await countLocalAccounts(tx),
      manage: manageSignOn(actor),
      switchOff: switchOffLocalAccounts({ actor, configured: oidc !== null, way }),
    };
  },
});

function matches({ group, role, organization }: GroupMapping, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  const texts = [group, organization.name, organization.slug, roleNames[role]];
  return texts.some((text) => text.toLowerCase().includes(wanted));
}
