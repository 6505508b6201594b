import { randomUUID } from "node:crypto";
import { paths } from "@/lib/paths";
import {
  approvalPathOf,
  connectionIdOf,
  expectState,
  fillRequest,
  requestConnection,
} from "./support/connections";
import { makeTenantVpc } from "./support/networks";
import { password, people } from "./support/stack";
import { expect, type Page, test } from "./support/test";

const nothingHere = "There is nothing at this address";

/** What a page says to this person: its status and its words. */
async function answerOf(page: Page, path: string): Promise<{ status: number; words: string }> {
  const response = await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  return { status: response?.status() ?? 0, words: await page.getByRole("main").innerText() };
}

/** What the API says, but for the reference that is new each time. */
async function apiAnswerOf(page: Page, path: string): Promise<{ status: number; body: unknown }> {
  const response = await page.request.get(path);
  const { error, ...rest } = (await response.json()) as { error?: Record<string, unknown> };
  return { status: response.status(), body: { ...rest, error: { ...error, requestId: "" } } };
}

async function firstClusterOf(page: Page, organization: string): Promise<string> {
  const response = await page.request.get(paths.api.clusters(organization));
  const { clusters } = (await response.json()) as { clusters: { id: string; name: string }[] };
  return clusters[0]?.id ?? "";
}

test("another tenant's rooms and objects answer exactly as missing ones", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const stranger = await openAs("stranger");
  const network = await makeTenantVpc();
  await requestConnection(tenant, { cluster: "payments", network, name: network.name("private") });
  const connection = connectionIdOf(tenant);
  const cluster = await firstClusterOf(tenant, "acme");
  const approval = (await approvalPathOf(tenant)).split("/").at(-1) ?? "";
  const missing = randomUUID();

  await test.step("pages", async () => {
    const nowhere = await answerOf(stranger, paths.overview("no-such-organization"));
    expect(nowhere.status).toBe(404);
    expect(nowhere.words).toContain(nothingHere);
    for (const path of [
      paths.overview("acme"),
      paths.clusters("acme"),
      paths.cluster("acme", cluster),
      paths.connections("acme"),
      paths.newConnection("acme"),
      paths.newConnection("acme", { from: connection }),
      paths.connection("acme", connection),
      paths.organizationAudit("acme"),
      paths.organizationAuditEntry("acme", 1),
    ]) {
      expect(await answerOf(stranger, path), path).toEqual(nowhere);
    }
    const absent = await answerOf(stranger, paths.connection("globex", missing));
    expect(absent.status).toBe(404);
    for (const path of [
      paths.connection("globex", connection),
      paths.cluster("globex", cluster),
      paths.newConnection("globex", { from: connection }),
    ]) {
      expect(await answerOf(stranger, path), path).toEqual(absent);
    }
  });

  await test.step("the API", async () => {
    for (const [theirs, none] of [
      [paths.api.overview("acme"), paths.api.overview("no-such-organization")],
      [paths.api.clusters("acme"), paths.api.clusters("no-such-organization")],
      [paths.api.cluster("acme", cluster), paths.api.cluster("no-such-organization", cluster)],
      [paths.api.connections("acme"), paths.api.connections("no-such-organization")],
      [paths.api.connection("acme", connection), paths.api.connection("no-such-organization", connection)],
      [paths.api.requestWorld("acme"), paths.api.requestWorld("no-such-organization")],
      [`${paths.api.search("acme")}?search=pay`, `${paths.api.search("no-such-organization")}?search=pay`],
      [paths.api.changes("acme"), paths.api.changes("no-such-organization")],
      [paths.api.connection("globex", connection), paths.api.connection("globex", missing)],
      [paths.api.cluster("globex", cluster), paths.api.cluster("globex", missing)],
    ] as const) {
      const answer = await apiAnswerOf(stranger, theirs);
      expect(answer.status, theirs).toBe(404);
      expect(answer, theirs).toEqual(await apiAnswerOf(stranger, none));
    }
    const own = await stranger.request.get(paths.api.connections("globex", { state: "all" }));
    expect(await own.text()).not.toContain(connection);
  });

  await test.step("the provider's rooms", async () => {
    for (const path of [
      paths.approvals(),
      paths.approval(approval),
      paths.organizations(),
      paths.organization("acme"),
      paths.accounts(),
      paths.newAccount(),
      paths.adminClusters(),
      paths.newCluster(),
      paths.adminCluster(cluster),
      paths.audit(),
      paths.auditEntry("acme", 1),
    ]) {
      const answer = await answerOf(tenant, path);
      expect(answer.status, path).toBe(404);
      expect(answer.words, path).toContain(nothingHere);
    }
    for (const path of [
      paths.api.approvals(),
      paths.api.approval(approval),
      paths.api.organizations(),
      paths.api.organization("acme"),
      paths.api.accounts(),
      paths.api.adminClusters(),
      paths.api.adminCluster(cluster),
      paths.api.changes(null),
    ]) {
      expect((await tenant.request.get(path)).status(), path).toBe(404);
    }
  });
});

test("a form in the hands of somebody else changes nothing", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const stranger = await openAs("stranger");
  const network = await makeTenantVpc();
  await requestConnection(tenant, { cluster: "payments", network, name: network.name("guarded") });
  const cookies = await tenant.context().cookies();

  await tenant.context().addCookies(await stranger.context().cookies());
  await tenant.getByRole("button", { name: "Withdraw request" }).click();
  await expect(tenant.getByText("There is no such organization here.")).toBeVisible();

  await tenant.context().addCookies(cookies);
  await tenant.reload();
  await expectState(tenant, "Waiting for approval");
});

test("a viewer reads why they may not ask, and a form sent all the same is refused", async ({ openAs }) => {
  const viewer = await openAs("viewer");
  const network = await makeTenantVpc();

  await test.step("the buttons are off, with the reason", async () => {
    for (const path of [
      paths.connections("acme"),
      paths.cluster("acme", await firstClusterOf(viewer, "acme")),
    ]) {
      await viewer.goto(path);
      const button = viewer.getByRole("button", { name: "Request connection" });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(
        /Your role here, Viewer, does not let you .*connections/,
      );
    }
    await viewer.goto(paths.newConnection("acme"));
    await expect(viewer.getByText(/Your role here, Viewer/)).toBeVisible();
    await expect(viewer.getByLabel("VPC ID", { exact: true })).toHaveCount(0);
  });

  await test.step("a form opened while the role allowed it", async () => {
    const tenant = await openAs("tenant");
    await tenant.goto(paths.newConnection("acme"));
    const name = network.name("refused");
    await fillRequest(tenant, { cluster: "payments", network, name });
    const cookies = await tenant.context().cookies();
    await tenant.context().addCookies(await viewer.context().cookies());
    await tenant.getByRole("button", { name: "Request connection" }).click();
    await expect(tenant.getByText("Your role here, Viewer, does not allow this.")).toBeVisible();
    await expect(tenant.getByLabel("VPC ID", { exact: true })).toHaveValue(network.vpcId);

    await tenant.context().addCookies(cookies);
    await tenant.goto(paths.connections("acme", { search: name, state: "all" }));
    await expect(tenant.getByText(`Nothing matches “${name}”`)).toBeVisible();
  });
});

test("who is signed out signs in first, and comes to where they wanted to be", async ({
  openAs,
  openSignedOut,
}) => {
  const tenant = await openAs("tenant");
  const connections = await tenant.request.get(paths.api.connections("acme", { state: "all" }));
  const { rows } = (await connections.json()) as { rows: { id: string }[] };
  const page = await openSignedOut();
  for (const path of [
    paths.overview("acme"),
    paths.clusters("acme"),
    paths.connections("acme"),
    paths.newConnection("acme"),
    ...rows.slice(0, 1).map(({ id }) => paths.connection("acme", id)),
    paths.approvals(),
    paths.organizations(),
    paths.accounts(),
  ]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    await expect(page, path).toHaveURL(new RegExp(`/sign-in\\?next=${encodeURIComponent(path)}$`));
  }
  expect((await page.request.get(paths.api.overview("acme"))).status()).toBe(401);
  expect((await page.request.get(paths.api.approvals())).status()).toBe(401);

  await page.goto(paths.newConnection("acme"));
  await page.getByLabel("Email", { exact: true }).fill(people.tenant);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/acme\/connections\/new$/);

  await test.step("never to another origin", async () => {
    const other = await openSignedOut();
    await other.goto(paths.signIn({ next: "//evil.example/acme" }));
    await other.getByLabel("Email", { exact: true }).fill(people.tenant);
    await other.getByLabel("Password", { exact: true }).fill(password);
    await other.getByRole("button", { name: "Sign in" }).click();
    await expect(other).toHaveURL(/127\.0\.0\.1:\d+\/acme$/);
  });
});

test("every answer carries the security headers; every script its page's own nonce", async ({ openAs }) => {
  const admin = await openAs("admin");
  const nonces = new Set<string>();
  const pages = [
    paths.approvals(),
    paths.accounts(),
    paths.overview("acme"),
    "/acme/no-such-room",
    paths.signIn(),
  ];
  for (const path of [...pages, paths.approvals()]) {
    const response = await admin.goto(path);
    const headers = response?.headers() ?? {};
    const policy = headers["content-security-policy"] ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    expect(nonce, path).not.toBe("");
    nonces.add(nonce);
    expect(policy, path).toContain("default-src 'self'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toMatch(/script-src[^;]*'unsafe-/);
    expect(headers, path).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
    expect(headers["x-powered-by"], path).toBeUndefined();
    const html = (await response?.text()) ?? "";
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length, path).toBeGreaterThan(0);
    for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size).toBe(pages.length + 1);
});

test("forms that another site sends are refused", async ({ openSignedOut }) => {
  const page = await openSignedOut({ javaScriptEnabled: false });
  await page.goto(paths.signIn());
  const multipart: Record<string, string> = { email: people.tenant, password };
  for (const input of await page.locator("form input[type=hidden]").all()) {
    multipart[(await input.getAttribute("name")) ?? ""] = (await input.getAttribute("value")) ?? "";
  }
  const hasSession = async () =>
    (await page.context().cookies()).some(({ name }) => name === "drawbridge.session");

  await page.request.post(paths.signIn(), { multipart, headers: { origin: "https://evil.example" } });
  expect(await hasSession()).toBe(false);
  const theme = await page.request.post("/api/theme", {
    form: { theme: "dark" },
    headers: { "sec-fetch-site": "cross-site" },
  });
  expect(theme.status()).toBe(403);

  await page.request.post(paths.signIn(), { multipart, headers: { origin: new URL(page.url()).origin } });
  expect(await hasSession()).toBe(true);
});
