import { createHash } from "node:crypto";
import { z } from "zod";
import { isCidr } from "./ec2/cidr";
import { type IdPrefix, wellFormed } from "./ec2/ids";
import { REGIONS } from "./ec2/regions";
import { quotasSchema } from "./settings";

const id = (prefix: IdPrefix) =>
  z.string().refine((text) => wellFormed(prefix, text), {
    error: `must be ${prefix}- and 8 or 17 lower-case hexadecimal digits`,
  });
const accountId = z.string().regex(/^\d{12}$/, "must have 12 digits");
const region = z.enum(REGIONS);
const ipv4 = z.string().refine((text) => isCidr(text, 4), { error: "must be an IPv4 CIDR block" });
const ipv6 = z.string().refine((text) => isCidr(text, 6), { error: "must be an IPv6 CIDR block" });
const tags = z.record(z.string(), z.string());

const statement = z.strictObject({
  action: z.string(),
  resourceGlob: z.string().optional(),
  region: z.string().optional(),
  requesterVpc: z.string().optional(),
  accepterVpc: z.string().optional(),
  resourceTag: tags.optional(),
  requestTag: tags.optional(),
});
const policy = { deny: z.array(statement).optional(), allow: z.array(statement).optional() };

const credential = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  /** ARN of a user; without it the account's user `admin`. */
  principal: z.string().startsWith("arn:").optional(),
  ...policy,
});

const role = z.strictObject({
  roleName: z.string().min(1),
  trustedAccountIds: z.array(accountId),
  externalId: z.string().optional(),
  ...policy,
});

const subnet = z.strictObject({
  subnetId: id("subnet"),
  cidrBlock: ipv4,
  availabilityZone: z.string().min(1),
  tags: tags.optional(),
});

export const routeTargetFields = {
  gatewayId: z.string().optional(),
  natGatewayId: z.string().optional(),
  transitGatewayId: z.string().optional(),
  vpcPeeringConnectionId: z.string().optional(),
};

const route = z.strictObject({
  /** IPv4 or IPv6 block, or a prefix list id. Local routes are made by the VPC itself. */
  destination: z.union([ipv4, ipv6, id("pl")]),
  ...routeTargetFields,
});

const routeTable = z.strictObject({
  routeTableId: id("rtb"),
  main: z.boolean().optional(),
  subnetIds: z.array(id("subnet")).optional(),
  /** Gateway (edge) associations. */
  gatewayIds: z.array(z.string()).optional(),
  tags: tags.optional(),
  routes: z.array(route).optional(),
});

const vpc = z.strictObject({
  vpcId: id("vpc"),
  region,
  cidrBlocks: z.array(ipv4).min(1),
  ipv6CidrBlocks: z.array(ipv6).optional(),
  enableDnsSupport: z.boolean().optional(),
  enableDnsHostnames: z.boolean().optional(),
  tags: tags.optional(),
  subnets: z.array(subnet).optional(),
  /** A VPC without a main table is given one. */
  routeTables: z.array(routeTable).optional(),
});

const prefixList = z.strictObject({
  prefixListId: id("pl"),
  region,
  name: z.string(),
  maxEntries: z.number().int().min(1),
  cidrBlocks: z.array(ipv4).optional(),
  tags: tags.optional(),
});

const account = z.strictObject({
  accountId,
  name: z.string().min(1),
  credentials: z.array(credential).optional(),
  roles: z.array(role).optional(),
  vpcs: z.array(vpc).optional(),
  prefixLists: z.array(prefixList).optional(),
});

/** A connection that is there from the start, between two VPCs of the same world. */
const peering = z.strictObject({
  vpcPeeringConnectionId: id("pcx"),
  requesterVpcId: id("vpc"),
  accepterVpcId: id("vpc"),
  state: z.enum(["pending-acceptance", "active"]),
  requesterTags: tags.optional(),
  accepterTags: tags.optional(),
  requesterAllowDnsResolution: z.boolean().optional(),
  accepterAllowDnsResolution: z.boolean().optional(),
});

export const worldSchema = z.strictObject({
  accounts: z.array(account).optional(),
  peerings: z.array(peering).optional(),
  quotas: quotasSchema.optional(),
});

export type World = z.input<typeof worldSchema>;
export type WorldAccount = z.input<typeof account>;
export type WorldCredential = z.input<typeof credential>;
export type WorldRole = z.input<typeof role>;
export type WorldStatement = z.input<typeof statement>;
export type WorldVpc = z.input<typeof vpc>;
export type WorldSubnet = z.input<typeof subnet>;
export type WorldRouteTable = z.input<typeof routeTable>;
export type WorldRoute = z.input<typeof route>;
export type WorldPrefixList = z.input<typeof prefixList>;
export type WorldPeering = z.input<typeof peering>;

/** An IAM unique id that is the same each time the same world is made. */
export const uniqueId = (prefix: string, name: string) =>
  prefix + createHash("sha256").update(name).digest("hex").slice(0, 17).toUpperCase();
