import AxeBuilder from "@axe-core/playwright";
import { paths } from "@/lib/paths";
import { approvalPathOf, expectState } from "./support/connections";
import { makeTenantVpc } from "./support/networks";
import { enter, everyRoom } from "./support/rooms";
import { expect, type Page, test } from "./support/test";

/** What depends on the colours of a scheme; the rest is the same in both. */
const ofColours = ["color-contrast", "link-in-text-block"];

async function violationsOf(page: Page, rules?: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
}

test("axe finds nothing on any page, light and dark", async ({ openAs, openSignedOut }) => {
  test.setTimeout(600_000);
  const visitors = {
    tenant: await openAs("tenant"),
    admin: await openAs("admin"),
    nobody: await openSignedOut(),
  };
  for (const room of await everyRoom(visitors.tenant, visitors.admin)) {
    const page = visitors[room.as];
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await enter(page, room);
    expect.soft(await violationsOf(page), `${room.name}, light`).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect.soft(await violationsOf(page, ofColours), `${room.name}, dark`).toEqual([]);
  }
});

test("axe finds nothing in what opens over a page, nor in a form that was refused", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  await tenant.emulateMedia({ reducedMotion: "reduce" });

  await tenant.goto(paths.newConnection("acme"));
  await tenant.getByRole("button", { name: "Request connection" }).click();
  await expect(tenant.getByLabel("Cluster", { exact: true })).toBeFocused();
  expect.soft(await violationsOf(tenant), "a refused form").toEqual([]);

  await tenant.keyboard.press("Control+k");
  await expect(tenant.getByRole("combobox", { name: /^Go to/ })).toBeFocused();
  await tenant.keyboard.type("clus");
  await expect(tenant.getByRole("option", { name: /Clusters/ })).toBeVisible();
  expect.soft(await violationsOf(tenant), "the palette").toEqual([]);
  await tenant.keyboard.press("Escape");

  await tenant.getByRole("button", { name: /theme and sign-out/ }).click();
  await expect(tenant.getByRole("button", { name: "Sign out" })).toBeVisible();
  expect.soft(await violationsOf(tenant), "the person's menu").toEqual([]);
});

/** Goes to a control by Tab alone, as somebody without a pointer does. */
async function tabTo(
  page: Page,
  role: Parameters<Page["getByRole"]>[0],
  name: string | RegExp,
): Promise<void> {
  // What lies beneath an open dialog cannot be reached.
  const open = page.getByRole("dialog").filter({ visible: true });
  const control = ((await open.count()) > 0 ? open : page)
    .getByRole(role, { name, exact: typeof name === "string" })
    .filter({ visible: true })
    .first();
  await expect(control).toBeVisible();
  for (let pressed = 0; pressed < 150; pressed += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) {
      await expect(control).toBeInViewport();
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${role} ${name}`);
}

test("by keyboard alone: asked, approved, removed", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc();
  const name = network.name("typed");

  await test.step("the tenant asks", async () => {
    await tenant.goto(paths.connections("acme", { state: "all" }));
    await tenant.keyboard.press("Tab");
    await expect(tenant.getByRole("link", { name: "Skip to content" })).toBeFocused();
    await tenant.keyboard.press("Enter");
    await tabTo(tenant, "link", "Request connection");
    await tenant.keyboard.press("Enter");
    await expect(tenant.getByRole("heading", { level: 1, name: "Request connection" })).toBeVisible();
    await tabTo(tenant, "combobox", "Cluster");
    await tenant.keyboard.type("payments");
    for (const [label, text] of [
      ["Account ID", network.accountId],
      ["VPC ID", network.vpcId],
      ["CIDR", network.cidr],
    ] as const) {
      await tabTo(tenant, "textbox", label);
      await tenant.keyboard.type(text);
    }
    await tabTo(tenant, "combobox", "Region");
    await tenant.keyboard.type("Frankfurt");
    await tabTo(tenant, "checkbox", "DNS resolution");
    await tenant.keyboard.press("Space");
    await tabTo(tenant, "textbox", "Name");
    await tenant.keyboard.type(name);
    await tabTo(tenant, "button", "Request connection");
    await tenant.keyboard.press("Enter");
    await expect(tenant.getByRole("heading", { level: 1, name })).toBeVisible();
    await expectState(tenant, "Waiting for approval");
  });

  await test.step("the admin approves", async () => {
    await admin.goto(paths.approvals());
    await tabTo(admin, "link", name);
    await admin.keyboard.press("Enter");
    await expect(admin.getByRole("heading", { level: 1, name })).toBeVisible();
    expect(new URL(admin.url()).pathname).toBe(await approvalPathOf(tenant));
    await tabTo(admin, "textbox", "Note");
    await admin.keyboard.type("By keyboard.");
    await tabTo(admin, "button", "Approve");
    await admin.keyboard.press("Space");
    await expect(admin.getByText(/^Approved by/)).toBeVisible();
    await expectState(tenant, "Waiting for acceptance");
  });

  await test.step("a dialog takes the focus, keeps it, and gives it back", async () => {
    await tabTo(tenant, "button", "Remove connection");
    await tenant.keyboard.press("Space");
    const dialog = tenant.getByRole("dialog", { name: `Remove ${name}?` });
    await expect(dialog).toBeVisible();
    for (let pressed = 0; pressed < 6; pressed += 1) {
      expect(
        await dialog.evaluate(
          (element) => document.activeElement === document.body || element.contains(document.activeElement),
        ),
      ).toBe(true);
      await tenant.keyboard.press("Tab");
    }
    await tenant.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await expect(tenant.getByRole("button", { name: "Remove connection" })).toBeFocused();
  });

  await test.step("and lets it be removed", async () => {
    await tenant.keyboard.press("Enter");
    await expect(tenant.getByRole("dialog")).toBeVisible();
    await tabTo(tenant, "button", "Remove connection");
    await tenant.keyboard.press("Enter");
    // Nobody had accepted it: the invitation is taken back.
    await expectState(tenant, "Withdrawn");
  });
});
