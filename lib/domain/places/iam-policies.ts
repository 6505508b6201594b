import { tagKeys } from "../connections/plan-types";
import { partitionOf } from "../connections/regions";

/** Tag by which an operator offers a VPC for peering; the least policy creates peerings from such VPCs alone. */
export const peerableTag = "drawbridge:peerable";

type Statement = {
  Sid: string;
  Effect: "Allow";
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
};
export type Policy = { Version: "2012-10-17"; Statement: Statement[] };

/**
 * The least that the worker needs in one of the provider's accounts (Service Authorization Reference, Amazon EC2). The
 * web process needs nothing at AWS. It can neither accept a peering nor touch a route table, VPC or peering that is
 * not tagged for it.
 */
export function workerPolicy({ accountId, regions }: { accountId: string; regions: string[] }): Policy {
  const partition = partitionOf(regions[0] ?? "us-east-1");
  const arn = (resource: string) => `arn:${partition}:ec2:*:${accountId}:${resource}`;
  const inRegions = { "ec2:Region": regions };
  const managed = { StringEquals: { [`ec2:ResourceTag/${tagKeys.managed}`]: "true", ...inRegions } };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Look",
        Effect: "Allow",
        Action: [
          "ec2:DescribeVpcPeeringConnections",
          "ec2:DescribeRouteTables",
          "ec2:DescribeVpcs",
          "ec2:DescribeVpcAttribute",
          "ec2:DescribeSubnets",
          "ec2:DescribeTags",
        ],
        // These know no resource-level control.
        Resource: "*",
        Condition: { StringEquals: inRegions },
      },
      {
        Sid: "InviteFromOfferedVpcs",
        Effect: "Allow",
        Action: "ec2:CreateVpcPeeringConnection",
        Resource: arn("vpc/*"),
        Condition: { StringEquals: { [`ec2:ResourceTag/${peerableTag}`]: "true", ...inRegions } },
      },
      {
        Sid: "InviteWithOurTag",
        Effect: "Allow",
        Action: "ec2:CreateVpcPeeringConnection",
        Resource: arn("vpc-peering-connection/*"),
        Condition: { StringEquals: { [`aws:RequestTag/${tagKeys.managed}`]: "true", ...inRegions } },
      },
      {
        Sid: "TagWhatWeInvite",
        Effect: "Allow",
        Action: "ec2:CreateTags",
        Resource: arn("vpc-peering-connection/*"),
        Condition: { StringEquals: { "ec2:CreateAction": "CreateVpcPeeringConnection", ...inRegions } },
      },
      {
        Sid: "ChangeOurPeerings",
        Effect: "Allow",
        Action: ["ec2:CreateTags", "ec2:ModifyVpcPeeringConnectionOptions", "ec2:DeleteVpcPeeringConnection"],
        Resource: arn("vpc-peering-connection/*"),
        Condition: managed,
      },
      {
        Sid: "RouteInOfferedTables",
        Effect: "Allow",
        Action: ["ec2:CreateRoute", "ec2:DeleteRoute"],
        Resource: arn("route-table/*"),
        Condition: managed,
      },
    ],
  };
}

/**
 * The least that a person or role needs in a tenant's account to accept, route and remove: one VPC, and peerings that
 * one of the provider's accounts asked for.
 */
export function tenantPolicy(tenant: {
  accountId: string;
  region: string;
  vpcId: string;
  /** The provider's account that asks. */
  providerAccountId: string;
}): Policy {
  const partition = partitionOf(tenant.region);
  const arn = (resource: string) => `arn:${partition}:ec2:${tenant.region}:${tenant.accountId}:${resource}`;
  const vpcArn = arn(`vpc/${tenant.vpcId}`);
  const fromProvider = {
    ArnLike: { "ec2:RequesterVpc": `arn:${partition}:ec2:*:${tenant.providerAccountId}:vpc/*` },
  };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Look",
        Effect: "Allow",
        Action: [
          "ec2:DescribeVpcPeeringConnections",
          "ec2:DescribeRouteTables",
          "ec2:DescribeVpcs",
          "ec2:DescribeSubnets",
        ],
        Resource: "*",
      },
      {
        Sid: "AcceptIntoThisVpc",
        Effect: "Allow",
        Action: "ec2:AcceptVpcPeeringConnection",
        Resource: vpcArn,
      },
      {
        Sid: "AnswerTheProvider",
        Effect: "Allow",
        Action: [
          "ec2:AcceptVpcPeeringConnection",
          "ec2:RejectVpcPeeringConnection",
          "ec2:DeleteVpcPeeringConnection",
          "ec2:ModifyVpcPeeringConnectionOptions",
        ],
        Resource: arn("vpc-peering-connection/*"),
        Condition: fromProvider,
      },
      {
        Sid: "RouteInThisVpc",
        Effect: "Allow",
        Action: ["ec2:CreateRoute", "ec2:DeleteRoute"],
        Resource: arn("route-table/*"),
        Condition: { ArnEquals: { "ec2:Vpc": vpcArn } },
      },
    ],
  };
}

/**
 * Who may assume the role that the worker uses in an account, and with which external id: chosen by us for one
 * account, it keeps others from having us act in theirs (AWS IAM user guide, the confused deputy problem).
 */
export function trustPolicy(trust: { workerArn: string; externalId: string }) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: trust.workerArn },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": trust.externalId } },
      },
    ],
  } as const;
}

/** What a trust policy names for an identity: a role's session stands for the role, all else for itself. */
export function principalOf(arn: string): string {
  const [, partition, accountId, role] =
    /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  return role ? `arn:${partition}:iam::${accountId}:role/${role}` : arn;
}
