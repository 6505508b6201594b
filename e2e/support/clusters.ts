import { paths } from "@/lib/paths";
import { vcdNetworks } from "./stack";
import { expect, type Page } from "./test";
import { vcd } from "./vcd";

const at = { owner: "tenant1-admin", vdc: "tenant1-vdc" } as const;
/** Waits as long as the worker and the edge gateway may take on a busy machine. */
const patience = { timeout: 90_000 };

/** Clusters of VCD in each state that looks different, and the requests behind them. */
export type SeenClusters = Record<
  "inside" | "waiting" | "exposed" | "capvcd" | "granted" | "ended" | "approval",
  string
>;

const capvcd = "seen-capvcd";

/** Puts clusters into VCD behind Drawbridge's back: a sweep finds them within a minute. Gives what their names end with. */
export async function addClustersToBeSeen(): Promise<string> {
  await vcd.add({
    organizations: [
      {
        name: "tenant1",
        capvcdClusters: [
          {
            ...at,
            name: capvcd,
            edgeGateway: "tenant1-edge",
            virtualIpAddress: `127.149.${vcdNetworks.external}.108`,
          },
        ],
      },
    ],
  });
  // Nobody has these names yet, also after an attempt that failed half way.
  const mark = Date.now().toString(36);
  await addClusters(["inside", "waiting", "exposed"].map((state) => `seen-${state}-${mark}`));
  return mark;
}

/** Has two of the clusters exposed: one request waits, one is granted. */
export async function furnishClusters(tenant: Page, admin: Page, mark: string): Promise<SeenClusters> {
  const ofCapvcd = await openCluster(tenant, capvcd);

  const name = `seen-inside-${mark}`;
  const inside = await openCluster(tenant, name);
  await askForExposure(tenant);
  await tenant.getByRole("button", { name: "Withdraw request" }).click();
  const before = tenant.getByRole("table", { name: `Earlier exposures of ${name}` }).getByRole("link");
  const ended = (await before.first().getAttribute("href")) ?? "";

  const exposed = await openCluster(tenant, `seen-exposed-${mark}`);
  await askForExposure(tenant);
  const granted = await exposureOf(tenant);
  await approveExposure(admin, tenant);
  await expect(tenant.getByText("Exposed", { exact: true }).first()).toBeVisible(patience);

  const waiting = await openCluster(tenant, `seen-waiting-${mark}`);
  await askForExposure(tenant);
  const approval = await exposureApprovalOf(tenant);
  return { inside, waiting, exposed, capvcd: ofCapvcd, granted, ended, approval };
}

/** Clusters that somebody made in VCD itself, not exposed. */
export async function addClusters(names: string[]): Promise<void> {
  const clusters = names.map((name) => ({
    ...at,
    name,
    network: "default-organization-network",
    template: "ubuntu-20.04_tkgm-1.20_antrea-0.11",
  }));
  await vcd.add({ organizations: [{ name: "tenant1", clusters }] });
}

/** Opens the page of a cluster of VCD as soon as a sweep has found it; gives its path. */
export async function openCluster(tenant: Page, name: string): Promise<string> {
  const link = tenant.getByRole("main").getByRole("link", { name, exact: true });
  await expect(async () => {
    await tenant.goto(paths.clusters("acme", { search: name }));
    await expect(link).toBeVisible({ timeout: 2_000 });
  }).toPass(patience);
  await link.click();
  await expect(tenant.getByRole("heading", { level: 1, name })).toBeVisible();
  return new URL(tenant.url()).pathname;
}

/** Asks for the exposure of the cluster whose page is open. */
export async function askForExposure(page: Page): Promise<void> {
  const label = /^Expose (?:cluster|again)$/;
  await page.getByRole("button", { name: label }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason", { exact: true }).fill("To be seen.");
  await dialog.getByRole("button", { name: label }).click();
  await expect(page.getByRole("button", { name: "Withdraw request" })).toBeVisible();
}

/** Approves the exposure that the cluster whose page is open waits for. */
export async function approveExposure(admin: Page, tenant: Page): Promise<void> {
  await admin.goto(await exposureApprovalOf(tenant));
  await admin.getByRole("button", { name: "Approve" }).click();
  await expect(admin.getByText(/^Approved by/)).toBeVisible();
}

/** The exposure that the cluster whose page is open has now. */
export async function exposureOf(page: Page): Promise<string> {
  const [, organization = "", , id = ""] = new URL(page.url()).pathname.split("/");
  const answer = await page.request.get(paths.api.cluster(organization, id));
  const { exposure } = (await answer.json()) as { exposure: { id: string } };
  return paths.exposure(organization, exposure.id);
}

/** Where the admin decides on it. */
async function exposureApprovalOf(page: Page): Promise<string> {
  const [, organization = "", , id = ""] = (await exposureOf(page)).split("/");
  const answer = await page.request.get(paths.api.exposure(organization, id));
  const { request } = (await answer.json()) as { request: { id: string } };
  return paths.approval(request.id);
}
