import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { appendAudit } from "@/lib/db/audit";
import { insertMembership } from "@/lib/db/memberships";
import { findOrInsertPerson, lockFirstPerson } from "@/lib/db/new-people";
import { findOrganization, insertOrganization } from "@/lib/db/organizations";
import type { Database, Transaction } from "@/lib/db/pool";
import { withReach } from "@/lib/db/reach";
import { ServiceError } from "../errors";
import { makePasswordLink } from "./password-link";
import { emailInput, personName } from "./person-input";

const providerSlug = "provider";

const schema = z.object({ email: emailInput, name: personName });

/**
 * Makes the first admin of an empty installation, with the provider's organization, and gives the path of a link, good
 * for one use, to choose a password. While nobody has a password yet, the same address gets a new link: the first may
 * have been lost. Whoever may call this holds the database itself, so no session is asked for.
 */
export async function createFirstAdmin(
  db: Database,
  input: { email: string; name?: string; now: Date },
): Promise<{ path: string }> {
  const parsed = schema.safeParse({ email: input.email, name: input.name ?? nameFrom(input.email) });
  if (!parsed.success) {
    throw new ServiceError("invalid-input", parsed.error.issues.map((issue) => issue.message).join(" "));
  }
  const { email, name } = parsed.data;
  return withReach(db, { organizationIds: "*", personId: null }, async (tx) => {
    const known = await lockFirstPerson(tx);
    const organizationId = await ensureProvider(tx);
    const person = await findOrInsertPerson(tx, { id: uuidv7(), email, name });
    if (known.withPassword > 0 || (known.people > 0 && person.isNew)) {
      throw new ServiceError("conflict", "This installation has people already; nothing was made.", {
        next: "Ask one of its admins to invite you under Organizations.",
      });
    }
    await insertMembership(tx, { organizationId, personId: person.id, role: "provider-admin" });
    const path = await makePasswordLink(tx, person.id, input.now);
    await appendAudit(tx, [
      {
        organizationId,
        at: input.now,
        personId: person.id,
        personName: person.name,
        role: "provider-admin",
        verb: "people.create-first-admin",
        outcome: "done",
        subjectKind: "person",
        subjectId: person.id,
        facts: { before: { role: null }, after: { role: "provider-admin" }, name: person.name, email },
        requestId: randomUUID(),
        address: null,
      },
    ]);
    return { path };
  });
}

async function ensureProvider(tx: Transaction): Promise<string> {
  const existing = await findOrganization(tx, providerSlug);
  if (existing) return existing.id;
  const id = uuidv7();
  await insertOrganization(tx, { id, slug: providerSlug, name: "Provider", kind: "provider" });
  return id;
}

function nameFrom(email: string): string {
  return email.split("@")[0]?.trim() || email;
}
