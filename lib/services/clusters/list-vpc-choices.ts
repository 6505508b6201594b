import { z } from "zod";
import {
  listRegisteredClusters,
  listVpcsFound,
  type RegisteredCluster,
  type VpcFound,
} from "@/lib/db/cluster-register";
import { listOrganizationFigures } from "@/lib/db/organizations";
import { type ClusterProposal, proposeCluster } from "@/lib/domain/clusters/propose-cluster";
import type { RegisterClusterChoices, VpcChoice } from "@/lib/domain/clusters/register-views";
import { verb } from "../verb";

/** What a cluster may be registered for and in: tenants, and the VPCs that inventory found, with what tags propose. */
export const listVpcChoices = verb({
  name: "clusters.list-vpc-choices",
  kind: "read",
  permission: "account.read",
  input: z.object({}),
  run: async ({ tx }): Promise<RegisterClusterChoices> => {
    const registered = await listRegisteredClusters(tx, "*");
    const vpcs = await listVpcsFound(tx, "*");
    const organizations = await listOrganizationFigures(tx);
    return {
      organizations: organizations
        .filter(({ organization }) => organization.kind === "tenant")
        .map(({ organization: { slug, name } }) => ({ slug, name })),
      vpcs: vpcs.map((vpc) =>
        toChoice(
          vpc,
          registered.filter(({ cluster }) => cluster.placeId === vpc.placeId && cluster.vpcId === vpc.vpcId),
        ),
      ),
    };
  },
});

function toChoice(vpc: VpcFound, registered: RegisteredCluster[]): VpcChoice {
  const { inventory } = vpc;
  const production = registered.find(({ cluster }) => cluster.class === "production");
  return {
    placeId: vpc.placeId,
    vpcId: vpc.vpcId,
    name: inventory.name,
    accountName: vpc.accountName,
    accountId: inventory.accountId,
    region: inventory.region,
    cidrBlocks: inventory.cidrBlocks,
    inventoryAt: vpc.inventoryAt.toISOString(),
    taken: production
      ? `has the production cluster ${production.cluster.name} of ${production.organization.name}`
      : null,
    clusters: registered.map(({ cluster }) => cluster.name),
    proposal: production ? null : remaining(proposeCluster(inventory), registered),
  };
}

/** Of clusters that share a VPC, the first that nobody has registered yet. */
function remaining(
  proposal: ClusterProposal | null,
  registered: RegisteredCluster[],
): ClusterProposal | null {
  if (!proposal) return null;
  const names = registered.map(({ cluster }) => cluster.name.toLowerCase());
  const known = (name: string) => names.some((each) => name.toLowerCase().endsWith(each));
  const name = [proposal.name, ...proposal.clusters].find((each) => !known(each));
  return name ? { ...proposal, name } : null;
}
