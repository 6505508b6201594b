import { paths } from "@/lib/paths";
import { chooseOption } from "./forms";
import type { TenantNetwork } from "./networks";
import { expect, type Page } from "./test";

export type Wanted = {
  organization?: string;
  cluster: string;
  network: Pick<TenantNetwork, "accountId" | "vpcId" | "cidr" | "region">;
  name: string;
  reason?: string;
  dnsResolution?: boolean;
};

/** Fills the request form of the page that is open. */
export async function fillRequest(page: Page, wanted: Wanted): Promise<void> {
  await chooseOption(page.getByLabel("Cluster", { exact: true }), wanted.cluster);
  await page.getByLabel("Account ID", { exact: true }).fill(wanted.network.accountId);
  await page.getByLabel("VPC ID", { exact: true }).fill(wanted.network.vpcId);
  await page.getByLabel("CIDR", { exact: true }).fill(wanted.network.cidr);
  await page.getByLabel("Region", { exact: true }).selectOption(wanted.network.region);
  if (wanted.dnsResolution) await page.getByLabel("DNS resolution", { exact: true }).check();
  await page.getByLabel("Name", { exact: true }).fill(wanted.name);
  if (wanted.reason) await page.getByLabel("Reason", { exact: true }).fill(wanted.reason);
}

/** Asks for a connection through the form; ends on its page and gives its id. */
export async function requestConnection(page: Page, wanted: Wanted): Promise<string> {
  await page.goto(paths.newConnection(wanted.organization ?? "acme"));
  await fillRequest(page, wanted);
  await page.getByRole("button", { name: "Request connection" }).click();
  await expect(page.getByRole("heading", { level: 1, name: wanted.name })).toBeVisible();
  await expect(page).toHaveURL(/\/connections\/[0-9a-f-]{36}$/);
  return connectionIdOf(page);
}

/** The id of the connection whose page is open. */
export function connectionIdOf(page: Page): string {
  return /connections\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

/** Where the admin decides on the request whose connection's page is open. */
export async function approvalPathOf(page: Page): Promise<string> {
  const [, organization = ""] = new URL(page.url()).pathname.split("/");
  const answer = await page.request.get(paths.api.connection(organization, connectionIdOf(page)));
  const { request } = (await answer.json()) as { request: { id: string } };
  return paths.approval(request.id);
}

/** Approves the request whose connection's page the tenant has open. */
export async function approve(admin: Page, tenant: Page, note = ""): Promise<void> {
  await admin.goto(await approvalPathOf(tenant));
  if (note) await admin.getByLabel("Note").fill(note);
  await admin.getByRole("button", { name: "Approve" }).click();
  await expect(admin.getByText(/^Approved by/)).toBeVisible();
}

/** Waits until the page, left alone, says that the tenant must accept; gives the id of the peering. */
export async function awaitInvitation(page: Page): Promise<string> {
  await expectState(page, "Waiting for acceptance");
  const peering = page.getByText(/^pcx-[0-9a-f]{17}$/).first();
  await expect(peering).toBeVisible();
  return peering.innerText();
}

/** The state beside the title of a connection's page. AWS and the worker take their time on a busy machine. */
export async function expectState(page: Page, word: string): Promise<void> {
  await expect(stateOf(page, word)).toBeVisible({ timeout: 45_000 });
}

/** The same for a page that cannot follow by itself. */
export async function reloadUntil(page: Page, word: string): Promise<void> {
  await expect(async () => {
    await page.reload();
    expect(await stateOf(page, word).isVisible()).toBe(true);
  }).toPass({ timeout: 60_000 });
}

function stateOf(page: Page, word: string) {
  return page.locator("main header").getByText(word, { exact: true });
}

/** Removes a connection, so that its invitation does not take another test's turn. */
export async function removeAgain(tenant: Page, connection: string): Promise<void> {
  await tenant.goto(new URL(connection, tenant.url()).pathname);
  await tenant.getByRole("button", { name: "Remove connection" }).click();
  await tenant.getByRole("dialog").getByRole("button", { name: "Remove connection" }).click();
  const ends = tenant.locator("main header").getByText(/^(Removing|Withdrawn|Removed)$/);
  await expect(ends).toBeVisible({ timeout: 45_000 });
}
