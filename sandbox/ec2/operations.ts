import type { Operation } from "./call";
import { peeringOperations } from "./peerings";
import { prefixListOperations } from "./prefix-lists";
import { regionOperations } from "./regions";
import { routeTableOperations } from "./route-tables";
import { routeOperations } from "./routes";
import { securityOperations } from "./security";
import { subnetOperations } from "./subnets";
import { tagOperations } from "./tags";
import { vpcOperations } from "./vpcs";

export const ec2Operations: Readonly<Record<string, Operation>> = {
  ...peeringOperations,
  ...prefixListOperations,
  ...regionOperations,
  ...routeOperations,
  ...routeTableOperations,
  ...securityOperations,
  ...subnetOperations,
  ...tagOperations,
  ...vpcOperations,
};
