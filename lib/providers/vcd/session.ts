import { z } from "zod";
import type { SessionSeen } from "@/lib/domain/vcd/observed";
import { isProviderOrganization } from "@/lib/domain/vcd/sign-in";
import { ProviderError } from "../provider-error";
import type { VcdSession } from "./client";
import { isForbidden } from "./faults";
import { readList } from "./paging";
import { segment } from "./transport";
import { readAs, reference, references } from "./wire";

const current = z.object({
  id: z.string(),
  user: reference,
  org: reference,
  roles: z.array(z.string()).nullish(),
  roleRefs: references,
  sessionIdleTimeoutMinutes: z.number().nullish(),
});

/** VCD's own default, used where it does not say. */
const usualIdleMinutes = 30;

/** Who the session is, with roles and, where the caller may read them, the names of all rights. */
export async function getCurrentSession(session: VcdSession): Promise<SessionSeen> {
  const action = "GetCurrentSession";
  const answer = await session.read(action, "/cloudapi/1.0.0/sessions/current");
  const seen = readAs(current, answer, action);
  const nobody = { id: "", name: "" };
  const organization = seen.org ?? nobody;
  const roles =
    seen.roleRefs.length > 0 ? seen.roleRefs : (seen.roles ?? []).map((name) => ({ id: "", name }));
  return {
    id: seen.id,
    user: seen.user ?? nobody,
    organization,
    isProvider: isProviderOrganization(organization.name),
    roles,
    rights: await listRights(session, seen.roleRefs),
    idleTimeoutMs: (seen.sessionIdleTimeoutMinutes ?? usualIdleMinutes) * 60_000,
  };
}

/** Names of the rights of these roles, sorted; null if VCD does not let the caller read a role. */
export async function listRights(session: VcdSession, roles: { id: string }[]): Promise<string[] | null> {
  if (roles.length === 0) return null;
  const right = z.object({ name: z.string() });
  try {
    const lists = await Promise.all(
      roles.map(({ id }) =>
        readList(session, "ListRights", `/cloudapi/1.0.0/roles/${segment(id)}/rights`, right),
      ),
    );
    return [...new Set(lists.flat().map(({ name }) => name))].sort();
  } catch (error) {
    if (error instanceof ProviderError && isForbidden(error.fault)) return null;
    throw error;
  }
}

/** Ends the session at VCD. One that has ended already is no error. */
export async function endSession(session: VcdSession): Promise<void> {
  try {
    await session.write("EndSession", "DELETE", "/cloudapi/1.0.0/sessions/current");
  } catch (error) {
    if (!(error instanceof ProviderError) || error.fault.code !== "SessionEnded") throw error;
  }
}
