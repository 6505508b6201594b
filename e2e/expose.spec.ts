import { readFile, writeFile } from "node:fs/promises";
import { paths } from "@/lib/paths";
import { runKubectl } from "./support/kubectl";
import { vcdNetworks } from "./support/stack";
import { expect, type Page, test } from "./support/test";
import { vcd } from "./support/vcd";
import { signInWithVcd } from "./support/vcd-sign-in";

/** The listing of the article that the product starts from, as it is printed: everything one level too deep. */
const printedConfig = `api_version: '35.0'
  kind: TKGm
  metadata:
    cluster_name: tkg1
    org_name: tenant1
    ovdc_name: tenant1-vdc
  spec:
    control_plane:
      count: 1
      storage_profile: truenas-iscsi-luns
    expose: true
    k8_distribution:
      template_name: ubuntu-20.04_tkgm-1.20_antrea-0.11
      template_revision: 1
    settings:
      network: default-organization-network
      rollback_on_failure: true
      ssh_key: null
    workers:
      count: 1
      storage_profile: truenas-iscsi-luns
`;

/** Has the file read anew and gives where it was saved. */
async function downloadKubeconfig(page: Page, clusterPage: string, as: string): Promise<string> {
  await page.goto(`${clusterPage}/kubeconfig`);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download", exact: true }).click();
  const file = test.info().outputPath(as);
  await (await downloading).saveAs(file);
  return file;
}

const nodes = (kubeconfig: string) => runKubectl(["get", "nodes", "-A"], { kubeconfig });

test("a cluster is created with expose, reached by kubectl, un-exposed, exposed later, and again", async ({
  openAs,
  openSignedOut,
}) => {
  test.setTimeout(300_000);
  const tenant = await openSignedOut();
  const admin = await openAs("admin");
  let clusterPage = "";

  const approve = async (name: string) => {
    await admin.goto(paths.approvals());
    await admin.getByRole("link", { name }).first().click();
    await admin.getByRole("button", { name: "Approve" }).click();
    await expect(admin.getByText("Approved").first()).toBeVisible();
  };
  // The timeline below says the same words of the past.
  const wayOut = tenant.getByRole("region", { name: "Reachable from outside" });
  const becomes = (state: string) =>
    expect(wayOut.getByText(state, { exact: true }).first()).toBeVisible({ timeout: 90_000 });
  const unexpose = async () => {
    await tenant.goto(clusterPage);
    await tenant.getByRole("button", { name: "Un-expose cluster" }).click();
    await tenant.getByRole("dialog").getByRole("button", { name: "Un-expose cluster" }).click();
    await becomes("Un-exposed");
  };

  await test.step("the tenant signs in with their account of VMware Cloud Director", async () => {
    await signInWithVcd(tenant, "tenant1-admin");
  });

  await test.step("the printed configuration is explained, repaired and requested", async () => {
    await tenant.getByRole("link", { name: "Clusters", exact: true }).first().click();
    await tenant.getByRole("link", { name: "Create cluster" }).first().click();
    await tenant.getByRole("button", { name: "YAML", exact: true }).click();
    await tenant.getByLabel("Configuration", { exact: true }).fill(printedConfig);
    await tenant.getByRole("button", { name: "Take the repaired text" }).click();
    await expect(tenant.getByLabel("Configuration", { exact: true })).toHaveValue(/^kind: TKGm$/m);
    await tenant.getByLabel("Reason", { exact: true }).fill("Our operators work from outside.");
    await tenant.getByRole("button", { name: "Request cluster" }).click();
    await expect(tenant.getByRole("heading", { level: 1, name: "tkg1" })).toBeVisible();
    clusterPage = new URL(tenant.url()).pathname;
    await expect(tenant.getByText("Waiting for approval").first()).toBeVisible();
  });

  await test.step("nobody can reach it before it is there", async () => {
    const address = `127.149.${vcdNetworks.external}.102`;
    const answer = await fetch(`https://${address}:6443/version`).catch((error: Error) =>
      String(error.cause),
    );
    expect(answer).toContain("ECONNREFUSED");
  });

  await test.step("an admin approves; CSE builds it, step by step; the rule is seen", async () => {
    await approve("tkg1");
    await becomes("Exposed, needs care");
    await expect(tenant.getByText(`127.149.${vcdNetworks.external}.102`).first()).toBeVisible();
    const creation = tenant.getByRole("group").filter({ hasText: "Create the cluster" });
    await expect(creation).toContainText("Done", { timeout: 60_000 });
    await expect(creation).toContainText("Created");
  });

  await test.step("CSE's rule opens every port: said loudly, and narrowed with a click", async () => {
    await expect(wayOut.getByText("Every port is open").first()).toBeVisible();
    await tenant.getByRole("button", { name: "Narrow to port 6443" }).click();
    await becomes("Exposed");
    await expect(wayOut.getByText("Every port is open")).toHaveCount(0);
  });

  let file = "";
  await test.step("kubectl lists the nodes through the DNAT", async () => {
    file = await downloadKubeconfig(tenant, clusterPage, "tkg1.yaml");
    const listed = await nodes(file);
    expect(listed).toMatchObject({ code: 0 });
    expect(listed.stdout).toMatch(/Ready\s+control-plane/);
    expect((await vcd.journalSummary()).systemTokenCalledCse).toBe(false);
  });

  await test.step("un-exposed: the rule is seen gone, and the file fails", async () => {
    await unexpose();
    const refused = await nodes(file);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/refused/);
  });

  for (const time of ["later", "again"] as const) {
    await test.step(`exposed ${time}, by a rule of ours`, async () => {
      await tenant.goto(clusterPage);
      const label = /^Expose (cluster|again)$/;
      await tenant.getByRole("button", { name: label }).first().click();
      const dialog = tenant.getByRole("dialog");
      await dialog.getByLabel("Reason", { exact: true }).fill(`Exposed ${time}.`);
      await dialog.getByRole("button", { name: label }).click();
      await expect(tenant.getByText("Waiting for approval").first()).toBeVisible();
      await approve("tkg1");
      await becomes("Exposed");
      const text = await downloadKubeconfig(tenant, clusterPage, `tkg1-${time}.yaml`);
      expect(await nodes(text)).toMatchObject({ code: 0 });

      const without = test.info().outputPath(`nameless-${time}.yaml`);
      await writeFile(without, (await readFile(text, "utf8")).replace(/^\s*tls-server-name:.*\n/m, ""));
      const complaint = await nodes(without);
      expect(complaint.stderr).toMatch(/x509: certificate is valid for .*, not 127\.149/);

      await unexpose();
      expect((await nodes(text)).code).not.toBe(0);
    });
  }
});
