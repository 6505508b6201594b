import { z } from "zod";
import type { Transaction } from "@/lib/db/pool";
import { insertComment } from "@/lib/db/request-comments";
import { expiresFrom } from "@/lib/db/request-notices";
import { type RequestRow, recordEdition } from "@/lib/db/requests";
import { announceChange } from "@/lib/db/signals";
import { changeText, describeTermsChange } from "@/lib/domain/requests/describe-change";
import type { RequestTerms } from "@/lib/domain/requests/requests";
import { ServiceError } from "../errors";
import { decideByPolicies } from "../policies/decide-by-policies";
import { type VerbTools, verb } from "../verb";
import { digestTerms } from "./digest-terms";
import { editConnection } from "./edit-connection";
import { editExposure } from "./edit-exposure";
import { loadRequestToChange } from "./load-request";
import { requireSameTerms } from "./settle-request";

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

/**
 * Changes what was asked for. While it waits, the same request gets new terms, and approvals of the old ones count no
 * more. Of a connection that was approved, another request is made, and the connection goes on until that is decided.
 * What is not given stays as it is.
 */
export const editRequest = verb({
  name: "requests.edit",
  kind: "change",
  permission: "request.edit",
  input: editInput,
  subject: ({ requestId }) => ({ kind: "request", id: requestId }),
  run: async (tools) => {
    const { actor, input, tx } = tools;
    const found = await loadRequestToChange(tx, actor, input.requestId);
    requireSameTerms(found, input.termsDigest);
    const { request } = found;
    const { terms } = request;
    return terms.kind === "connection"
      ? editConnection(tools, request, terms)
      : editExposure(tools, request, terms);
  },
});

type Tools = Pick<VerbTools<EditInput>, "actor" | "tx" | "now" | "audit">;

/** Puts new terms into a waiting request: what every kind of edit has in common, after its own checks and writes. */
export async function putEdition(
  { actor, tx, now, audit }: Tools,
  request: RequestRow,
  to: { terms: RequestTerms; reason: string },
): Promise<{ requestId: string; outcome: "approved" | "denied" | "waiting" }> {
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
  const values = (side: "before" | "after") =>
    Object.fromEntries(changes.map((change) => [change.label, change[side]]));
  audit({
    subject: { kind: request.kind, id: request.subjectId },
    before: values("before"),
    after: values("after"),
    facts: { requestId: request.id, edition: request.edition + 1 },
  });
  await announceChange(tx, { organizationId, kind: `${request.kind}s`, id: request.subjectId });
  await announceChange(tx, { organizationId, kind: "requests", id: request.id });
  const { outcome } = await decideByPolicies({ tx, now, audit }, { id: request.id, organizationId });
  return { requestId: request.id, outcome };
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
