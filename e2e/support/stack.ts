/** Where the stack under test answers; set by playwright.config.ts, the same for server and tests. */
export const sandboxUrl = process.env.E2E_SANDBOX_URL ?? "http://127.0.0.1:4666";
export const password = process.env.DEMO_PASSWORD ?? "";

export const people = {
  tenant: "tenant@acme.test",
  viewer: "viewer@acme.test",
  stranger: "tenant@globex.test",
  admin: "admin@provider.test",
} as const;
