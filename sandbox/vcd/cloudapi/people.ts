import { type Call, json, needRight, type Reply, sees } from "../call";
import { bareId, stableId, urn } from "../ids";
import { page } from "../paging";
import type { Role } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { forbidden } from "../vcd-error";
import { organizationRef } from "./edge-gateways";

const showRole = (role: Role) => ({
  id: urn("role", role.id),
  name: role.name,
  description: "",
  bundleKey: null,
  readOnly: false,
});

export function listRoles(sandbox: VcdSandbox, call: Call): Reply {
  needRight(call.caller, right.roleView, "ROLE_VIEW");
  const roles = sandbox.store.roles.filter((role) => sees(call.caller, role.organizationId));
  return page(call, roles.map(showRole), { model: "Roles" });
}

export function listRoleRights(sandbox: VcdSandbox, call: Call): Reply {
  const id = bareId(call.params.role ?? "");
  const role = sandbox.store.roles.get(id);
  const own = call.caller.user.roleId === id;
  if (!role || (!own && !sees(call.caller, role.organizationId)))
    throw forbidden(right.roleView, "ROLE_VIEW", id);
  needRight(call.caller, right.roleView, "ROLE_VIEW", id);
  const rights = role.rights.map((name) => ({
    name,
    id: urn("right", stableId("right", name)),
    bundleKey: null,
  }));
  return page(call, rights, { model: "Rights" });
}

export function listUsers(sandbox: VcdSandbox, call: Call): Reply {
  needRight(call.caller, right.userView, "USER_VIEW");
  const shown = sandbox.store.users
    .filter((user) => sees(call.caller, user.organizationId))
    .map((user) => ({
      id: urn("user", user.id),
      username: user.name,
      fullName: user.name,
      enabled: true,
      locked: user.lockedUntil !== null,
      orgEntityRef: organizationRef(sandbox, user.organizationId),
      roleEntityRefs: [
        { name: sandbox.store.roles.get(user.roleId)?.name ?? "", id: urn("role", user.roleId) },
      ],
    }));
  return page(call, shown, { model: "Users" });
}

export function listOrganizations(sandbox: VcdSandbox, call: Call): Reply {
  const shown = sandbox.store.organizations
    .filter((organization) => sees(call.caller, organization.id))
    .map(({ id, name, fullName }) => ({
      id: urn("org", id),
      name,
      displayName: fullName,
      description: "",
      isEnabled: true,
      canManageOrgs: false,
    }));
  return page(call, shown, { model: "Orgs" });
}

export function getOrganization(sandbox: VcdSandbox, call: Call): Reply {
  const id = bareId(call.params.organization ?? "");
  const organization = sandbox.store.organizations.get(id);
  if (!organization || !sees(call.caller, id)) throw forbidden(right.administratorControl, "ORG_VIEW", id);
  return json(200, {
    id: urn("org", id),
    name: organization.name,
    displayName: organization.fullName,
    isEnabled: true,
  });
}
