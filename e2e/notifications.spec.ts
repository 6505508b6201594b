import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import AxeBuilder from "@axe-core/playwright";
import { paths } from "@/lib/paths";
import { approve, removeAgain, requestConnection } from "./support/connections";
import { makeTenantVpc } from "./support/networks";
import { expect, type Page, test } from "./support/test";

const bell = (page: Page) => page.getByRole("button", { name: /^Notifications: / });

async function unreadOf(page: Page): Promise<number> {
  const [, count = ""] = /: (\d+|none)/.exec((await bell(page).getAttribute("aria-label")) ?? "") ?? [];
  return count === "none" ? 0 : Number(count);
}

/** A receiver of webhooks on this machine, which the stack under test may call. */
async function startReceiver() {
  const received: { headers: Record<string, unknown>; body: string }[] = [];
  const receiver = { received, status: 204, url: "", close: () => server.close() };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    received.push({ headers: request.headers, body });
    response.writeHead(receiver.status).end(receiver.status === 204 ? undefined : "<b>not today</b>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}

test("whoever decides is told, reads it under the bell, and whoever asked is told of the decision", async ({
  openAs,
}) => {
  const admin = await openAs("admin");
  const tenant = await openAs("tenant");
  await admin.goto(paths.organizations());
  await admin.goto(paths.notifications());
  const markAll = admin.getByRole("main").getByRole("button", { name: "Mark all read" });
  if (await markAll.isVisible()) await markAll.click();
  await expect.poll(() => unreadOf(admin)).toBe(0);
  await admin.goto(paths.organizations());

  const network = await makeTenantVpc();
  const name = network.name("told");
  await requestConnection(tenant, { cluster: "payments", network, name, reason: "To be told of." });
  const connection = tenant.url();
  await test.step("the bell of a page that was left alone counts it", async () => {
    await expect(bell(admin)).toHaveAccessibleName("Notifications: 1 unread");
  });
  await test.step("its line leads to the request, and is read by that", async () => {
    await bell(admin).click();
    await admin.getByRole("button", { name: `Unread: Waiting for you: ${name}` }).click();
    await expect(admin).toHaveURL(/\/admin\/approvals\/[0-9a-f-]{36}$/);
    await expect(bell(admin)).toHaveAccessibleName("Notifications: none unread");
  });

  const before = await unreadOf(tenant);
  await approve(admin, tenant, "Fine with us.");
  await test.step("the tenant hears of the decision", async () => {
    await expect.poll(() => unreadOf(tenant)).toBeGreaterThan(before);
    await tenant.goto(paths.notifications({ unread: 1 }));
    const row = tenant.getByRole("row").filter({ hasText: `Approved: ${name}` });
    await expect(row).toContainText("Fine with us.");
    await row.getByRole("button", { name: /^Mark read/ }).click();
    await expect(row).toHaveCount(0);
    await tenant.getByRole("link", { name: "All", exact: true }).click();
    await expect(tenant.getByRole("row").filter({ hasText: `Approved: ${name}` })).toContainText("Read");
  });
  await test.step("and may read all at once", async () => {
    await tenant.getByRole("main").getByRole("button", { name: "Mark all read" }).click();
    await expect(bell(tenant)).toHaveAccessibleName("Notifications: none unread");
    const { violations } = await new AxeBuilder({ page: tenant }).analyze();
    expect(violations).toEqual([]);
  });
  await removeAgain(tenant, connection);
});

test("notifications are read without JavaScript", async ({ openAs }) => {
  const tenant = await openAs("tenant", { javaScriptEnabled: false });
  const network = await makeTenantVpc();
  const scripted = await openAs("tenant");
  const admin = await openAs("admin");
  const name = network.name("plain");
  await requestConnection(scripted, { cluster: "payments", network, name, reason: "To be told of." });
  const connection = scripted.url();
  await approve(admin, scripted);
  await expect(async () => {
    await tenant.goto(paths.notifications({ unread: 1 }));
    await expect(tenant.getByRole("button", { name: `Unread: Approved: ${name}` })).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  await tenant.getByRole("button", { name: `Unread: Approved: ${name}` }).click();
  await expect(tenant).toHaveURL(/\/acme\/requests\/[0-9a-f-]{36}$/);
  await tenant.goto(paths.notifications({ unread: 1 }));
  await expect(tenant.getByRole("button", { name: `Unread: Approved: ${name}` })).toHaveCount(0);
  await removeAgain(scripted, connection);
});

test("an admin makes a webhook, tests it, reads its log, changes its secret and deletes it", async ({
  openAs,
}) => {
  const receiver = await startReceiver();
  const admin = await openAs("admin");
  const name = `Pager ${Date.now()}`;
  await admin.goto(paths.newWebhook("provider"));

  await test.step("an address inside is refused beside its field, and nothing is lost", async () => {
    await admin.getByLabel("Name", { exact: true }).fill(name);
    await admin.getByLabel("Address", { exact: true }).fill("https://169.254.169.254/latest/meta-data/");
    await admin.getByRole("button", { name: "Create webhook" }).click();
    await expect(admin.getByText("169.254.169.254 is not an address on the public internet")).toBeVisible();
    await expect(admin.getByLabel("Address", { exact: true })).toBeFocused();
    await expect(admin.getByLabel("Name", { exact: true })).toHaveValue(name);
  });

  await admin.getByLabel("Address", { exact: true }).fill(receiver.url);
  await admin.getByRole("button", { name: "Create webhook" }).click();
  const secret = (await admin.getByText(/^whsec_/).textContent())?.trim() ?? "";
  expect(secret).toMatch(/^whsec_[\w-]{43}$/);
  await admin.getByRole("link", { name: /send a test/ }).click();
  await expect(admin.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(admin.getByText(secret)).toHaveCount(0);

  const log = admin.getByRole("table", { name: "Deliveries, newest first" });
  await test.step("a test is really sent, signed", async () => {
    await admin.getByRole("button", { name: "Send a test" }).click();
    await expect(log.getByRole("row").filter({ hasText: "A test from Drawbridge" })).toContainText("204");
    const [got] = receiver.received;
    const [, seconds, signature] =
      /^t=(\d+),v1=([0-9a-f]+)$/.exec(String(got?.headers["x-drawbridge-signature"])) ?? [];
    expect(createHmac("sha256", secret).update(`${seconds}.${got?.body}`).digest("hex")).toBe(signature);
  });

  await test.step("what it answers is shown as text, and can be sent again under its id", async () => {
    receiver.status = 500;
    await admin.getByRole("button", { name: "Send a test" }).click();
    const failed = log.getByRole("row").filter({ hasText: "Given up" });
    await expect(failed).toContainText("<b>not today</b>");
    receiver.status = 204;
    await failed.getByRole("button", { name: "Send again" }).click();
    await expect(log.getByRole("row").filter({ hasText: "Delivered" })).toHaveCount(2);
    const ids = receiver.received.map(({ headers }) => headers["x-drawbridge-delivery"]);
    expect(ids[2]).toBe(ids[1]);
    const { violations } = await new AxeBuilder({ page: admin }).analyze();
    expect(violations).toEqual([]);
  });

  await test.step("a new secret signs beside the old one until that is ended", async () => {
    await admin.getByRole("button", { name: "Make a new secret" }).click();
    await expect(admin.getByText(/^whsec_/)).toBeVisible();
    await admin.getByRole("button", { name: "Send a test" }).click();
    await expect.poll(() => receiver.received.length).toBe(4);
    expect(String(receiver.received[3]?.headers["x-drawbridge-signature"]).match(/v1=/g)).toHaveLength(2);
    await admin.getByRole("button", { name: "The receiver knows the new one" }).click();
    await expect(admin.getByText("Two secrets sign")).toHaveCount(0);
  });

  await admin.getByRole("button", { name: "Delete webhook" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Delete webhook" }).click();
  await expect(admin).toHaveURL(paths.webhooks("provider"));
  await expect(admin.getByText(name)).toHaveCount(0);
  receiver.close();
});

test("people choose what is mailed to them, and read whom it comes from", async ({ openAs }) => {
  const viewer = await openAs("viewer");
  await viewer.goto(paths.notificationPreferences());
  await expect(viewer.getByText("Mail comes from Drawbridge <drawbridge@provider.test>.")).toBeVisible();
  const active = viewer.getByLabel("A connection is active", { exact: true });
  await expect(active).not.toBeChecked();
  await active.check();
  await viewer.getByRole("button", { name: "Save what is mailed" }).click();
  await expect(viewer.getByText("Saved. It holds for what happens from now on.")).toBeVisible();
  await viewer.reload();
  await expect(active).toBeChecked();
  const { violations } = await new AxeBuilder({ page: viewer }).analyze();
  expect(violations).toEqual([]);
});
