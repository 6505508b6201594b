import type { World } from "./world";

/** The third parts of the addresses, so that several sandboxes can stand side by side on one machine. */
export interface ExampleOptions {
  external?: number;
  internal?: number;
}

/** The seed article's tenant, with neighbours: two organizations, routed and other networks, shared edges. */
export function exampleWorld({ external = 1, internal = 0 }: ExampleOptions = {}): World {
  const outside = (last: number, third = external) => `127.149.${third}.${last}`;
  const inside = (last: number, third = internal) => `127.168.${third}.${last}`;
  return {
    provider: {
      users: [
        {
          name: "administrator",
          password: "provider-password",
          apiTokens: [{ name: "drawbridge", token: "sandbox-provider-api-token" }],
        },
      ],
    },
    templates: [
      {
        name: "ubuntu-20.04_tkgm-1.20_antrea-0.11",
        revision: 1,
        kind: "TKGm",
        kubernetesVersion: "1.20.5",
        isDefault: true,
      },
      { name: "ubuntu-16.04_k8-1.20_weave-2.6.5", revision: 2, kind: "native", kubernetesVersion: "1.20.6" },
      {
        name: "ubuntu-16.04_k8-1.21_weave-2.8.1",
        revision: 1,
        kind: "native",
        kubernetesVersion: "1.21.2",
        upgradeFrom: ["ubuntu-16.04_k8-1.20_weave-2.6.5"],
      },
    ],
    organizations: [
      {
        name: "tenant1",
        fullName: "Tenant One",
        users: [
          {
            name: "tenant1-admin",
            password: "tenant1-password",
            role: "Organization Administrator",
            apiTokens: [{ name: "laptop", token: "sandbox-tenant1-api-token" }],
          },
          { name: "tenant1-author", password: "tenant1-password", role: "Kubernetes Cluster Author" },
          { name: "tenant1-viewer", password: "tenant1-password", role: "Console Viewer" },
        ],
        vdcs: [
          {
            name: "tenant1-vdc",
            storageProfiles: ["truenas-iscsi-luns", "gold"],
            sizingPolicies: [
              { name: "small", cpuCount: 2, memoryMb: 4096 },
              { name: "large", cpuCount: 4, memoryMb: 16384 },
            ],
          },
          { name: "tenant1-vdc-2", storageProfiles: ["gold"] },
          { name: "tenant1-isolated-vdc", storageProfiles: ["gold"], k8sRuntimes: ["native"] },
        ],
        vdcGroups: [{ name: "tenant1-group", vdcs: ["tenant1-vdc", "tenant1-vdc-2"] }],
        edgeGateways: [
          {
            name: "tenant1-edge",
            vdcGroup: "tenant1-group",
            uplinks: [
              {
                name: "ext-net-1",
                subnets: [
                  {
                    gateway: outside(1),
                    prefixLength: 24,
                    ranges: [{ start: outside(101), end: outside(110) }],
                    primaryIp: outside(101),
                  },
                ],
              },
            ],
          },
        ],
        networks: [
          {
            name: "default-organization-network",
            vdcGroup: "tenant1-group",
            edgeGateway: "tenant1-edge",
            gateway: inside(1),
            prefixLength: 24,
            ranges: [{ start: inside(100), end: inside(199) }],
          },
          {
            name: "isolated-network",
            vdc: "tenant1-isolated-vdc",
            networkType: "ISOLATED",
            gateway: inside(1, internal + 1),
            prefixLength: 24,
            ranges: [{ start: inside(100, internal + 1), end: inside(119, internal + 1) }],
          },
        ],
      },
      {
        name: "tenant2",
        fullName: "Tenant Two",
        users: [{ name: "tenant2-admin", password: "tenant2-password", role: "Organization Administrator" }],
        vdcs: [{ name: "tenant2-vdc", storageProfiles: ["gold"] }],
        edgeGateways: [
          {
            name: "tenant2-edge",
            vdc: "tenant2-vdc",
            defaultFirewallAction: "DROP",
            uplinks: [
              {
                name: "ext-net-1",
                subnets: [
                  {
                    gateway: outside(1),
                    prefixLength: 24,
                    ranges: [{ start: outside(121), end: outside(124) }],
                    primaryIp: outside(121),
                  },
                ],
              },
            ],
          },
        ],
        networks: [
          {
            name: "tenant2-network",
            vdc: "tenant2-vdc",
            edgeGateway: "tenant2-edge",
            gateway: inside(1, internal + 2),
            prefixLength: 24,
            ranges: [{ start: inside(100, internal + 2), end: inside(199, internal + 2) }],
          },
        ],
      },
    ],
  };
}
