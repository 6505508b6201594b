import { z } from "zod";
import {
  type AccountRow,
  findWorkerArn,
  listPlaceFigures,
  listStrangePeerings,
  listWouldSend,
} from "@/lib/db/accounts";
import type { Transaction } from "@/lib/db/pool";
import { allowed, refused } from "@/lib/domain/capability";
import { roleAllows } from "@/lib/domain/people/roles";
import { principalOf, trustPolicy, workerPolicy } from "@/lib/domain/places/iam-policies";
import { describeStep } from "@/lib/domain/places/step-words";
import type { AccountDetail, StrangePeering } from "@/lib/domain/places/views";
import { verb } from "../verb";
import { loadAccount } from "./load-account";
import { toPlaceView } from "./place-view";

/** Stands in the trust policy until a check of an account without a role has told who the worker is. */
const unknownWorker = "ARN that `aws sts get-caller-identity` gives with the worker's credential";

export const getAccount = verb({
  name: "accounts.get",
  kind: "read",
  permission: "account.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx }): Promise<AccountDetail> => {
    const account = await loadAccount(tx, input.id);
    const places = await listPlaceFigures(tx, account.id);
    const placeIds = places.map(({ place }) => place.id);
    const regionOf = new Map(places.map(({ place }) => [place.id, place.region]));
    const wouldSend = await listWouldSend(tx, placeIds);
    const strange = await listStrangePeerings(tx, placeIds);
    return {
      id: account.id,
      accountId: account.accountId,
      name: account.name,
      mode: account.mode,
      roleArn: account.roleArn,
      externalId: account.externalId,
      checkAskedAt: account.checkAskedAt?.toISOString() ?? null,
      checkedAt: account.checkedAt?.toISOString() ?? null,
      checking: isChecking(account),
      check: account.checkResult,
      places: places.map(toPlaceView),
      wouldSend: wouldSend.map(({ steps, vpcId, ...line }) => ({
        ...line,
        steps: steps.map((step) => describeStep(step, vpcId)),
      })),
      strangePeerings: strange.map((row) => toStrangePeering(row, regionOf.get(row.placeId) ?? "")),
      policies: await policiesOf(tx, account),
      manage: roleAllows(actor.role, "account.manage")
        ? allowed
        : refused("right", "Your role reads accounts but does not change them.", "Ask a provider admin."),
    };
  },
});

function isChecking({ checkAskedAt, checkedAt }: AccountRow): boolean {
  return checkAskedAt !== null && (checkedAt === null || checkedAt < checkAskedAt);
}

function toStrangePeering(
  row: Awaited<ReturnType<typeof listStrangePeerings>>[number],
  region: string,
): StrangePeering {
  const side = ({ accountId, vpcId }: { accountId: string; vpcId: string }) => ({ accountId, vpcId });
  return {
    id: row.peeringId,
    region,
    origin: row.origin === "orphan" ? "orphan" : "foreign",
    status: row.status,
    requester: side(row.seen.requester),
    accepter: side(row.seen.accepter),
    seenAt: row.seenAt.toISOString(),
  };
}

async function policiesOf(tx: Transaction, account: AccountRow): Promise<AccountDetail["policies"]> {
  const text = (policy: object) => JSON.stringify(policy, null, 2);
  const worker = text(workerPolicy(account));
  if (!account.externalId) return { worker, trust: null };
  const arn = await findWorkerArn(tx);
  const workerArn = arn ? principalOf(arn) : unknownWorker;
  return { worker, trust: text(trustPolicy({ workerArn, externalId: account.externalId })) };
}
