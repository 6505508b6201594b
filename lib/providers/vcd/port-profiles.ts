import { z } from "zod";
import type { PortProfileSeen } from "@/lib/domain/exposures/observed";
import type { VcdSession } from "./client";
import { fiqlValue } from "./identifiers";
import { readList } from "./paging";
import { type AcceptedByVcd, acceptedBy } from "./tasks";
import { readAs, text } from "./wire";

const path = "/cloudapi/1.0.0/applicationPortProfiles";

const profile = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: text,
    applicationPorts: z
      .array(z.object({ protocol: text, destinationPorts: z.array(z.string()).nullish() }))
      .nullish(),
  })
  .transform(
    ({ id, name, scope, applicationPorts }): PortProfileSeen => ({
      id,
      name,
      scope,
      ports: (applicationPorts ?? []).map(({ protocol, destinationPorts }) => ({
        protocol,
        destinationPorts: destinationPorts ?? [],
      })),
    }),
  );

/** Profiles an edge gateway's rules can name: the system's (hundreds), the provider's and the organization's own. */
export function listPortProfiles(
  session: VcdSession,
  {
    edgeGatewayId,
    name,
    scope,
  }: { edgeGatewayId?: string; name?: string; scope?: "SYSTEM" | "PROVIDER" | "TENANT" },
): Promise<PortProfileSeen[]> {
  const parts = [
    edgeGatewayId && `_context==${edgeGatewayId}`,
    name && `name==${fiqlValue(name)}`,
    scope && `scope==${scope}`,
  ].filter(Boolean);
  const query = parts.length > 0 ? { filter: parts.join(";") } : {};
  return readList(session, "ListPortProfiles", path, profile, { query });
}

/** One profile by its id: a rule names it, and its ports decide what the rule matches. */
export async function getPortProfile(session: VcdSession, id: string): Promise<PortProfileSeen> {
  const action = "GetPortProfile";
  return readAs(profile, await session.read(action, `${path}/${id}`), action);
}

/** Creates a TCP profile on an edge gateway. The id is the owner of the task, once that has ended. */
export async function createPortProfile(
  session: VcdSession,
  given: { name: string; organizationId: string; edgeGatewayId: string; tcpPorts: string[] },
): Promise<AcceptedByVcd> {
  const body = {
    name: given.name,
    orgRef: { id: given.organizationId },
    contextEntityId: given.edgeGatewayId,
    scope: "TENANT",
    applicationPorts: [{ protocol: "TCP", destinationPorts: given.tcpPorts }],
  };
  return acceptedBy(await session.write("CreatePortProfile", "POST", path, { body }));
}

/** Deletes a profile that no rule names any more. */
export async function deletePortProfile(session: VcdSession, id: string): Promise<AcceptedByVcd> {
  return acceptedBy(await session.write("DeletePortProfile", "DELETE", `${path}/${id}`));
}
