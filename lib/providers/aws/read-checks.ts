import type { AccountCheckLine } from "@/lib/domain/places/account-check";
import { ProviderError } from "../provider-error";
import type { AwsSession } from "./client";
import { describeSubnets, describeVpcs, readDnsAttributes } from "./inventory";
import { listPeerings } from "./peering";
import { listTaggedRouteTables, type TaggedResource } from "./routes";
import { readTags } from "./tags";

/** What a check of one Region is about: the VPCs of clusters there, and a peering of ours if there is one. */
export type CheckTarget = { region: string; vpcIds: string[]; peeringId: string | null };

/** AWS's default quotas (Amazon VPC User Guide, "Quotas": L-7E9ECCDB and L-DC9F7029). An account may have more. */
const activePerVpc = 50;
const outstandingPerRegion = 25;
const warnFrom = 0.8;

type Found = { vpcs: TaggedResource[]; routeTables: TaggedResource[] };

/** Makes each read that sweeps make, and counts what the quotas are about. */
export async function checkReads(
  session: AwsSession,
  { region, vpcIds }: CheckTarget,
): Promise<{ lines: AccountCheckLine[]; found: Found }> {
  const lines: AccountCheckLine[] = [];
  const attempt = async <T>(name: string, read: () => Promise<T>): Promise<T | null> => {
    try {
      const result = await read();
      lines.push({ region, name, result: "pass", message: "Allowed.", fault: null });
      return result;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      lines.push(refusedRead(region, error));
      return null;
    }
  };

  const seen = await attempt("ec2:DescribeVpcs", () => describeVpcs(session));
  const vpcs = seen?.map((vpc) => ({ id: vpc.VpcId ?? "", tags: readTags(vpc.Tags) }));
  await attempt("ec2:DescribeSubnets", () => describeSubnets(session));
  // Where VPCs cannot be listed, those that clusters name are tried all the same.
  const chosen = vpcs
    ? vpcs.filter(({ id }) => vpcIds.length === 0 || vpcIds.includes(id))
    : vpcIds.map((id) => ({ id, tags: {} }));
  const [first] = chosen;
  if (first) await attempt("ec2:DescribeVpcAttribute", () => readDnsAttributes(session, first.id));
  const tables = await attempt("ec2:DescribeRouteTables", () =>
    listTaggedRouteTables(
      session,
      chosen.slice(0, 200).map(({ id }) => id),
    ),
  );
  const peerings = await attempt("ec2:DescribeVpcPeeringConnections", () => listPeerings(session));

  for (const vpcId of vpcs ? vpcIds.filter((id) => !chosen.some((vpc) => vpc.id === id)) : []) {
    const message = `${vpcId} does not exist in this account and Region. Correct the cluster that names it.`;
    lines.push({ region, name: "cluster VPC", result: "fail", message, fault: null });
  }
  if (peerings) {
    const { accountId } = session.place;
    const outstanding = peerings.filter(
      ({ status, requester }) =>
        (status === "pending-acceptance" || status === "initiating-request") &&
        requester.accountId === accountId,
    ).length;
    const subject = "unanswered requests in this Region";
    lines.push(quotaLine(region, "quota: unanswered requests", subject, outstanding, outstandingPerRegion));
    for (const vpcId of vpcIds) {
      const active = peerings.filter(
        ({ status, requester, accepter }) =>
          status === "active" && [requester.vpcId, accepter.vpcId].includes(vpcId),
      ).length;
      const line = quotaLine(
        region,
        "quota: active peerings",
        `active peerings of ${vpcId}`,
        active,
        activePerVpc,
      );
      lines.push(line);
    }
  }
  return {
    lines,
    found: { vpcs: chosen, routeTables: tables ?? [] },
  };
}

function refusedRead(region: string, error: ProviderError): AccountCheckLine {
  const { fault } = error;
  const name = `ec2:${fault.action}`;
  if (fault.code === "UnauthorizedOperation") {
    const message = `The right ${name} is missing. Allow it on all resources: AWS knows no narrower grant for it.`;
    return { region, name, result: "fail", message, fault };
  }
  const message =
    fault.code === "OptInRequired" || fault.code === "AuthFailure"
      ? "AWS refuses the account here. Check that the Region is enabled in it, and that the credentials are current."
      : `AWS answered ${fault.code}: ${fault.message}`;
  return { region, name, result: "fail", message, fault };
}

function quotaLine(
  region: string,
  name: string,
  subject: string,
  used: number,
  quota: number,
): AccountCheckLine {
  const count = `${used} of AWS's default ${quota} ${subject}`;
  if (used < quota * warnFrom) return { region, name, result: "pass", message: `${count}.`, fault: null };
  const message = `${count}. Ask AWS for a higher quota in Service Quotas before it is reached.`;
  return { region, name, result: "warn", message, fault: null };
}
