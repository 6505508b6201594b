import { accepted, type Call, json, needRight, type Reply, readJson, sees } from "../call";
import { startEdgeChange } from "../edge-changes";
import { bareId, newId, urn } from "../ids";
import { page } from "../paging";
import type { PortProfile } from "../records";
import { right } from "../rights";
import type { VcdSandbox } from "../state";
import { startTask, succeed } from "../tasks";
import { badRequest, forbidden } from "../vcd-error";
import { organizationRef } from "./edge-gateways";
import { edgeOf } from "./nat-rules";

function showProfile(sandbox: VcdSandbox, profile: PortProfile) {
  const [port, ...more] = profile.applicationPorts;
  return {
    id: urn("applicationPortProfile", profile.id),
    name: profile.name,
    description: "",
    scope: profile.scope,
    contextEntityId: profile.contextEntityId,
    orgRef: profile.organizationId ? organizationRef(sandbox, profile.organizationId) : null,
    applicationPorts: profile.applicationPorts,
    status: "REALIZED",
    usableForNAT: port !== undefined && more.length === 0 && port.destinationPorts.length <= 1,
  };
}

export function listPortProfiles(sandbox: VcdSandbox, call: Call): Reply {
  const profiles = sandbox.store.portProfiles.filter(
    (profile) => profile.organizationId === null || sees(call.caller, profile.organizationId),
  );
  const shown = profiles.map((profile) => showProfile(sandbox, profile));
  return page(call, shown, {
    model: "ApplicationPortProfiles",
    special: (key) => (key === "_context" ? true : undefined),
  });
}

function profileOf(sandbox: VcdSandbox, call: Call): PortProfile {
  const id = bareId(call.params.profile ?? "");
  const profile = sandbox.store.portProfiles.get(id);
  if (!profile || (profile.organizationId !== null && !sees(call.caller, profile.organizationId))) {
    throw forbidden(right.gatewayView, "APPLICATION_PORT_PROFILE_VIEW", id);
  }
  return profile;
}

export const getPortProfile = (sandbox: VcdSandbox, call: Call): Reply =>
  json(200, showProfile(sandbox, profileOf(sandbox, call)));

export function createPortProfile(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  needRight(caller, right.firewallConfigure, "APPLICATION_PORT_PROFILE_CREATE");
  const body = readJson(call);
  const organizationId =
    caller.tenant?.id ?? bareId(String((body.orgRef as { id?: unknown } | null)?.id ?? ""));
  if (!sandbox.store.organizations.get(organizationId)) throw badRequest("The body names no organization.");
  if (typeof body.name !== "string" || body.name === "")
    throw badRequest("The application port profile has no name.");
  const ports = Array.isArray(body.applicationPorts) ? body.applicationPorts : [];
  const profile: PortProfile = {
    id: newId(),
    organizationId,
    name: body.name,
    scope: "TENANT",
    contextEntityId: body.contextEntityId ? String(body.contextEntityId) : null,
    applicationPorts: ports.map((port: { protocol?: unknown; destinationPorts?: unknown }) => ({
      protocol: String(port.protocol ?? "TCP"),
      destinationPorts: Array.isArray(port.destinationPorts) ? port.destinationPorts.map(String) : [],
    })),
  };
  const id = urn("applicationPortProfile", profile.id);
  const owner = {
    id,
    name: profile.name,
    type: "application/json",
    path: `/cloudapi/1.0.0/applicationPortProfiles/${id}`,
  };
  const operation = "APPLICATION_PORT_PROFILE_CREATE";
  if (profile.contextEntityId?.includes(":gateway:")) {
    const edge = edgeOf(sandbox, caller, profile.contextEntityId);
    const change = { kind: "put-profile", profile } as const;
    return accepted(call, startEdgeChange(sandbox, { edge, caller, operation, change, now, owner }).id);
  }
  sandbox.store.portProfiles.put(profile);
  const task = startTask(sandbox, {
    caller,
    organizationId,
    operation,
    operationName: operation,
    owner,
    now,
  });
  succeed(task, now);
  return accepted(call, task.id);
}

export function deletePortProfile(sandbox: VcdSandbox, call: Call): Reply {
  const { caller, now } = call;
  needRight(caller, right.firewallConfigure, "APPLICATION_PORT_PROFILE_DELETE");
  const profile = profileOf(sandbox, call);
  if (profile.organizationId === null)
    throw forbidden(right.firewallConfigure, "APPLICATION_PORT_PROFILE_DELETE", profile.id);
  const used = sandbox.store.natRules.find(
    (rule) => rule.applicationPortProfile !== null && bareId(rule.applicationPortProfile.id) === profile.id,
  );
  if (used)
    throw badRequest(`The application port profile ${profile.name} is used by the NAT rule ${used.name}.`);
  sandbox.store.portProfiles.delete(profile.id);
  const id = urn("applicationPortProfile", profile.id);
  const task = startTask(sandbox, {
    caller,
    organizationId: profile.organizationId,
    operation: "APPLICATION_PORT_PROFILE_DELETE",
    operationName: "APPLICATION_PORT_PROFILE_DELETE",
    owner: {
      id,
      name: profile.name,
      type: "application/json",
      path: `/cloudapi/1.0.0/applicationPortProfiles/${id}`,
    },
    now,
  });
  succeed(task, now);
  return accepted(call, task.id);
}
