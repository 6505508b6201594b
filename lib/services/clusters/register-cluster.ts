import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { findVpc, insertCluster, listClustersInVpc, lockVpc } from "@/lib/db/cluster-register";
import { announceChange, wakePlace } from "@/lib/db/signals";
import { violatedUniqueness } from "@/lib/db/violations";
import * as can from "@/lib/domain/clusters/can";
import { readClusterNetworks } from "@/lib/domain/clusters/networks";
import { type FieldErrors, ServiceError } from "../errors";
import { loadOrganization } from "../organizations/load-organization";
import { loadPlace } from "../places/load-place";
import { verb } from "../verb";

const typedBlocks = z
  .union([z.string(), z.array(z.string())])
  .transform((sent) => (Array.isArray(sent) ? sent.join("\n") : sent));

export const registerCluster = verb({
  name: "clusters.register",
  kind: "change",
  permission: "cluster.manage",
  input: z.object({
    organization: z.string().min(1, "Choose the organization that the cluster belongs to."),
    placeId: z.uuid("Choose a VPC from the list."),
    vpcId: z.string().min(1, "Choose a VPC from the list."),
    name: z
      .string()
      .trim()
      .regex(
        /^[a-z0-9](?:[a-z0-9.-]{0,61}[a-z0-9])?$/i,
        "A name has 1 to 63 letters, digits, dots and hyphens, and begins and ends with a letter or digit.",
      ),
    class: z
      .string()
      .pipe(z.enum(["production", "development"], { error: "Choose production or development." })),
    podCidrs: typedBlocks,
    serviceCidrs: typedBlocks,
  }),
  subject: ({ vpcId }) => ({ kind: "vpc", id: vpcId }),
  run: async ({ input, tx, now, audit }) => {
    const organization = await loadOrganization(tx, input.organization);
    if (organization.kind !== "tenant") {
      refuse({ organization: ["Clusters belong to tenants. Choose a tenant's organization."] });
    }
    const { place, account } = await loadPlace(tx, input.placeId);
    await lockVpc(tx, input);
    const vpc = await findVpc(tx, input);
    if (!vpc) {
      refuse({
        vpcId: [
          `${input.vpcId} was not found in ${account.name}, ${place.region}, when it was last read. Check the account, or wait for the next inventory.`,
        ],
      });
    }
    const others = await listClustersInVpc(tx, input);
    const capability = can.registerInVpc({ clusterClass: input.class, others });
    if (!capability.ok) refuse({ vpcId: [`${capability.reason} ${capability.next}`] });
    const { podCidrs, serviceCidrs, problems } = readClusterNetworks(input, vpc.cidrBlocks);
    if (problems.length > 0) {
      const of = (wanted: string) =>
        problems.filter(({ field }) => field === wanted).map((each) => each.message);
      refuse({ podCidrs: of("podCidrs"), serviceCidrs: of("serviceCidrs") });
    }
    const id = uuidv7();
    const values = {
      id,
      organizationId: organization.id,
      name: input.name,
      class: input.class,
      placeId: place.id,
      accountId: account.accountId,
      region: place.region,
      vpcId: input.vpcId,
      podCidrs,
      serviceCidrs,
      createdAt: now,
    };
    await insertCluster(tx, values).catch((error) => {
      if (violatedUniqueness(error) === "clusters_name") {
        refuse({ name: [`${organization.name} has a cluster named ${input.name} already.`] });
      }
      throw error;
    });
    audit({ organizationId: organization.id, subject: { kind: "cluster", id }, after: values });
    await announceChange(tx, { organizationId: organization.id, kind: "clusters", id });
    await wakePlace(tx, place.id, { fullSweep: true });
    return { id };
  },
});

function refuse(fields: FieldErrors): never {
  throw new ServiceError("invalid-input", "The cluster was not registered: some of this needs care.", {
    fields,
  });
}
