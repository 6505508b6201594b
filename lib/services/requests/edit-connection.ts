import { v7 as uuidv7 } from "uuid";
import { type ConnectionRow, loadRequestWorld, updateConnection } from "@/lib/db/connections";
import { expiresFrom } from "@/lib/db/request-notices";
import { findWaitingRequest, insertRequest, type RequestRow } from "@/lib/db/requests";
import { announceChange } from "@/lib/db/signals";
import { violatedUniqueness } from "@/lib/db/violations";
import { checkRequest } from "@/lib/domain/connections/check-request";
import { canonicalCidr } from "@/lib/domain/connections/cidr";
import { type ConnectionRequest, readConnectionRequest } from "@/lib/domain/connections/request-schema";
import * as can from "@/lib/domain/requests/can";
import { changeText, describeTermsChange } from "@/lib/domain/requests/describe-change";
import type { ConnectionTerms } from "@/lib/domain/requests/requests";
import { withoutConnection } from "@/lib/domain/requests/review";
import { loadConnectionToChange } from "../connections/load-connection";
import { refuseDuplicates } from "../connections/refuse-duplicates";
import { refuseFindings } from "../connections/refuse-findings";
import { ServiceError } from "../errors";
import { demand, type VerbTools } from "../verb";
import { digestTerms } from "./digest-terms";
import {
  asBeforeAndAfter,
  demandDifference,
  type Edited,
  type EditInput,
  putEdition,
  sayWhatChanged,
} from "./put-edition";

type Tools = VerbTools<EditInput>;

/** An edit of the request for a connection, or of a connection that was approved. The request is locked already. */
export async function editConnection(
  tools: Tools,
  request: RequestRow,
  terms: ConnectionTerms,
): Promise<Edited> {
  const { actor, tx } = tools;
  const { connection } = await loadConnectionToChange(tx, actor, terms.connectionId);
  const waiting = await findWaitingRequest(tx, {
    organizationId: actor.organizationId,
    subjectId: connection.id,
  });
  demand(
    can.editRequest({
      role: actor.role,
      request: { state: request.state, kind: "connection" },
      connection,
      changeWaits: waiting !== null && waiting.id !== request.id,
    }),
  );
  // Of one that was approved, its blocks and its DNS resolution alone: the rest is what AWS was asked for.
  const base: ConnectionTerms =
    request.state === "approved" ? { ...terms, ...approvedTerms(connection) } : terms;
  const asked = await readChecked(tools, request, base);
  const cidrs = asked.cidrs.map(canonicalCidr);
  const { dnsResolution } = asked;
  if (request.state === "approved") return reopen(tools, { ...base, cidrs, dnsResolution }, asked.reason);
  if (base.changes) {
    demandRealChange({ ...base, cidrs, dnsResolution });
    return putEdition(tools, request, { terms: { ...base, cidrs, dnsResolution }, reason: asked.reason });
  }
  const { accountId, vpcId, region, name } = asked;
  const values = { accountId, vpcId, region, name, cidrs, dnsResolution };
  await refuseDuplicates(name, () =>
    updateConnection(tx, { organizationId: actor.organizationId, id: connection.id }, values),
  );
  return putEdition(tools, request, { terms: { ...base, ...values }, reason: asked.reason });
}

/** What is approved for a connection, as the terms of a change start from. */
function approvedTerms(connection: ConnectionRow) {
  const { name, accountId, vpcId, region, cidrs, dnsResolution } = connection;
  return { name, accountId, vpcId, region, cidrs, dnsResolution, changes: { cidrs, dnsResolution } };
}

/** The same schema and checks as the request form's, against the world without the connection itself. */
async function readChecked(
  { actor, input, tx, now }: Tools,
  request: RequestRow,
  base: ConnectionTerms,
): Promise<ConnectionRequest> {
  const free = base.changes === undefined;
  const read = readConnectionRequest({
    clusterId: base.clusterId,
    accountId: free ? (input.accountId ?? base.accountId) : base.accountId,
    vpcId: free ? (input.vpcId ?? base.vpcId) : base.vpcId,
    cidrs: input.cidrs ?? base.cidrs,
    region: free ? (input.region ?? base.region) : base.region,
    dnsResolution: input.dnsResolution ?? base.dnsResolution,
    name: free ? (input.name ?? base.name) : base.name,
    reason: input.reason ?? (request.state === "waiting" ? request.reason : ""),
  });
  if (!read.ok) {
    throw new ServiceError("invalid-input", "Some of what was entered needs care.", {
      fields: read.fieldErrors as Record<string, string[]>,
    });
  }
  const world = await loadRequestWorld(tx, {
    organizationId: actor.organizationId,
    clusterIds: [base.clusterId],
    now,
  });
  const clusters = world.clusters.map((cluster) => withoutConnection(cluster, base));
  refuseFindings(checkRequest(read.values, { ...world, clusters }), {
    what: `this cannot work with ${base.clusterName}`,
    next: "Mend what is marked below, then send it again.",
  });
  return read.request;
}

function demandRealChange({ cidrs, dnsResolution, changes }: ConnectionTerms): void {
  const set = (blocks: readonly string[]) => [...blocks].sort().join();
  const same = set(cidrs) === set(changes?.cidrs ?? []) && dnsResolution === changes?.dnsResolution;
  demandDifference(same ? 0 : 1);
}

/** Asks that a connection be changed that was approved; it goes on as it is until that is decided. */
async function reopen({ actor, tx, now }: Tools, terms: ConnectionTerms, reason: string): Promise<Edited> {
  demandRealChange(terms);
  const { organizationId } = actor;
  const before = { terms: { ...terms, ...terms.changes }, reason: "" };
  const changes = describeTermsChange(before, { terms, reason: "" });
  const id = uuidv7();
  try {
    await insertRequest(tx, {
      id,
      organizationId,
      kind: "connection",
      subjectId: terms.connectionId,
      state: "waiting",
      terms,
      termsDigest: digestTerms(terms),
      reason,
      requestedBy: actor.personId,
      requestedAt: now,
      expiresAt: await expiresFrom(tx, now),
    });
  } catch (error) {
    if (violatedUniqueness(error) !== "requests_one_waiting") throw error;
    throw new ServiceError("conflict", "Another request about this connection waits already.", {
      next: "Edit or withdraw that one.",
    });
  }
  await sayWhatChanged(tx, { actor, now, request: { id, organizationId }, text: changeText(changes) });
  await announceChange(tx, { organizationId, kind: "connections", id: terms.connectionId });
  await announceChange(tx, { organizationId, kind: "requests", id });
  const note = {
    subject: { kind: "connection", id: terms.connectionId },
    ...asBeforeAndAfter(changes),
    facts: { name: terms.name, requestId: id },
  };
  return { requestId: id, note };
}
