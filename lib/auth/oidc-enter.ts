import { v7 as uuidv7 } from "uuid";
import { type AuditEntry, appendAudit } from "@/lib/db/audit";
import { enterOidcPerson, findOidcStanding, type OidcStanding } from "@/lib/db/oidc";
import type { Database, Transaction } from "@/lib/db/pool";
import { setReach, withReach } from "@/lib/db/reach";
import { announceChange } from "@/lib/db/signals";
import type { Client } from "@/lib/domain/sessions/client";
import type { GroupsRead } from "@/lib/domain/sign-on/groups";
import type { OidcIdentity } from "@/lib/domain/sign-on/identity";
import { decideMemberships, type MembershipDecision } from "@/lib/domain/sign-on/memberships";
import type { OidcProblem } from "@/lib/domain/sign-on/problems";
import { log } from "@/lib/log";
import { recordSignIn } from "./record-sign-in";
import { insertSession } from "./sessions";

export type OidcEntry =
  | { ok: true; sessionId: string; personId: string }
  | { ok: false; problem: OidcProblem };

export type OidcVisitor = OidcIdentity & {
  issuer: string;
  groups: GroupsRead;
};

type Circumstances = { requestId: string; now: Date } & Client;

const nobody = { organizationIds: [], personId: null };
/** Of somebody's groups, those that are written down. */
const recordedGroups = 50;

/**
 * Lets somebody in whom the OpenID provider vouched for: has their memberships by groups be what the groups say, and
 * opens a session, all in one transaction with its record. Who ends up a member of nothing is refused, and makes no row;
 * what their groups no longer give is taken away nonetheless.
 */
export function enterByOidc(db: Database, visitor: OidcVisitor, given: Circumstances): Promise<OidcEntry> {
  return withReach(db, nobody, async (tx) => {
    const { issuer, subject, label, name } = visitor;
    const groups = visitor.groups.ok ? visitor.groups.groups : [];
    const standing = await findOidcStanding(tx, { issuer, subject, groups });
    const refuse = async (problem: OidcProblem): Promise<OidcEntry> => {
      await recordRefusal(tx, { visitor, standing, problem, ...given });
      return { ok: false, problem };
    };
    if (standing.disabled) return refuse("disabled");
    if (!visitor.groups.ok) {
      return refuse(visitor.groups.reason === "elsewhere" ? "groups-elsewhere" : "groups-unreadable");
    }
    const decision = decideMemberships(standing);
    const newId = uuidv7();
    const { wanted } = decision;
    const personId = await enterOidcPerson(tx, { newId, issuer, subject, label, name, groups, wanted });
    const session =
      decision.admits && personId
        ? await insertSession(
            tx,
            { personId, how: "oidc", address: given.address, userAgent: given.userAgent },
            given.now,
          )
        : null;
    if (personId) await recordChanges(tx, { personId, visitor, standing, decision, ...given });
    if (!session || !personId) return refuse(visitor.groups.missing ? "no-groups" : "unmapped");
    const facts = { issuer, groups: groups.slice(0, recordedGroups) };
    const { address, requestId, now } = given;
    await recordSignIn(tx, { personId, how: "oidc", outcome: "done", facts, address, requestId, now });
    return { ok: true, sessionId: session.id, personId };
  });
}

/** Each membership that groups gave, changed or took, in the chain of its organization. */
async function recordChanges(
  tx: Transaction,
  event: {
    personId: string;
    visitor: OidcVisitor;
    standing: OidcStanding;
    decision: MembershipDecision;
  } & Circumstances,
): Promise<void> {
  const { personId, visitor, standing, decision, requestId } = event;
  const { changes, lastAdminKept } = decision;
  if (lastAdminKept) {
    log.warn({ personId, requestId }, "groups no longer make the last provider admin one: kept");
  }
  if (changes.length === 0) return;
  await setReach(tx, { organizationIds: changes.map(({ organizationId }) => organizationId), personId });
  await appendAudit(
    tx,
    changes.map(({ organizationId, before, after }) => ({
      ...entryOf(event, "sign-on.apply-groups", "done"),
      organizationId,
      role: after ?? before,
      facts: {
        name: visitor.name,
        groups: standing.mapped
          .filter((each) => each.organizationId === organizationId)
          .map((each) => each.group),
        before: { role: before },
        after: { role: after },
      },
    })),
  );
  for (const { organizationId } of changes) {
    await announceChange(tx, { organizationId, kind: "organizations", id: organizationId });
  }
}

/** The provider's own chain holds who came in vain: the groups stand there that an admin may want to map. */
async function recordRefusal(
  tx: Transaction,
  event: { visitor: OidcVisitor; standing: OidcStanding; problem: OidcProblem } & Circumstances,
): Promise<void> {
  const { visitor, standing, problem, requestId } = event;
  const { subject, label, name, issuer } = visitor;
  log.info({ problem, subject, requestId }, "refused after the OpenID provider let them in");
  if (!standing.provider) return;
  const groups = visitor.groups.ok ? visitor.groups.groups.slice(0, recordedGroups) : [];
  await setReach(tx, { organizationIds: [standing.provider], personId: null });
  await appendAudit(tx, [
    {
      ...entryOf({ ...event, personId: null }, "people.sign-in-oidc", "denied"),
      organizationId: standing.provider,
      subjectId: standing.personId,
      facts: { name, account: label, subject, issuer, groups, reason: problem },
    },
  ]);
}

function entryOf(
  event: { personId: string | null; visitor: OidcVisitor } & Circumstances,
  verb: string,
  outcome: AuditEntry["outcome"],
): Omit<AuditEntry, "organizationId" | "facts"> {
  const { personId, visitor, address, requestId, now } = event;
  return {
    at: now,
    personId,
    personName: personId && visitor.name,
    role: null,
    verb,
    outcome,
    subjectKind: "person",
    subjectId: personId,
    requestId,
    address,
  };
}
