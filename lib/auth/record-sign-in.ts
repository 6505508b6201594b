import { appendAudit } from "@/lib/db/audit";
import { listMembershipsOf } from "@/lib/db/new-people";
import { namePeople } from "@/lib/db/people";
import type { Transaction } from "@/lib/db/pool";
import { setReach } from "@/lib/db/reach";
import type { SessionHow } from "@/lib/domain/sessions/views";
import { log } from "@/lib/log";

/** As they stand in the audit: by which way somebody signed in, or tried to. */
const signInVerbs: Record<SessionHow, string> = {
  password: "people.sign-in",
  vcd: "people.sign-in-vcd",
  oidc: "people.sign-in-oidc",
};

export type SignInRecord = {
  personId: string;
  how: SessionHow;
  /** `denied`: somebody gave this person's name, and was not let in. Who that was is not known. */
  outcome: "done" | "denied";
  /** What else is to be known: a site, groups, why not (`reason`). Nothing secret. */
  facts?: Record<string, unknown>;
  address: string | null;
  requestId: string;
  now: Date;
};

/**
 * Records a sign-in in the chain of every organization that the person is a member of by then, in the transaction that
 * opens the session: where it cannot be written nobody gets in. Call it last; the reach is the person's afterwards.
 * Tries for names that nobody has, and those that a limit stopped, belong to no chain: they are logged alone.
 */
export async function recordSignIn(tx: Transaction, given: SignInRecord): Promise<void> {
  await recordOfPerson(tx, { ...given, verb: signInVerbs[given.how] });
}

/** The same for whatever else a person does, or has done to them, before or beside any organization. */
export async function recordOfPerson(
  tx: Transaction,
  given: Omit<SignInRecord, "how"> & { verb: string },
): Promise<void> {
  const { personId, verb, outcome, facts, address, requestId, now } = given;
  await setReach(tx, { organizationIds: [], personId });
  const memberships = await listMembershipsOf(tx, personId);
  await setReach(tx, { organizationIds: memberships.map((each) => each.organizationId), personId });
  const name = (await namePeople(tx, [personId])).get(personId) ?? null;
  const known = outcome === "done";
  await appendAudit(
    tx,
    memberships.map(({ organizationId, role }) => ({
      organizationId,
      at: now,
      personId: known ? personId : null,
      personName: known ? name : null,
      role: known ? role : null,
      verb,
      outcome,
      subjectKind: "person",
      subjectId: personId,
      facts: { name, ...facts },
      requestId,
      address,
    })),
  );
  log.info({ verb, outcome, personId, requestId, chains: memberships.length }, "recorded");
}
