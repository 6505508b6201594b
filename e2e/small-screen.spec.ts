import { paths } from "@/lib/paths";
import { requestConnection } from "./support/connections";
import { makeTenantVpc } from "./support/networks";
import { enter, everyRoom } from "./support/rooms";
import { expect, type Page, test } from "./support/test";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

/** What stands out to the right of the screen; elements that scroll inside themselves do not. */
async function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollingElement } = document;
    if (!scrollingElement || scrollingElement.scrollWidth <= window.innerWidth) return [];
    const outside = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > window.innerWidth + 1,
    );
    return [
      `${scrollingElement.scrollWidth} px wide`,
      ...outside.slice(0, 5).map((element) => `${element.tagName} ${element.textContent?.slice(0, 60)}`),
    ];
  });
}

test("no page scrolls sideways", async ({ openAs, openSignedOut }) => {
  test.setTimeout(600_000);
  const visitors = {
    tenant: await openAs("tenant"),
    admin: await openAs("admin"),
    nobody: await openSignedOut(),
  };
  for (const room of await everyRoom(visitors.tenant, visitors.admin)) {
    await enter(visitors[room.as], room);
    expect.soft(await sticksOut(visitors[room.as]), room.name).toEqual([]);
  }
});

test("the rail becomes a sheet that leads everywhere", async ({ openAs }) => {
  const admin = await openAs("admin");
  await admin.goto(paths.overview("acme"));
  const sheet = admin.getByRole("complementary", { name: "Menu" });
  await expect(admin.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  await expect(sheet).toBeHidden();
  await admin.getByRole("button", { name: "Menu", exact: true }).tap();
  await expect(sheet).toBeVisible();
  for (const name of ["Overview", "Clusters", "Connections", /^Approvals/, "Organizations", "Accounts"]) {
    await expect(sheet.getByRole("link", { name, exact: true })).toBeVisible();
  }
  expect(await sticksOut(admin)).toEqual([]);

  await test.step("it closes by its button", async () => {
    await sheet.getByRole("button", { name: "Close menu" }).tap();
    await expect(sheet).toBeHidden();
  });

  await test.step("a link of it leads there, and the sheet is gone", async () => {
    await admin.getByRole("button", { name: "Menu", exact: true }).tap();
    await sheet.getByRole("link", { name: "Connections", exact: true }).tap();
    await expect(admin.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
    await expect(sheet).toBeHidden();
  });
});

test("a table's rows become cards with all their facts, each under its column's word", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const wide = await openAs("tenant", { viewport: { width: 1280, height: 800 } });
  const admin = await openAs("admin");
  const wideAdmin = await openAs("admin", { viewport: { width: 1280, height: 800 } });
  const network = await makeTenantVpc();
  const name = network.name("card");
  await requestConnection(tenant, { cluster: "payments", network, name, reason: "To be read on a phone." });

  for (const [small, large, caption, path] of [
    [tenant, wide, "Connections", paths.connections("acme", { search: name })],
    [admin, wideAdmin, "Requests that wait for a decision", paths.approvals()],
    [tenant, wide, "Clusters", paths.clusters("acme")],
    [admin, wideAdmin, "Registered clusters", paths.adminClusters()],
    [admin, wideAdmin, "AWS accounts", paths.accounts()],
  ] as const) {
    await large.goto(path);
    await small.goto(path);
    const table = large.getByRole("table", { name: caption, exact: true });
    const headers = await table.getByRole("columnheader").allInnerTexts();
    const wanted = await table.getByRole("row").last().getByRole("cell").allInnerTexts();
    const row = small.getByRole("table", { name: caption, exact: true }).getByRole("row").last();
    const cells = row.getByRole("cell");
    await expect(cells).toHaveCount(wanted.length);
    for (const [index, text] of wanted.entries()) {
      const cell = cells.nth(index);
      await expect(cell, path).toBeVisible();
      const facts = text.split("\n").filter((line) => line.trim() !== "" && !/ ago|^now|just now/.test(line));
      for (const fact of facts) await expect(cell, path).toContainText(fact.trim());
      const label = await cell.evaluate((element) => getComputedStyle(element, "::before").content);
      if (headers[index + 1]) expect(label, path).toBe(JSON.stringify(headers[index + 1]));
    }
    await expect(row.getByRole("rowheader")).toBeVisible();
    const box = await row.boundingBox();
    expect(box?.width, path).toBeLessThanOrEqual(390);
  }
});

test("asking works on a phone", async ({ openAs }) => {
  const tenant = await openAs("tenant");
  const network = await makeTenantVpc();
  await requestConnection(tenant, { cluster: "payments", network, name: network.name("phone") });
  await expect(tenant.getByText("Waiting for approval").first()).toBeInViewport();
});
