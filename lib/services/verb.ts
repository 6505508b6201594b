import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { type AuditEntry, appendAudit } from "@/lib/db/audit";
import { findSession, type PersonWithMemberships } from "@/lib/db/people";
import type { Transaction } from "@/lib/db/pool";
import { setReach, withReach } from "@/lib/db/reach";
import { organizations } from "@/lib/db/schema/organizations";
import type { Capability } from "@/lib/domain/capability";
import { isKeepable } from "@/lib/domain/keepable";
import { rolesFor } from "@/lib/domain/people/can";
import { isProviderRole, type Permission, type Role, roleAllows, roleNames } from "@/lib/domain/people/roles";
import { log } from "@/lib/log";
import type { Actor, VerbContext } from "./context";
import { notFound, ServiceError } from "./errors";

export type AuditNote = {
  subject: { kind: string; id: string };
  /** What was changed, as it was and as it is now: the same properties. One alone for what was made or ended. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  /** What else is to be known: the subject's `name`, a reason, a request's id. Nothing secret. */
  facts?: Record<string, unknown>;
  /** Whose chain it belongs to, if not the acting organization's: a provider's admin deciding for a tenant. */
  organizationId?: string;
  /** Where a rule did it and not the person who acts: its name and version, and what it did, as a verb's name. */
  by?: { name: string; verb: string };
};

export type VerbTools<Input> = {
  actor: Actor;
  input: Input;
  tx: Transaction;
  now: Date;
  /** Records what was changed; written last, in the same transaction. Every verb but a read must call it. */
  audit: (note: AuditNote) => void;
};

export type VerbDefinition<Schema extends z.ZodType, Output> = {
  /** `noun.verb`, as it stands in the audit. */
  name: string;
  /** A disclosure reads what then leaves the house, such as a file: it changes nothing, yet is recorded. */
  kind: "read" | "change" | "disclosure";
  permission: Permission;
  /**
   * `person`: about who is signed in, wherever they are: their own sessions, bell and wishes. The reach is then their
   * own organizations, and what is recorded goes to the one in the URL or else to the first of theirs.
   */
  scope?: "organization" | "person";
  input: Schema;
  /** What a denial is recorded about, where the input names it. */
  subject?: (input: z.output<Schema>) => { kind: string; id: string } | null;
  run: (tools: VerbTools<z.output<Schema>>) => Promise<Output>;
};

export type Verb<Schema extends z.ZodType, Output> = {
  (context: VerbContext, input: z.input<Schema>): Promise<Output>;
  definition: VerbDefinition<Schema, Output>;
};

/**
 * Makes a verb: the only way to read or change anything. Order: session and membership from fresh rows, permission,
 * input, then `run` in one transaction that sees the actor's organizations only, then the audit. A refusal for want of a
 * right, and of a change to what is not there or not theirs, is recorded in a transaction of its own before it is thrown.
 */
export function verb<Schema extends z.ZodType, Output>(
  definition: VerbDefinition<Schema, Output>,
): Verb<Schema, Output> {
  const call = async (context: VerbContext, rawInput: z.input<Schema>): Promise<Output> => {
    let actor: Actor | null = null;
    let subject: { kind: string; id: string } | null = null;
    try {
      return await withReach(context.db, { organizationIds: [], personId: null }, async (tx) => {
        actor = await enter(tx, context, definition.scope ?? "organization", (known) => {
          actor = known;
        });
        authorize(actor, definition.permission);
        const input = parse(definition.input, rawInput);
        subject = definition.subject?.(input) ?? null;
        const notes: AuditNote[] = [];
        const output = await definition.run({
          actor,
          input,
          tx,
          now: context.now,
          audit: (note) => notes.push(note),
        });
        if (definition.kind !== "read") {
          if (notes.length === 0) throw new Error(`${definition.name} did something without recording it`);
          await appendAudit(
            tx,
            notes.map((note) => entry(context, actor as Actor, definition.name, "done", note)),
          );
        }
        return output;
      });
    } catch (error) {
      if (error instanceof ServiceError && actor && isDenial(error, definition.kind)) {
        subject ??= subjectOf(definition, rawInput);
        const facts = { reason: error.message, ...whereAsked(context, rawInput, actor) };
        await recordDenial(context, actor, definition.name, subject, facts);
      }
      throw error;
    }
  };
  return Object.assign(call, { definition });
}

/** `known` is told who it is as soon as that is known, at home: whoever is turned away further on is refused as them. */
async function enter(
  tx: Transaction,
  context: VerbContext,
  scope: "organization" | "person",
  known: (actor: Actor) => void,
): Promise<Actor> {
  const session = context.sessionId ? await findSession(tx, context.sessionId, context.now) : null;
  if (!session) {
    throw new ServiceError("unauthenticated", "You are signed out.", { next: "Sign in, then try again." });
  }
  // A role that its organization cannot give is none: a tenant's never reaches further than the tenant.
  const memberships = session.memberships.filter(({ kind, role }) => rolesFor(kind).includes(role));
  const own = memberships.find((membership) => membership.slug === context.organization);
  const provider = memberships.find((membership) => isProviderRole(membership.role));
  const membership = own ?? provider ?? memberships[0];
  if (membership) known(actorOf(session, membership.role, placeOf(membership)));
  if (!membership || (!own && !provider && scope === "organization")) {
    throw notFound(context.organization === null ? "page" : "organization");
  }
  const asProvider = isProviderRole(membership.role) && scope === "organization";
  const everyOwn = memberships.map(({ organizationId }) => organizationId);
  await setReach(tx, {
    organizationIds: asProvider ? "*" : scope === "person" ? everyOwn : [membership.organizationId],
    personId: session.person.id,
  });
  let place = placeOf(membership);
  if (scope === "person") return actorOf(session, membership.role, place);
  if (context.organization === null && !asProvider) throw notFound("page");
  if (context.organization !== null && membership.slug !== context.organization) {
    if (isUnkeepable(context.organization)) throw notFound("organization");
    const [visited] = await tx
      .select({ id: organizations.id, slug: organizations.slug, name: organizations.name })
      .from(organizations)
      .where(and(eq(organizations.slug, context.organization)));
    if (!visited) throw notFound("organization");
    place = visited;
  }
  return actorOf(session, membership.role, place);
}

function placeOf({ organizationId, slug, name }: PersonWithMemberships["memberships"][number]) {
  return { id: organizationId, slug, name };
}

function actorOf(
  session: PersonWithMemberships,
  role: Role,
  place: { id: string; slug: string; name: string },
): Actor {
  return {
    personId: session.person.id,
    personName: session.person.name,
    email: session.person.email,
    sessionId: session.sessionId,
    role,
    organizationId: place.id,
    organizationSlug: place.slug,
    organizationName: place.name,
  };
}

/** What somebody meant who was refused before their input was read. */
function subjectOf<Schema extends z.ZodType, Output>(
  definition: VerbDefinition<Schema, Output>,
  rawInput: unknown,
): { kind: string; id: string } | null {
  if (!definition.subject || isUnkeepable(rawInput)) return null;
  const result = definition.input.safeParse(rawInput);
  return result.success ? definition.subject(result.data) : null;
}

function authorize(actor: Actor, permission: Permission): void {
  if (roleAllows(actor.role, permission)) return;
  throw new ServiceError("forbidden", `Your role here, ${roleNames[actor.role]}, does not allow this.`, {
    next: "Ask an admin of your organization for a role that does.",
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, rawInput: unknown): z.output<Schema> {
  refuseUnkeepable(rawInput);
  const result = schema.safeParse(rawInput);
  if (result.success) return result.data;
  const flat = z.flattenError(result.error);
  throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
    fields: flat.fieldErrors as Record<string, string[]>,
  });
}

function isUnkeepable(value: unknown): boolean {
  if (typeof value === "string") return !isKeepable(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, inner]) => isUnkeepable(key) || isUnkeepable(inner));
}

function refuseUnkeepable(rawInput: unknown): void {
  if (!isUnkeepable(rawInput)) return;
  const names = Object.entries(rawInput ?? {}).flatMap(([name, value]) =>
    isUnkeepable(value) ? [name] : [],
  );
  const message = "This holds a broken character that cannot be kept. Type it anew instead of pasting.";
  throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
    fields: Object.fromEntries(names.map((name) => [name, [message]])),
  });
}

/** Throws unless the capability is given: `forbidden` for a right that is lacking, else what stands in the way. */
export function demand(capability: Capability): void {
  if (capability.ok) return;
  const code = { right: "forbidden", state: "precondition", limit: "limit" } as const;
  throw new ServiceError(code[capability.kind], capability.reason, { next: capability.next });
}

/**
 * Reading what is not there is a wrong address. A change to it is a try at what is somebody else's or nobody's, and
 * which of the two is not known here.
 */
function isDenial({ code }: ServiceError, kind: "read" | "change" | "disclosure"): boolean {
  return code === "forbidden" || (code === "not-found" && kind !== "read");
}

/** As much as is kept of an id or a name that was only asked for. */
const longestAsked = 200;
const shorten = (text: string) => [...text.slice(0, 2 * longestAsked)].slice(0, longestAsked).join("");

/** Whose rooms or things were asked for, where that is not where they are refused: another's, or such as there are not. */
function whereAsked(context: VerbContext, rawInput: unknown, actor: Actor): Record<string, string> {
  const named = typeof rawInput === "object" && rawInput !== null && "organization" in rawInput;
  const asked = [named ? rawInput.organization : null, context.organization].find(
    (slug) => typeof slug === "string" && slug !== actor.organizationSlug && !isUnkeepable(slug),
  );
  return typeof asked === "string" ? { organization: shorten(asked) } : {};
}

async function recordDenial(
  context: VerbContext,
  actor: Actor,
  name: string,
  subject: { kind: string; id: string } | null,
  facts: Record<string, string>,
): Promise<void> {
  const reach = { organizationIds: [actor.organizationId], personId: actor.personId };
  await withReach(context.db, reach, (tx) =>
    appendAudit(tx, [
      entry(context, actor, name, "denied", {
        subject: subject
          ? { kind: subject.kind, id: shorten(subject.id) }
          : { kind: "organization", id: actor.organizationId },
        facts,
      }),
    ]),
  );
  log.info({ verb: name, personId: actor.personId, requestId: context.requestId }, "denied");
}

function entry(
  context: VerbContext,
  actor: Actor,
  name: string,
  outcome: "done" | "denied",
  note: AuditNote,
): AuditEntry {
  return {
    organizationId: note.organizationId ?? actor.organizationId,
    at: context.now,
    personId: note.by ? null : actor.personId,
    personName: note.by?.name ?? actor.personName,
    role: note.by ? null : actor.role,
    verb: note.by?.verb ?? name,
    outcome,
    subjectKind: note.subject.kind,
    subjectId: note.subject.id,
    facts: {
      ...note.facts,
      ...(note.before && { before: note.before }),
      ...(note.after && { after: note.after }),
    },
    requestId: context.requestId,
    address: context.address,
  };
}
