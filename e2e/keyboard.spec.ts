import { paths } from "@/lib/paths";
import { addClusters } from "./support/clusters";
import { approvalPathOf, removeAgain } from "./support/connections";
import { makeTenantVpc } from "./support/networks";
import { expect, type Locator, type Page, test } from "./support/test";

/** Presses Tab until the control has the focus: whoever has no pointer gets there no other way. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  for (let pressed = 0; pressed < 150; pressed += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("The control cannot be reached by Tab");
}

async function press(page: Page, control: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press(key);
}

async function type(page: Page, control: Locator, text: string): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.type(text);
}

/** Goes through a native select by the arrow until the wanted option is chosen. */
async function choose(page: Page, select: Locator, beginning: string): Promise<void> {
  await tabTo(page, select);
  const chosen = select.locator("option:checked");
  const options = await select.locator("option").count();
  for (let pressed = 0; pressed <= options; pressed += 1) {
    if ((await chosen.innerText()).startsWith(beginning)) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`No option begins with ${beginning}`);
}

test("by the keyboard alone: a connection is requested and approved", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const admin = await openAs("admin");
  const network = await makeTenantVpc();
  const name = network.name("typed");

  await test.step("a tenant asks", async () => {
    await tenant.goto(paths.connections("acme"));
    await press(tenant, tenant.getByRole("link", { name: "Request connection" }).first());
    await expect(tenant.getByRole("heading", { level: 1, name: "Request connection" })).toBeVisible();
    const field = (label: string) => tenant.getByLabel(label, { exact: true });
    await choose(tenant, field("Cluster"), "payments");
    await type(tenant, field("Account ID"), network.accountId);
    await type(tenant, field("VPC ID"), network.vpcId);
    await type(tenant, field("CIDR"), network.cidr);
    await choose(tenant, field("Region"), "Frankfurt");
    await press(tenant, field("DNS resolution"), "Space");
    await type(tenant, field("Name"), name);
    await type(tenant, field("Reason"), "Typed, every letter of it.");
    await press(tenant, tenant.getByRole("button", { name: "Request connection" }));
    await expect(tenant.getByRole("heading", { level: 1, name })).toBeVisible();
  });

  const link = admin.getByRole("link", { name });
  await test.step("an admin switches the keys of the queue off, which lasts, and on again", async () => {
    const keys = admin.getByRole("switch", { name: "Keyboard shortcuts" });
    const chosen = admin.getByLabel(`Choose ${name}`);
    await admin.goto(paths.approvals());
    await tabTo(admin, link);
    await admin.keyboard.press("x");
    await expect(chosen).toBeChecked();

    await expect(keys).toBeChecked();
    await press(admin, keys, "Space");
    await expect(keys).not.toBeChecked();
    for (const loadedAgain of [false, true]) {
      if (loadedAgain) {
        await admin.reload();
        await expect(keys).not.toBeChecked();
        await press(admin, chosen, "Space");
      }
      await tabTo(admin, link);
      for (const key of ["j", "k", "x", "a", "d", "?", "ArrowDown"]) await admin.keyboard.press(key);
      await expect(link).toBeFocused();
      await expect(chosen).toBeChecked();
      await expect(admin.getByRole("dialog")).toHaveCount(0);
    }

    await press(admin, keys, "Enter");
    await expect(keys).toBeChecked();
    await admin.keyboard.press("?");
    await expect(admin.getByRole("dialog", { name: "Keys of this list" })).toBeVisible();
    await admin.keyboard.press("Escape");
    await expect(keys).toBeFocused();
  });

  await test.step("finds it by them and approves it", async () => {
    await admin.goto(paths.approvals());
    await expect(link).toBeVisible();
    for (let pressed = 0; pressed < 60; pressed += 1) {
      await admin.keyboard.press("j");
      if (await link.evaluate((element) => element === document.activeElement)) break;
    }
    await expect(link).toBeFocused();
    await admin.keyboard.press("a");
    const dialog = admin.getByRole("dialog", { name: `Approve “${name}”?` });
    await type(admin, dialog.getByLabel("Note"), "Approved without a pointer.");
    await press(admin, dialog.getByRole("button", { name: "Approve", exact: true }));
    await expect(admin.getByRole("link", { name })).toHaveCount(0);
  });

  await test.step("and its page, opened by Enter, says so", async () => {
    const approval = await approvalPathOf(tenant);
    await admin.goto(paths.approvals({ state: "approved" }));
    await press(admin, admin.getByRole("link", { name }));
    await expect(admin).toHaveURL(new RegExp(`${approval}$`));
    await expect(admin.getByText(/^Approved by Robin Provider/)).toBeVisible();
    await expect(tenant.locator("main header").getByText("Waiting for approval")).toHaveCount(0);
  });
  await removeAgain(tenant, tenant.url());
});

test("by the keyboard alone: a kubeconfig is downloaded", async ({ openSignedOut }) => {
  const tenant = await openSignedOut();
  await addClusters(["typed"]);

  await test.step("whoever has an account of VMware Cloud Director signs in", async () => {
    await tenant.goto(paths.signInVcd());
    const field = (label: string) => tenant.getByLabel(label, { exact: true });
    await type(tenant, field("Organization"), "tenant1");
    await type(tenant, field("User"), "tenant1-admin");
    await type(tenant, field("Password"), "tenant1-password");
    await press(tenant, tenant.getByRole("button", { name: "Sign in" }));
    await expect(tenant).not.toHaveURL(/sign-in/);
  });

  await test.step("finds the cluster, and downloads its kubeconfig", async () => {
    const link = tenant.getByRole("main").getByRole("link", { name: "typed", exact: true });
    await expect(async () => {
      await tenant.goto(paths.clusters("acme", { search: "typed" }));
      await expect(link).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 90_000 });
    await press(tenant, link);
    await press(tenant, tenant.getByRole("main").getByRole("link", { name: "Kubeconfig", exact: true }));
    await expect(tenant).toHaveURL(/\/kubeconfig$/);
    const downloading = tenant.waitForEvent("download");
    await press(tenant, tenant.getByRole("button", { name: "Download", exact: true }));
    expect((await downloading).suggestedFilename()).toMatch(/\.ya?ml$/);
  });
});
