import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { connectionRemarks, factsToCompare, shellWord, type TenantFacts, tenantSteps } from "./tenant-steps";

const facts: TenantFacts = {
  peeringId: "pcx-0a0a0a0a0a0a0a0a0",
  providerAccountId: "111111111111",
  clusterName: "shop",
  clusterVpcId: "vpc-0c0c0c0c",
  clusterRegion: "eu-central-1",
  clusterCidrs: ["10.0.0.0/16", "100.64.0.0/16"],
  accountId: "222222222222",
  vpcId: "vpc-0d0d0d0d",
  region: "eu-west-1",
  expirationTime: "2026-03-08T12:00:00Z",
  dnsResolution: true,
};

/** Splits a command as a POSIX shell does. */
function words(command: string): string[] {
  const out = execFileSync("/bin/sh", ["-c", `for word in ${command}; do printf '%s\\0' "$word"; done`]);
  return out.toString().split("\0").slice(0, -1);
}

describe("tenantSteps", () => {
  it("goes from comparing to verifying, acceptance before the rest", () => {
    const steps = tenantSteps(facts);
    expect(steps.map((step) => step.key)).toEqual([
      "compare",
      "accept",
      "find-tables",
      "routes",
      "security-group",
      "dns",
      "verify",
    ]);
    expect(steps.map((step) => step.phase).indexOf("after-acceptance")).toBe(2);
  });

  it("fills in real values, in the tenant's Region on every line", () => {
    const commands = tenantSteps(facts).flatMap((step) => step.commands.map(({ command }) => words(command)));
    for (const command of commands) {
      expect(command.slice(0, 2)).toEqual(["aws", "ec2"]);
      expect(command[command.indexOf("--region") + 1]).toBe("eu-west-1");
    }
    expect(commands).toContainEqual([
      "aws",
      "ec2",
      "accept-vpc-peering-connection",
      "--region",
      "eu-west-1",
      "--vpc-peering-connection-id",
      "pcx-0a0a0a0a0a0a0a0a0",
    ]);
    expect(commands).toContainEqual([
      "aws",
      "ec2",
      "create-route",
      "--region",
      "eu-west-1",
      "--route-table-id",
      "ROUTE_TABLE_ID",
      "--destination-cidr-block",
      "100.64.0.0/16",
      "--vpc-peering-connection-id",
      "pcx-0a0a0a0a0a0a0a0a0",
    ]);
    expect(commands.filter((command) => command[2] === "create-route")).toHaveLength(2);
    expect(commands.filter((command) => command[2] === "authorize-security-group-ingress")).toHaveLength(2);
    expect(commands).toContainEqual([
      "aws",
      "ec2",
      "modify-vpc-peering-connection-options",
      "--region",
      "eu-west-1",
      "--vpc-peering-connection-id",
      "pcx-0a0a0a0a0a0a0a0a0",
      "--accepter-peering-connection-options",
      "AllowDnsResolutionFromRemoteVpc=true",
    ]);
  });

  it("leaves out DNS where it was not asked for, and names what is not known", () => {
    const steps = tenantSteps({ ...facts, dnsResolution: false, peeringId: null, clusterCidrs: [] });
    expect(steps.map((step) => step.key)).not.toContain("dns");
    const all = steps.flatMap((step) => step.commands.map(({ command }) => command)).join("\n");
    expect(all).toContain("PEERING_CONNECTION_ID");
    expect(all).toContain("CLUSTER_CIDR");
  });

  it("lets nothing out of its word in a shell", () => {
    const evil = "x'; exit 7; echo '$(id) `id` \"";
    const steps = tenantSteps({ ...facts, peeringId: evil, clusterCidrs: [evil], vpcId: evil });
    for (const { command } of steps.flatMap((step) => step.commands)) {
      expect(words(command).slice(0, 2)).toEqual(["aws", "ec2"]);
    }
    expect(words(shellWord(evil))).toEqual([evil]);
    expect(shellWord("")).toBe("''");
  });
});

it("lists what to compare, with the Region to be in", () => {
  const compared = Object.fromEntries(factsToCompare(facts).map(({ term, value }) => [term, value]));
  expect(compared).toMatchObject({
    "Peering connection": "pcx-0a0a0a0a0a0a0a0a0",
    "Requester account": "111111111111",
    "Requester VPC": "vpc-0c0c0c0c",
    "Region to be in": "eu-west-1",
    "Cluster's blocks": "10.0.0.0/16, 100.64.0.0/16",
    Expires: "2026-03-08T12:00:00.000Z",
  });
  expect(factsToCompare({ ...facts, expirationTime: "rubbish" }).map(({ term }) => term)).not.toContain(
    "Expires",
  );
});

it("remarks on what applies to this connection", () => {
  const across = connectionRemarks(facts);
  expect(across.find(({ key }) => key === "mtu")?.text).toContain("8500");
  expect(across.find(({ key }) => key === "security-groups")?.text).toContain("blocks only");
  const within = connectionRemarks({ ...facts, region: "eu-central-1", dnsResolution: false });
  expect(within.find(({ key }) => key === "mtu")?.text).toContain("9001");
  expect(within.map(({ key }) => key)).not.toContain("dns");
});
