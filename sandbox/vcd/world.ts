import { z } from "zod";

const name = z.string().min(1);
const address = z.string().regex(/^\d+(\.\d+){3}$/, "an IPv4 address");
const range = z.strictObject({ start: address, end: address });

export const firewallRuleSchema = z.strictObject({
  name,
  action: z.enum(["ALLOW", "DROP", "REJECT"]),
  /** CIDRs, addresses or ranges; none means any. */
  sources: z.array(z.string()).optional(),
  destinations: z.array(z.string()).optional(),
  tcpPorts: z.array(z.string()).optional(),
  direction: z.enum(["IN", "OUT", "IN_OUT"]).optional(),
  enabled: z.boolean().optional(),
});

export const natRuleSchema = z.strictObject({
  name,
  externalAddresses: z.string(),
  internalAddresses: z.string(),
  type: z.enum(["DNAT", "SNAT", "NO_DNAT", "NO_SNAT", "REFLEXIVE"]).optional(),
  dnatExternalPort: z.string().nullable().optional(),
  internalPort: z.string().nullable().optional(),
  enabled: z.boolean().optional(),
  priority: z.number().int().optional(),
  firewallMatch: z.enum(["MATCH_INTERNAL_ADDRESS", "MATCH_EXTERNAL_ADDRESS", "BYPASS"]).optional(),
  description: z.string().optional(),
});

const roleSchema = z.strictObject({
  name,
  /** The rights by name; without them, those of the role named by `like`. */
  rights: z.array(z.string()).optional(),
  like: z.string().optional(),
  without: z.array(z.string()).optional(),
});

const userSchema = z.strictObject({
  name,
  password: z.string().min(1),
  role: name,
  apiTokens: z.array(z.strictObject({ name, token: z.string().min(8) })).optional(),
});

const vdcSchema = z.strictObject({
  name,
  description: z.string().optional(),
  k8sRuntimes: z.array(z.enum(["native", "TKGm", "TKG+"])).optional(),
  storageProfiles: z.array(name).optional(),
  sizingPolicies: z
    .array(z.strictObject({ name, cpuCount: z.number().int(), memoryMb: z.number().int() }))
    .optional(),
});

const owned = { vdc: name.optional(), vdcGroup: name.optional() };

const edgeSchema = z.strictObject({
  name,
  ...owned,
  gatewayType: z.enum(["NSXT_BACKED", "NSXV_BACKED"]).optional(),
  uplinks: z
    .array(
      z.strictObject({
        name,
        usingIpSpace: z.boolean().optional(),
        subnets: z
          .array(
            z.strictObject({
              gateway: address,
              prefixLength: z.number().int().min(1).max(32),
              ranges: z.array(range),
              primaryIp: address.optional(),
            }),
          )
          .optional(),
      }),
    )
    .min(1),
  usedAddresses: z.array(z.strictObject({ ipAddress: address, category: z.string() })).optional(),
  defaultFirewallAction: z.enum(["ALLOW", "DROP"]).optional(),
  firewallRules: z.array(firewallRuleSchema).optional(),
  natRules: z.array(natRuleSchema).optional(),
});

const networkSchema = z.strictObject({
  name,
  ...owned,
  networkType: z.enum(["NAT_ROUTED", "ISOLATED", "DIRECT"]).optional(),
  edgeGateway: name.optional(),
  gateway: address,
  prefixLength: z.number().int().min(1).max(32),
  ranges: z.array(range),
});

const clusterSchema = z.strictObject({
  name,
  kind: z.enum(["native", "TKGm", "TKG+"]).optional(),
  owner: name,
  vdc: name,
  network: name,
  template: name,
  templateRevision: z.number().int().optional(),
  workers: z.number().int().min(0).optional(),
  expose: z.boolean().optional(),
  storageProfile: z.string().optional(),
});

const capvcdSchema = z.strictObject({
  name,
  owner: name,
  vdc: name,
  edgeGateway: name,
  virtualIpAddress: address,
  kubernetesVersion: z.string().optional(),
  healthStatus: z.enum(["UP", "DOWN", "DISABLED", "UNAVAILABLE", "PENDING", "UNKNOWN"]).optional(),
});

const organizationSchema = z.strictObject({
  name,
  fullName: z.string().optional(),
  roles: z.array(roleSchema).optional(),
  users: z.array(userSchema).optional(),
  vdcs: z.array(vdcSchema).optional(),
  vdcGroups: z.array(z.strictObject({ name, vdcs: z.array(name).min(1) })).optional(),
  edgeGateways: z.array(edgeSchema).optional(),
  networks: z.array(networkSchema).optional(),
  clusters: z.array(clusterSchema).optional(),
  capvcdClusters: z.array(capvcdSchema).optional(),
});

const templateSchema = z.strictObject({
  name,
  revision: z.number().int(),
  kind: z.enum(["native", "TKGm", "TKG+"]),
  kubernetesVersion: z.string(),
  kubernetes: z.string().optional(),
  catalog: z.string().optional(),
  cni: z.string().optional(),
  cniVersion: z.string().optional(),
  os: z.string().optional(),
  dockerVersion: z.string().optional(),
  deprecated: z.boolean().optional(),
  isDefault: z.boolean().optional(),
  upgradeFrom: z.array(z.string()).optional(),
  withoutKubeadmInit: z.boolean().optional(),
});

/** A world in words: what is missing is added, what exists by its name stays as it is. */
export const worldSchema = z.strictObject({
  /** People of the provider, in the organization System. */
  provider: z.strictObject({ users: z.array(userSchema.omit({ role: true })) }).optional(),
  organizations: z.array(organizationSchema).optional(),
  templates: z.array(templateSchema).optional(),
});

export type World = z.input<typeof worldSchema>;
export type WorldOrganization = z.output<typeof organizationSchema>;
export type WorldEdge = z.output<typeof edgeSchema>;
export type WorldTemplate = z.output<typeof templateSchema>;
export type WorldCluster = z.output<typeof clusterSchema>;
export type WorldCapvcd = z.output<typeof capvcdSchema>;
export type WorldNatRule = z.output<typeof natRuleSchema>;
export type WorldFirewallRule = z.output<typeof firewallRuleSchema>;
