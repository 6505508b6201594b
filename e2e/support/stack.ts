/** Where the stack under test answers; set by playwright.config.ts, the same for server and tests. */
export const sandboxUrl = process.env.E2E_SANDBOX_URL ?? "http://127.0.0.1:4666";
const [external = 81, internal = 81] = (process.env.E2E_VCD_SANDBOX_NETWORKS ?? "")
  .split(",")
  .filter(Boolean)
  .map(Number);
/** The third numbers of the VCD sandbox's loopback addresses: 127.149.N.101 and up outside, 127.168.N.100 and up inside. */
export const vcdNetworks = { external, internal };
export const password = process.env.DEMO_PASSWORD ?? "";

export const people = {
  tenant: "tenant@acme.test",
  viewer: "viewer@acme.test",
  stranger: "tenant@globex.test",
  admin: "admin@provider.test",
} as const;
