import { z } from "zod";
import type { Transaction } from "@/lib/db/pool";
import { insertComment } from "@/lib/db/request-comments";
import { expiresFrom } from "@/lib/db/request-notices";
import { type RequestRow, recordEdition } from "@/lib/db/requests";
import { announceChange } from "@/lib/db/signals";
import { changeText, describeTermsChange, type TermChange } from "@/lib/domain/requests/describe-change";
import { nameOfTerms, type RequestTerms } from "@/lib/domain/requests/requests";
import { ServiceError } from "../errors";
import type { AuditNote, VerbTools } from "../verb";
import { digestTerms } from "./digest-terms";

const text = z.string().max(2_000).optional();
const texts = z.union([z.string().max(2_000), z.array(z.string().max(200)).max(100)]).optional();

export const editInput = z.object({
  requestId: z.uuid(),
  /** Of the terms that the form was filled in with. */
  termsDigest: z.string().max(200),
  accountId: text,
  vpcId: text,
  cidrs: texts,
  region: text,
  dnsResolution: z.union([z.boolean(), z.string().max(10)]).optional(),
  name: text,
  clientCidrs: texts,
  reason: text,
});
export type EditInput = z.output<typeof editInput>;

/** The request that an edit changed or made, and what is to be recorded of it. */
export type Edited = { requestId: string; note: AuditNote };

type Tools = Pick<VerbTools<EditInput>, "actor" | "tx" | "now">;

/** Puts new terms into a waiting request: what every kind of edit has in common, after its own checks and writes. */
export async function putEdition(
  { actor, tx, now }: Tools,
  request: RequestRow,
  to: { terms: RequestTerms; reason: string },
): Promise<Edited> {
  const { organizationId } = request;
  const changes = describeTermsChange(request, to);
  demandDifference(changes.length);
  await recordEdition(tx, request.id, {
    terms: to.terms,
    termsDigest: digestTerms(to.terms),
    reason: to.reason,
    editedBy: actor.personId,
    editedAt: now,
    expiresAt: await expiresFrom(tx, now),
  });
  await sayWhatChanged(tx, { actor, now, request, text: changeText(changes) });
  await announceChange(tx, { organizationId, kind: `${request.kind}s`, id: request.subjectId });
  await announceChange(tx, { organizationId, kind: "requests", id: request.id });
  const note = {
    subject: { kind: request.kind, id: request.subjectId },
    ...asBeforeAndAfter(changes),
    facts: { name: nameOfTerms(to.terms), requestId: request.id, edition: request.edition + 1 },
  };
  return { requestId: request.id, note };
}

export function demandDifference(differences: number): void {
  if (differences > 0) return;
  throw new ServiceError("precondition", "Nothing was changed: these are the values it has.", {
    next: "Change a value, or leave the request as it is.",
  });
}

/** A line of the thread, by Drawbridge for whoever edited. */
export function sayWhatChanged(
  tx: Transaction,
  edit: {
    actor: Tools["actor"];
    now: Date;
    request: { id: string; organizationId: string };
    text: string;
  },
): Promise<string> {
  const { actor, now, request } = edit;
  return insertComment(tx, {
    organizationId: request.organizationId,
    requestId: request.id,
    personId: actor.personId,
    role: actor.role,
    kind: "edit",
    text: edit.text,
    at: now,
  });
}

/** What an edit changed, as the audit shows it. */
export function asBeforeAndAfter(changes: readonly TermChange[]): Pick<AuditNote, "before" | "after"> {
  const values = (side: "before" | "after") =>
    Object.fromEntries(changes.map((change) => [change.label, change[side]]));
  return { before: values("before"), after: values("after") };
}
