import type { AccountCheck, AccountCheckLine } from "@/lib/domain/places/account-check";
import { ProviderError } from "../provider-error";
import type { AwsSession } from "./client";
import { type DryRunTargets, tryActions } from "./dry-runs";
import { refusesCredentials } from "./faults";
import { getCallerIdentity } from "./identity";
import { type CheckTarget, checkReads } from "./read-checks";

/**
 * Whose credentials the worker has, and whether they are the account's own. Needs no permission; without it nothing
 * else can work.
 */
export async function checkIdentity(
  session: AwsSession,
): Promise<Pick<AccountCheck, "arn" | "accountId"> & { line: AccountCheckLine }> {
  const { accountId: wanted, roleArn } = session.place;
  const line = { region: null, name: "sts:GetCallerIdentity" } as const;
  try {
    const { arn, accountId } = await getCallerIdentity(session);
    if (accountId === wanted) {
      return {
        arn,
        accountId,
        line: { ...line, result: "pass", message: `AWS knows us as ${arn}.`, fault: null },
      };
    }
    const remedy = roleArn
      ? "Give the ARN of a role in that account."
      : "Give the ARN of a role in that account that the worker may assume, or run the worker with its credentials.";
    const message = `The credentials belong to account ${accountId}, not to ${wanted}. ${remedy}`;
    return { arn, accountId, line: { ...line, result: "fail", message, fault: null } };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return {
      arn: null,
      accountId: null,
      line: { ...line, ...explainRefusal(error, roleArn), fault: error.fault },
    };
  }
}

function explainRefusal(
  error: ProviderError,
  roleArn: string | null,
): Pick<AccountCheckLine, "result" | "message"> {
  if (error.outcomeUnknown) {
    return {
      result: "fail",
      message: "AWS did not answer. Check the worker's way to the network, then check again.",
    };
  }
  if (roleArn && refusesCredentials(error.fault)) {
    const message = `The role ${roleArn} cannot be assumed. AWS does not say why: check that it exists, that its trust policy names the worker's identity, and that the external id is the same on both sides.`;
    return { result: "fail", message };
  }
  const message =
    "AWS refuses the worker's credentials. Check that they are set, current, and that the clock is right.";
  return { result: "fail", message };
}

/** Rights, tags and quotas in one Region: reads are made, changes only tried dry, which changes nothing. */
export async function checkRegion(session: AwsSession, target: CheckTarget): Promise<AccountCheckLine[]> {
  const { lines, found } = await checkReads(session, target);
  if (lines.some(({ fault }) => fault && refusesCredentials(fault))) return lines;
  const targets: DryRunTargets = {
    region: target.region,
    vpcs: found.vpcs,
    routeTables: found.routeTables,
    peeringId: target.peeringId,
  };
  return [...lines, ...(await tryActions(session, targets))];
}
