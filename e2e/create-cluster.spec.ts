import AxeBuilder from "@axe-core/playwright";
import { firstLoadLimitBytes, weighRoute } from "@/bench/first-load-javascript";
import { misindented, wellIndented } from "@/lib/domain/vcd/cluster-config.fixtures";
import { rightNames } from "@/lib/domain/vcd/rights";
import { paths } from "@/lib/paths";
import { chooseOption } from "./support/forms";
import { expect, type Locator, type Page, test } from "./support/test";
import { vcd } from "./support/vcd";
import { signInWithVcd } from "./support/vcd-sign-in";

const organization = "acme";
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const text = (page: Page) => field(page, "Configuration");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const checks = (page: Page) => page.getByRole("list", { name: "Checked before anything is sent" });

/** A name that no other test asks for. */
const ownName = (of: string) => `${of}-${Date.now().toString(36)}`;
const configOf = (name: string) => wellIndented.replace("cluster_name: tkg1", `cluster_name: ${name}`);

async function expectSound(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
  expect.soft(found, what).toEqual([]);
}

async function expectRefused(control: Locator, words: RegExp): Promise<void> {
  await expect(control).toHaveAccessibleDescription(words);
  await expect(control).toHaveAttribute("aria-invalid", "true");
}

test("the printed configuration is explained, repaired, shown as a form, and copied out", async ({
  openSignedOut,
}) => {
  const page = await openSignedOut({ permissions: ["clipboard-write"] });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await signInWithVcd(page, "tenant1-admin");
  await page.goto(paths.newVcdCluster(organization, { as: "yaml" }));

  await test.step("the page as it is printed: the line, why, and each line of the repair", async () => {
    await text(page).fill(misindented);
    await expectRefused(text(page), /Line 2: This line is indented differently/);
    const offer = page.getByRole("region", { name: "Most likely meant" });
    await expect(offer).toContainText(/Lines 2 to 21: Moved 2 blanks to the left: kind, metadata, spec\./);
    await expect(offer).toContainText("api_version already has a value, so nothing can stand below it.");
    await expect(offer).toContainText("removed: ");
    await expect(text(page)).toHaveValue(misindented);
    await expectSound(page, "a repair that is offered");
  });

  await test.step("the form does not show what cannot be read, and nothing is lost by asking", async () => {
    await button(page, "Form").click();
    await expect(page.getByText("The form cannot show this text yet.").first()).toBeVisible();
    await expect(text(page)).toHaveValue(misindented);
  });

  await test.step("the repair is taken", async () => {
    await button(page, "Take the repaired text").click();
    await expect(text(page)).toHaveValue(wellIndented);
    await expect(text(page)).not.toHaveAttribute("aria-invalid", "true");
    await expect(checks(page)).toContainText(/\d+ of \d+ external addresses are free/);
    await expect(page.getByText("An admin of the provider decides first.", { exact: false })).toBeVisible();
    await expectSound(page, "a text with its checks");
  });

  await test.step("errors are named at their line, which a click goes to", async () => {
    const wrong = wellIndented.replace("  expose: true", "  expsoe: true").replace("count: 1", "count: many");
    await text(page).fill(wrong);
    await expectRefused(text(page), /Line 9: spec\.control_plane\.count must be a whole number/);
    await expectRefused(text(page), /Line 11: CSE does not know expsoe under spec.*Did you mean expose\?/);
    await button(page, "Line 11:").click();
    const selected = await text(page).evaluate((area: HTMLTextAreaElement) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
    );
    expect(selected).toBe("expsoe: true");
  });

  const name = ownName("form");
  await test.step("the form shows the same, and its changes are written into the text, comments and all", async () => {
    await text(page).fill(`# ours\n${configOf(name)}`);
    await expect(checks(page)).toContainText(`${name} is free.`);
    await button(page, "Form").click();
    await expect(field(page, "Name")).toHaveValue(name);
    await expect(field(page, "TKGm")).toBeChecked();
    await expect(field(page, "Org VDC")).toHaveValue("tenant1-vdc");
    await expect(field(page, "Network")).toHaveValue("default-organization-network");
    await expect(field(page, "Template and revision")).toHaveValue("ubuntu-20.04_tkgm-1.20_antrea-0.11@1");
    await expect(field(page, "Control plane's storage profile")).toHaveValue("truenas-iscsi-luns");
    await expect(field(page, "Expose")).toBeChecked();
    await expect(page).toHaveURL(/as=form/);
    await expectSound(page, "the form");

    await field(page, "Workers").fill("3");
    await button(page, "YAML").click();
    const expected = `# ours\n${configOf(name)}`.replace(/workers:\n {4}count: 1/, "workers:\n    count: 3");
    await expect(text(page)).toHaveValue(expected);
  });

  await test.step("the text is copied as it stands", async () => {
    const whole = await text(page).inputValue();
    await button(page, "Copy configuration").click();
    await expect(page.getByText("Copied", { exact: true })).toBeVisible();
    await field(page, "Reason").focus();
    await page.keyboard.press("ControlOrMeta+V");
    await expect(field(page, "Reason")).toHaveValue(whole);
  });

  await test.step("a file that is chosen takes the text's place", async () => {
    const buffer = Buffer.from(configOf(name));
    await field(page, "File").setInputFiles({ name: "config.yaml", mimeType: "text/yaml", buffer });
    await expect(text(page)).toHaveValue(configOf(name));
  });
});

test("what CSE or VCD would refuse is said before it is sent, and again when it is", async ({
  openSignedOut,
}) => {
  const page = await openSignedOut();
  await signInWithVcd(page, "tenant1-admin");
  await page.goto(paths.newVcdCluster(organization));

  await test.step("each field, as one types", async () => {
    for (const [value, words] of [
      ["9 lives", /begin with a letter/],
      ["a-name-of-more-than-25-characters", /33 of at most 25 characters/],
      ["under_score", /No blanks, dots or underscores/],
    ] as const) {
      await field(page, "Name").fill(value);
      await expectRefused(field(page, "Name"), words);
    }
    await field(page, "Workers").fill("101");
    await expectRefused(field(page, "Workers"), /up to 100 workers/);
    await field(page, "SSH key").fill("-----BEGIN OPENSSH PRIVATE KEY-----");
    await expectRefused(field(page, "SSH key"), /This is a private key/);
  });

  await test.step("sent all the same, it is refused, nothing is lost, and focus goes to the first", async () => {
    await button(page, "Create cluster").click();
    await expect(page.getByRole("alert").filter({ hasText: "Nothing was sent" })).toBeVisible();
    await expect(field(page, "Name")).toBeFocused();
    await expect(field(page, "Name")).toHaveValue("under_score");
    await expectRefused(field(page, "Org VDC"), /Choose the org VDC/);
    await expectRefused(field(page, "Network"), /Choose the network/);
  });

  await test.step("a network without an edge gateway fails beside the button, once expose is on", async () => {
    await chooseOption(field(page, "Org VDC"), "tenant1-isolated-vdc");
    await field(page, "Expose").check();
    await expect(field(page, "TKGm")).toBeDisabled();
    await chooseOption(field(page, "Network"), "isolated-network");
    await expect(checks(page)).toContainText("isolated-network is isolated, not routed");
    await expect(page.getByText("every port of the control-plane node", { exact: false })).toBeVisible();
  });

  await test.step("a number that no text could hold stays where it is", async () => {
    await field(page, "Workers").fill("two");
    await button(page, "YAML").click();
    await expectRefused(field(page, "Workers"), /whole number/);
    await expect(field(page, "Workers")).toHaveValue("two");
  });

  await test.step("with expose a reason is wanted", async () => {
    await page.goto(paths.newVcdCluster(organization, { as: "yaml" }));
    await text(page).fill(configOf(ownName("reason")));
    await button(page, "Request cluster").click();
    await expectRefused(field(page, "Reason"), /Say why the cluster is to be reached from outside/);
    await expect(field(page, "Reason")).toBeFocused();
  });
});

test("whoever lacks a right in VCD, a role, or a sign-in there is told so", async ({
  openAs,
  openSignedOut,
}) => {
  await test.step("without an account of VCD", async () => {
    const page = await openAs("tenant");
    await page.goto(paths.newVcdCluster(organization));
    await expect(
      page.getByText("you are not signed in with an account of it", { exact: false }),
    ).toBeVisible();
    await page.getByRole("link", { name: "Sign in with VMware Cloud Director" }).click();
    await expect(page).toHaveURL(/\/sign-in\/vcd\?next=/);
  });
  await test.step("whose role in VCD may not change NAT rules, where the cluster is to be exposed", async () => {
    const role = {
      organization: "tenant1",
      role: "Kubernetes Cluster Author",
      right: rightNames.configureNat,
    };
    await vcd.act({ act: "withhold-right", ...role });
    try {
      const page = await openSignedOut();
      await signInWithVcd(page, "tenant1-author");
      await page.goto(paths.newVcdCluster(organization, { as: "yaml" }));
      await text(page).fill(configOf(ownName("author")));
      await expect(checks(page)).toContainText(`Your role lacks "${rightNames.configureNat}"`);
      await field(page, "Reason").fill("To be refused.");
      await button(page, "Request cluster").click();
      await expect(
        page.getByRole("alert").filter({ hasText: `your role there lacks "${rightNames.configureNat}"` }),
      ).toBeVisible();
    } finally {
      await vcd.act({ act: "grant-right", ...role });
    }
  });
  await test.step("a viewer", async () => {
    const page = await openAs("viewer");
    await page.goto(paths.newVcdCluster(organization));
    await expect(page.getByText(/^Your role here, Viewer, does not let you create clusters/)).toBeVisible();
  });
});

test("without scripts both views, the repair and the refusal are there too", async ({ openSignedOut }) => {
  const page = await openSignedOut({ javaScriptEnabled: false });
  await signInWithVcd(page, "tenant1-admin");
  await page.goto(paths.newVcdCluster(organization));
  await field(page, "Name").fill("kept");
  await field(page, "Expose").check();
  await expect(field(page, "Reason")).toBeVisible();
  await button(page, "YAML").click();
  await expect(text(page)).toHaveValue(/cluster_name: kept\n/);
  await text(page).fill(misindented);
  await button(page, "Check again").click();
  await expectRefused(text(page), /Line 2:/);
  await button(page, "Take the repaired text").click();
  await expect(text(page)).toHaveValue(wellIndented);
  await button(page, "Form").click();
  await expect(field(page, "Network")).toHaveValue("default-organization-network");
  await field(page, "Name").fill("no good");
  await field(page, "Reason").fill("To be refused.");
  await button(page, "Request cluster").click();
  await expectRefused(field(page, "Name"), /begin with a letter/);
  await expect(field(page, "Name")).toHaveValue("no good");
  await expect(field(page, "Reason")).toHaveValue("To be refused.");
});

test("neither view loads more than a page may", async ({ openSignedOut }, info) => {
  const page = await openSignedOut();
  await signInWithVcd(page, "tenant1-admin");
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const as of ["form", "yaml"] as const) {
    const path = paths.newVcdCluster(organization, { as });
    const { gzipBytes } = await weighRoute(info.project.use.baseURL ?? "", path, cookie);
    expect.soft(gzipBytes, as).toBeLessThanOrEqual(firstLoadLimitBytes);
  }
});
