import { clusterVpcIds, providerAccountId, tenantVpcs } from "@/bin/seeds/demo-world";
import { paths } from "@/lib/paths";
import { fillRequest, requestConnection } from "./support/connections";
import { chooseOption } from "./support/forms";
import { makeTenantVpc } from "./support/networks";
import { expect, type Locator, type Page, test } from "./support/test";

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });

/** Types as people do, then goes on to the next field. */
async function enter(page: Page, label: string, text: string): Promise<void> {
  await field(page, label).fill(text);
  await field(page, label).blur();
}

async function expectRefused(page: Page, label: string, words: RegExp): Promise<void> {
  await expect(field(page, label)).toHaveAccessibleDescription(words);
  await expect(field(page, label)).toHaveAttribute("aria-invalid", "true");
}

async function expectAccepted(page: Page, label: string): Promise<void> {
  await expect(field(page, label)).not.toHaveAttribute("aria-invalid", "true");
}

/** The form with a cluster chosen, judging as one types. */
async function openForm(page: Page, cluster: string): Promise<void> {
  await page.goto(paths.newConnection("acme"));
  await chooseOption(field(page, "Cluster"), cluster);
  await expect(page.getByRole("region", { name: "Addresses in use" })).toBeVisible();
}

test("each field says beside it, as one types, what is wrong and why", async ({ openAs }) => {
  const page = await openAs("tenant");
  await openForm(page, "payments");

  await test.step("account ID: 12 digits, written without dashes, not the provider's", async () => {
    await enter(page, "Account ID", "12345678901");
    await expectRefused(page, "Account ID", /12 digits; this has 11/);
    await enter(page, "Account ID", "1234-5678-9012");
    await expectRefused(page, "Account ID", /without dashes or spaces: 123456789012/);
    await page.getByRole("button", { name: "Use 123456789012" }).click();
    await expect(field(page, "Account ID")).toHaveValue("123456789012");
    await expectAccepted(page, "Account ID");
    await enter(page, "Account ID", providerAccountId);
    await expectRefused(page, "Account ID", /is an account of the provider, not yours/);
  });

  await test.step("VPC ID: 8 or 17 characters, not the cluster's own", async () => {
    await enter(page, "VPC ID", "vpc-0a1b2c3");
    await expectRefused(page, "VPC ID", /vpc- and 8 or 17 characters of 0–9 and a–f/);
    await enter(page, "VPC ID", "vpc-0a1b2c3d");
    await expectAccepted(page, "VPC ID");
    await enter(page, "VPC ID", clusterVpcIds.payments);
    await expectRefused(page, "VPC ID", /is the VPC of payments itself/);
  });

  await test.step("a block with host bits is offered as it was meant, and taken by its button", async () => {
    await enter(page, "CIDR", "10.222.1.5/16");
    await expectRefused(page, "CIDR", /points at an address inside a block.*10\.222\.0\.0\/16/);
    await page.getByRole("button", { name: "Use 10.222.0.0/16" }).click();
    await expect(field(page, "CIDR")).toHaveValue("10.222.0.0/16");
    await expectAccepted(page, "CIDR");
    await expect(page.getByRole("button", { name: "Use 10.222.0.0/16" })).toBeHidden();
  });

  await test.step("blocks that a VPC cannot have", async () => {
    for (const [block, words] of [
      ["10.0.0.0/8", /larger than a VPC's block can be.*\/16 to \/28/],
      ["10.222.0.0/30", /smaller than a VPC's block can be/],
      ["10.222.0.0", /no prefix length.*10\.222\.0\.0\/16/],
      ["fd00::/56", /IPv6 block/],
      ["127.0.0.0/16", /lies in 127\.0\.0\.0\/8: addresses a host uses for itself/],
      ["0.1.0.0/16", /lies in 0\.0\.0\.0\/8/],
      ["169.254.0.0/16", /lies in 169\.254\.0\.0\/16: link-local/],
      ["224.0.0.0/16", /lies in 224\.0\.0\.0\/3: multicast/],
    ] as const) {
      await enter(page, "CIDR", block);
      await expectRefused(page, "CIDR", words);
    }
  });

  await test.step("public space and container bridges are warned of, and may be sent", async () => {
    await enter(page, "CIDR", "203.0.112.0/24");
    await expect(page.getByText(/203\.0\.112\.0\/24 is public address space/)).toBeVisible();
    await expectAccepted(page, "CIDR");
    await enter(page, "CIDR", "172.17.0.0/16");
    await expect(page.getByText(/container runtimes often use on each node/)).toBeVisible();
    await expectAccepted(page, "CIDR");
  });

  await test.step("development clusters are listed, cannot be chosen, and say why", async () => {
    const development = field(page, "Cluster").getByRole("option", { name: /^playground/ });
    await expect(development).toBeDisabled();
    await expect(development).toContainText("development cluster, shares its VPC");
    await expect(field(page, "Cluster")).toHaveAccessibleDescription(
      /they share one VPC, so a connection would open your network to other people's clusters/,
    );
  });

  await test.step("Regions of other partitions are not offered, and refused if sent all the same", async () => {
    await expect(field(page, "Region").locator('option[value^="cn-"], option[value^="us-gov-"]')).toHaveCount(
      0,
    );
    await field(page, "Region").evaluate((select: HTMLSelectElement) => {
      select.add(new Option("Beijing", "cn-north-1"));
    });
    await field(page, "Region").selectOption("cn-north-1");
    await expectRefused(page, "Region", /belongs to another part of AWS.*cannot be peered/);
  });

  await test.step("room left is counted: connections of the cluster, routes of each table", async () => {
    const room = page.getByRole("region", { name: "Room left on payments" });
    await expect(room.getByText(/^\d+ of 50 connections$/)).toBeVisible();
    await expect(room.getByText(/^\d+ of 50 routes$/)).toHaveCount(2);
  });
});

test("shared addresses are refused, drawn, and told in the picture's list", async ({ openAs }) => {
  const page = await openAs("tenant");
  const network = await makeTenantVpc();
  const existing = network.name("existing");
  await requestConnection(page, { cluster: "payments", network, name: existing });
  await openForm(page, "payments");
  const picture = page.getByRole("region", { name: "Addresses in use" });

  for (const { block, error, label } of [
    {
      block: tenantVpcs.clashAcmeLegacy.cidr,
      error: /the VPC of payments, 10\.10\.0\.0\/16/,
      label: "VPC of payments",
    },
    {
      block: tenantVpcs.clashAcmePods.cidr,
      error: /the pod network of payments, 100\.64\.0\.0\/16/,
      label: "Pods",
    },
    {
      block: "172.20.16.0/20",
      error: /the service network of payments, 172\.20\.0\.0\/16/,
      label: "Services",
    },
    { block: network.cidr, error: new RegExp(`connection ${existing}, `), label: existing },
    { block: "10.200.4.0/24", error: /peering pcx-\w+, made outside Drawbridge/, label: "pcx-\\w+" },
  ]) {
    await test.step(`with ${label}`, async () => {
      await enter(page, "CIDR", block);
      await expectRefused(page, "CIDR", error);
      await expect(blockIn(picture, "This request")).toContainText(
        new RegExp(`${block} .*Shares addresses with .*${label}`),
      );
      await expect(blockIn(picture, label)).toContainText("Shares addresses with This request");
      await expectDrawnApart(page);
    });
  }

  await test.step("a free block is drawn without a clash", async () => {
    await enter(page, "CIDR", "10.222.0.0/16");
    await expectAccepted(page, "CIDR");
    await expect(blockIn(picture, "This request")).toContainText("10.222.0.0/16");
    await expect(picture.getByText(/Shares addresses with/)).toHaveCount(0);
  });
});

/** A block's line in the list beneath the drawing, by its label; they are numbered. */
function blockIn(picture: Locator, label: string): Locator {
  return picture.getByRole("listitem").filter({ hasText: new RegExp(`^\\d+${label} `) });
}

/** No two blocks of the drawing cover each other: those that share addresses stand above each other. */
async function expectDrawnApart(page: Page): Promise<void> {
  const drawn = page.getByRole("region", { name: "Addresses in use" }).locator("svg rect");
  const boxes = await drawn.evaluateAll((rects) =>
    rects.map((rect) => rect.getBoundingClientRect().toJSON()),
  );
  const pairs = boxes.flatMap((one, index) => boxes.slice(index + 1).map((other) => [one, other]));
  const beside = pairs.filter(([one, other]) => one.left < other.right - 1 && other.left < one.right - 1);
  expect(beside.length, "blocks that share addresses").toBeGreaterThan(0);
  for (const [one, other] of beside) {
    expect(one.top >= other.bottom || other.top >= one.bottom, "stand above each other").toBe(true);
  }
}

test("a refused submit keeps every value and goes to the first field that needs care", async ({ openAs }) => {
  const page = await openAs("tenant");
  const network = await makeTenantVpc();
  const taken = network.name("taken");
  await requestConnection(page, { cluster: "payments", network, name: taken });
  const other = await makeTenantVpc();
  await openForm(page, "payments");
  await fillRequest(page, {
    cluster: "payments",
    network: { ...other, vpcId: "vpc-xyz", cidr: "10.223.0.0/16, 10.224.0.1/16" },
    name: taken.toUpperCase(),
    reason: "Two things are wrong here.",
    dnsResolution: true,
  });

  await page.getByRole("button", { name: "Request connection" }).click();
  await expect(field(page, "VPC ID")).toBeFocused();
  await expectRefused(page, "VPC ID", /8 or 17 characters/);
  await expectRefused(page, "CIDR", /10\.224\.0\.1\/16 points at an address inside a block/);
  await expect(field(page, "Cluster").locator("option:checked")).toContainText("payments");
  await expect(field(page, "Account ID")).toHaveValue(other.accountId);
  await expect(field(page, "VPC ID")).toHaveValue("vpc-xyz");
  await expect(field(page, "CIDR")).toHaveValue("10.223.0.0/16, 10.224.0.1/16");
  await expect(field(page, "Region")).toHaveValue(other.region);
  await expect(field(page, "DNS resolution")).toBeChecked();
  await expect(field(page, "Name")).toHaveValue(taken.toUpperCase());
  await expect(field(page, "Reason")).toHaveValue("Two things are wrong here.");

  await test.step("mended but for the name, which another connection has", async () => {
    await field(page, "VPC ID").fill(other.vpcId);
    await field(page, "CIDR").fill(other.cidr);
    await expectRefused(page, "Name", new RegExp(`payments already has a connection named ${taken}`));
    await page.getByRole("button", { name: "Request connection" }).click();
    await expect(page.getByText(/^Nothing was sent: this request cannot work with payments/)).toBeVisible();
    await expect(field(page, "Name")).toBeFocused();
    await expectRefused(page, "Name", /capital and small letters count as the same/);
    await expect(field(page, "CIDR")).toHaveValue(other.cidr);
  });

  await test.step("mended altogether, it is sent", async () => {
    await field(page, "Name").fill(other.name("free"));
    await page.getByRole("button", { name: "Request connection" }).click();
    await expect(page.getByRole("heading", { level: 1, name: other.name("free") })).toBeVisible();
  });
});

test("what was just sent is not held against itself while its page is on the way", async ({ openAs }) => {
  const page = await openAs("tenant");
  const network = await makeTenantVpc();
  const name = network.name("slow");
  await openForm(page, "payments");
  await fillRequest(page, { cluster: "payments", network, name });

  // The request is made, its answer held back until the form has heard of the new connection.
  let answer = () => {};
  const heard = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(`**${paths.newConnection("acme")}`, async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const response = await route.fetch({ maxRedirects: 0 });
    await heard;
    await route.fulfill({ response });
  });
  const chosen = field(page, "Cluster").locator("option:checked");
  const before = await chosen.innerText();
  await page.getByRole("button", { name: "Request connection" }).click();
  await expect(chosen, "how many connections there are").not.toHaveText(before);
  await expect(page.getByRole("button", { name: "Sending the request" })).toBeDisabled();
  for (const label of ["VPC ID", "CIDR", "Name"]) await expectAccepted(page, label);
  answer();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
});
