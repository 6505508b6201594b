import { describe, expect, test } from "vitest";
import { type Policy, principalOf, tenantPolicy, trustPolicy, workerPolicy } from "./iam-policies";

const worker = workerPolicy({ accountId: "111122223333", regions: ["eu-central-1", "us-east-1"] });
const tenant = tenantPolicy({
  accountId: "444455556666",
  region: "eu-west-1",
  vpcId: "vpc-0a1b2c3d4e5f67890",
  providerAccountId: "111122223333",
});

function statementsFor(policy: Policy, action: string) {
  return policy.Statement.filter((statement) => [statement.Action].flat().includes(action));
}

describe("the worker's policy", () => {
  test("allows what sweeps and steps send, and nothing else", () => {
    const actions = [...new Set(worker.Statement.flatMap((statement) => statement.Action))].sort();
    expect(actions).toEqual([
      "ec2:CreateRoute",
      "ec2:CreateTags",
      "ec2:CreateVpcPeeringConnection",
      "ec2:DeleteRoute",
      "ec2:DeleteVpcPeeringConnection",
      "ec2:DescribeRouteTables",
      "ec2:DescribeSubnets",
      "ec2:DescribeTags",
      "ec2:DescribeVpcAttribute",
      "ec2:DescribeVpcPeeringConnections",
      "ec2:DescribeVpcs",
      "ec2:ModifyVpcPeeringConnectionOptions",
    ]);
  });

  test("never accepts: the provider is always the one who asks", () => {
    expect(statementsFor(worker, "ec2:AcceptVpcPeeringConnection")).toEqual([]);
  });

  test("every statement is limited to the account's Regions", () => {
    for (const statement of worker.Statement) {
      expect(statement.Condition?.StringEquals?.["ec2:Region"]).toEqual(["eu-central-1", "us-east-1"]);
    }
  });

  test("changes only what carries a tag", () => {
    for (const statement of worker.Statement.filter(({ Sid }) => Sid !== "Look")) {
      const keys = Object.keys(statement.Condition?.StringEquals ?? {}).filter((key) => key !== "ec2:Region");
      expect(keys, statement.Sid).toHaveLength(1);
      expect(statement.Resource).toMatch(/^arn:aws:ec2:\*:111122223333:/);
    }
  });

  test("creating a peering needs the VPC's tag and our tag on the request", () => {
    const [vpc, peering] = statementsFor(worker, "ec2:CreateVpcPeeringConnection");
    expect(vpc?.Condition?.StringEquals).toMatchObject({ "ec2:ResourceTag/drawbridge:peerable": "true" });
    expect(peering?.Condition?.StringEquals).toMatchObject({ "aws:RequestTag/drawbridge:managed": "true" });
  });
});

describe("the tenant's policy", () => {
  test("accepts into one VPC, and only from the provider", () => {
    const [vpc, peering] = statementsFor(tenant, "ec2:AcceptVpcPeeringConnection");
    expect(vpc?.Resource).toBe("arn:aws:ec2:eu-west-1:444455556666:vpc/vpc-0a1b2c3d4e5f67890");
    expect(peering?.Condition).toEqual({
      ArnLike: { "ec2:RequesterVpc": "arn:aws:ec2:*:111122223333:vpc/*" },
    });
  });

  test("routes in that VPC's tables alone", () => {
    const [routes] = statementsFor(tenant, "ec2:CreateRoute");
    expect(routes?.Condition).toEqual({
      ArnEquals: { "ec2:Vpc": "arn:aws:ec2:eu-west-1:444455556666:vpc/vpc-0a1b2c3d4e5f67890" },
    });
  });
});

test("the trust policy names the worker and the external id", () => {
  const [statement] = trustPolicy({ workerArn: "arn:aws:iam::1:user/w", externalId: "e" }).Statement;
  expect(statement.Principal.AWS).toBe("arn:aws:iam::1:user/w");
  expect(statement.Condition.StringEquals["sts:ExternalId"]).toBe("e");
});

test("a session of a role is trusted as the role", () => {
  expect(principalOf("arn:aws:sts::111122223333:assumed-role/worker/drawbridge")).toBe(
    "arn:aws:iam::111122223333:role/worker",
  );
  expect(principalOf("arn:aws:iam::111122223333:user/worker")).toBe("arn:aws:iam::111122223333:user/worker");
});
