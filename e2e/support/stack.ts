/** Where the stack under test answers; set by playwright.config.ts, the same for server and tests. */
export const ports = {
  web: Number(process.env.E2E_PORT),
  sandbox: Number(process.env.E2E_SANDBOX_PORT),
  vcdSandbox: Number(process.env.E2E_VCD_SANDBOX_PORT),
};
export const sandboxUrl = `http://127.0.0.1:${ports.sandbox}`;
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
