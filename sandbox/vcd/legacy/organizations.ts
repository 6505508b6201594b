import { type Call, json, type Reply, sees } from "../call";
import { showSession, signIn, siteId, tokenHeaders } from "../cloudapi/sessions";
import { bareId, urn } from "../ids";
import type { Organization, Session, User } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { forbidden, unauthorized } from "../vcd-error";
import { NAMESPACE, xml, xmlReply } from "./xml";

const SESSION = "application/vnd.vmware.vcloud.session+xml";
const ORG = "application/vnd.vmware.vcloud.org+xml";
const ORG_LIST = "application/vnd.vmware.vcloud.orgList+xml";
const QUERY_LIST = "application/vnd.vmware.vcloud.query.queryList+xml";
const RECORDS = "application/vnd.vmware.vcloud.query.records+xml";

/** GET /api/versions, without a token. */
export function listVersions(sandbox: VcdSandbox, call: Omit<Call, "caller">): Reply {
  const loginUrl = `${call.base}/cloudapi/1.0.0/sessions`;
  const versions = sandbox.versions.api;
  if (call.wantsJson) {
    const versionInfo = versions.map((version) => ({
      version,
      loginUrl,
      providerLoginUrl: `${loginUrl}/provider`,
      deprecated: false,
    }));
    return json(200, { versionInfo, alphaVersion: [], any: [], otherAttributes: {} });
  }
  const root = xml(
    "SupportedVersions",
    { xmlns: "http://www.vmware.com/vcloud/versions" },
    ...versions.map((version) =>
      xml(
        "VersionInfo",
        { deprecated: "false" },
        xml("Version", {}, version),
        xml("LoginUrl", {}, loginUrl),
        xml("ProviderLoginUrl", {}, `${loginUrl}/provider`),
      ),
    ),
  );
  return { status: 200, headers: { "content-type": "text/xml" }, body: root.markup };
}

function sessionReply(sandbox: VcdSandbox, call: Omit<Call, "caller">, session: Session, user: User): Reply {
  const { base } = call;
  const organization = sandbox.store.organizations.get(session.organizationId);
  const attributes = {
    org: organization?.name ?? "",
    user: user.name,
    roles: sandbox.store.roles.get(user.roleId)?.name ?? "",
    userId: urn("user", user.id),
    locationId: `${session.organizationId}@${siteId}`,
    href: `${base}/api/session`,
  };
  const links = [
    {
      rel: "down",
      type: ORG,
      name: organization?.name ?? "",
      href: `${base}/api/org/${session.organizationId}`,
    },
    { rel: "down", type: ORG_LIST, href: `${base}/api/org/` },
    { rel: "down", type: QUERY_LIST, href: `${base}/api/query` },
  ];
  if (call.wantsJson) {
    return json(200, {
      ...attributes,
      type: SESSION.replace("+xml", "+json"),
      link: links,
      ...showSession(sandbox, session, user),
    });
  }
  const root = xml(
    "Session",
    { xmlns: NAMESPACE, ...attributes, type: SESSION },
    ...links.map((link) => xml("Link", link)),
  );
  return xmlReply(root, SESSION, call.apiVersion);
}

export function getSession(sandbox: VcdSandbox, call: Call): Reply {
  const { session, user } = call.caller;
  if (!session) throw unauthorized();
  return sessionReply(sandbox, call, session, user);
}

/** POST /api/sessions: the way in of API versions before 33, which newer ones still answer. */
export function logIn(sandbox: VcdSandbox, call: Omit<Call, "caller">): Reply {
  const { user, session } = signIn(sandbox, call.headers.authorization, "any", call.now);
  const reply = sessionReply(sandbox, call, session, user);
  const headers = { ...reply.headers, ...tokenHeaders(session), "x-vcloud-authorization": session.token };
  return { ...reply, headers };
}

export function logOut(_: VcdSandbox, call: Call): Reply {
  if (call.caller.session) call.caller.session.ended = true;
  return { status: 204 };
}

export function listOrganizations(sandbox: VcdSandbox, call: Call): Reply {
  const organizations = sandbox.store.organizations.filter((each) => sees(call.caller, each.id));
  const shown = organizations.map(({ id, name }) => ({
    name,
    href: `${call.base}/api/org/${id}`,
    type: ORG,
  }));
  if (call.wantsJson) return json(200, { href: `${call.base}/api/org/`, org: shown });
  const root = xml(
    "OrgList",
    { xmlns: NAMESPACE, href: `${call.base}/api/org/`, type: ORG_LIST },
    ...shown.map((each) => xml("Org", each)),
  );
  return xmlReply(root, ORG_LIST, call.apiVersion);
}

function organizationOf(sandbox: VcdSandbox, call: Call): Organization {
  const id = bareId(call.params.organization ?? "");
  const organization = sandbox.store.organizations.get(id);
  if (!organization || !sees(call.caller, id)) throw forbidden(right.administratorControl, "ORG_VIEW", id);
  return organization;
}

export function getOrganization(sandbox: VcdSandbox, call: Call): Reply {
  const { base } = call;
  const { id, name, fullName } = organizationOf(sandbox, call);
  const vdcs = sandbox.store.vdcs.filter((vdc) => vdc.organizationId === id);
  const links = [
    { rel: "down", type: RECORDS, href: `${base}/api/query?type=orgVdc&format=records&filter=org==${id}` },
    ...vdcs.map((vdc) => ({
      rel: "down",
      type: "application/vnd.vmware.vcloud.vdc+xml",
      name: vdc.name,
      href: `${base}/api/vdc/${vdc.id}`,
    })),
  ];
  const attributes = { name, id: urn("org", id), href: `${base}/api/org/${id}`, type: ORG };
  if (call.wantsJson)
    return json(200, { ...attributes, link: links, fullName, description: "", isEnabled: true });
  const root = xml(
    "Org",
    { xmlns: NAMESPACE, ...attributes },
    ...links.map((each) => xml("Link", each)),
    xml("Description"),
    xml("FullName", {}, fullName),
    xml("IsEnabled", {}, "true"),
  );
  return xmlReply(root, ORG, call.apiVersion);
}
