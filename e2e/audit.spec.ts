import { readFileSync } from "node:fs";
import AxeBuilder from "@axe-core/playwright";
import pg from "pg";
import { genesisHash, hashAuditEntry } from "@/lib/db/audit";
import type { AuditRecord } from "@/lib/domain/audit/export";
import { paths } from "@/lib/paths";
import { connectionIdOf, requestConnection } from "./support/connections";
import { startEmptyStack } from "./support/empty-stack";
import { makeTenantVpc } from "./support/networks";
import { addMember, choosePassword, setPassword } from "./support/people";
import { expect, type Page, test } from "./support/test";

const chosen = "three small wooden bridges";

/** The file that a button hands over. */
async function download(page: Page, button: string): Promise<{ name: string; text: string }> {
  const started = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  const file = await started;
  expect(await file.failure()).toBeNull();
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

const entries = (page: Page) =>
  page.getByRole("table", { name: "Audit, newest first" }).getByRole("rowheader");

for (const javaScriptEnabled of [true, false]) {
  test(`a tenant's admin finds, narrows, reads, exports and verifies ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    openAs,
    openSignedOut,
  }) => {
    const admin = await openAs("admin");
    const tenant = await openAs("tenant");
    const viewer = await openAs("viewer");
    const network = await makeTenantVpc();
    const name = network.name("audited");
    // Somebody who calls themselves a formula, to see that no spreadsheet takes them for one.
    const mail = `amy-${network.vpcId}@acme.test`;
    const who = `=1+1 Amy ${network.vpcId.slice(-4)}`;
    const link = await addMember(admin, {
      organization: "acme",
      email: mail,
      name: who,
      role: "tenant-admin",
    });
    const amy = await openSignedOut({ javaScriptEnabled });
    await choosePassword(amy, link, chosen);
    await requestConnection(tenant, { cluster: "payments", network, name, reason: "To be read later." });
    const connection = connectionIdOf(tenant);
    expect((await viewer.goto(paths.organizationAudit("acme")))?.status()).toBe(404);

    await test.step("search", async () => {
      await amy.goto(paths.overview("acme"));
      await amy.getByRole("link", { name: "Audit", exact: true }).click();
      await expect(amy.getByRole("heading", { level: 1, name: "Audit" })).toBeVisible();
      await amy.getByLabel("Search", { exact: true }).fill(name);
      await amy.getByRole("button", { name: "Show" }).click();
      await expect(amy).toHaveURL(new RegExp(`search=${name}`));
      await expect(entries(amy)).toHaveText([/Ana Acme requested a connection/]);
    });

    await test.step("one entry, from before to after", async () => {
      await entries(amy).getByRole("link").click();
      await expect(amy.getByRole("heading", { level: 1 })).toHaveText("Ana Acme requested a connection");
      const changes = amy.getByRole("table", { name: "Properties before and after" });
      await expect(changes.getByRole("row", { name: /^Name/ })).toContainText(name);
      await expect(changes.getByRole("row", { name: /^CIDRs/ })).toContainText(network.cidr);
      await expect(amy.getByText("This entry is what was recorded")).toBeVisible();
      await expect(amy.getByRole("link", { name: `Connection ${name}` })).toHaveAttribute(
        "href",
        paths.connection("acme", connection),
      );
      await amy.getByRole("link", { name: "Everything this request did" }).click();
      await expect(entries(amy)).toHaveText([/Ana Acme requested a connection/]);
    });

    await test.step("filters stand in the address", async () => {
      await amy.getByRole("link", { name: "Take all filters away" }).click();
      await expect(amy).toHaveURL(new RegExp(`${paths.organizationAudit("acme")}$`));
      await amy.getByLabel("Outcome").selectOption("Refused");
      await amy.getByLabel("Person").selectOption("Vic Acme");
      const today = new Date().toISOString().slice(0, 10);
      await amy.getByLabel("From day (UTC)").fill(today);
      await amy.getByRole("button", { name: "Show" }).click();
      await expect(amy).toHaveURL(/outcome=denied/);
      await expect(entries(amy).first()).toContainText("Vic Acme was refused: would have read the audit");
      await amy.reload();
      await expect(amy.getByLabel("Outcome")).toHaveValue("denied");
      await expect(amy.getByLabel("From day (UTC)")).toHaveValue(today);
      await amy.goto(paths.organizationAudit("acme", { from: "2001-01-01", to: "2001-12-31" }));
      await expect(amy.getByText("Nothing found")).toBeVisible();
    });

    await test.step("a CSV that spreadsheets read as it is meant", async () => {
      await amy.goto(paths.organizationAudit("acme", { search: mail }));
      const { name: fileName, text } = await download(amy, "Export CSV");
      expect(fileName).toMatch(/^audit-acme-until-\d{4}-\d\d-\d\d\.csv$/);
      expect(text.startsWith('\uFEFF"organization","number","time","person"')).toBe(true);
      const lines = text.trimEnd().split("\r\n");
      expect(lines).toHaveLength(3);
      expect(lines[1]).toContain("invited somebody");
      expect(lines[2]).toContain("accepted an invitation");
      const { text: own } = await (async () => {
        await amy.goto(paths.organizationAudit("acme", { search: who }));
        return download(amy, "Export CSV");
      })();
      expect(own).toContain(`"'${who}"`);
      expect(own).not.toMatch(/(^|,)"[=+\-@]/m);
    });

    await test.step("an NDJSON whose chain anybody can compute again", async () => {
      await amy.goto(paths.organizationAudit("acme"));
      const { name: fileName, text } = await download(amy, "Export NDJSON");
      expect(fileName).toMatch(/^audit-acme-until-.*\.ndjson$/);
      const records = text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as AuditRecord);
      let previous = genesisHash;
      for (const [index, { organization, seq, hash, previousHash, at, ...entry }] of records.entries()) {
        expect(organization).toBe("acme");
        expect(seq).toBe(index + 1);
        expect(previousHash).toBe(previous);
        expect(hashAuditEntry(previous, seq, { ...entry, at: new Date(at) })).toBe(hash);
        previous = hash;
      }
      expect(records.some(({ facts }) => JSON.stringify(facts).includes(name))).toBe(true);
      await amy.goto(paths.organizationAudit("acme", { verb: "audit.export" }));
      await expect(entries(amy).first()).toContainText(`${who} took a copy of the audit`);
      await expect(entries(amy).first()).toContainText("Tenant admin");
    });

    await test.step("verified, and compared with a note", async () => {
      await amy.getByRole("link", { name: "Verify the chain" }).click();
      await expect(amy.getByText(/^Nothing was changed: \d+ entries fit together$/)).toBeVisible();
      const newest = amy.getByRole("region", { name: "Newest entries" });
      const words = await newest.locator("dd").first().innerText();
      const [, seq = "", hash = ""] = /Entry (\d+), hash\s+([0-9a-f]{64})/.exec(words) ?? [];
      await newest.getByLabel("Noted entry").fill(seq);
      await newest.getByLabel("Its hash").fill(hash);
      await newest.getByRole("button", { name: "Compare" }).click();
      await expect(amy.getByText(`Entry ${seq} is the one that was noted.`)).toBeVisible();
      await newest.getByLabel("Noted entry").fill(seq);
      await newest.getByLabel("Its hash").fill("0".repeat(64));
      await newest.getByRole("button", { name: "Compare" }).click();
      await expect(amy.getByText(`Entry ${seq} is not the one that was noted`)).toBeVisible();
    });

    await test.step("the provider finds it all too, by organization", async () => {
      await admin.goto(paths.audit());
      await admin.getByLabel("Organization", { exact: true }).selectOption("Acme");
      await admin.getByLabel("Search", { exact: true }).fill(name);
      await admin.getByRole("button", { name: "Show" }).click();
      await expect(admin).toHaveURL(/organization=acme/);
      await expect(entries(admin)).toHaveText([/Ana Acme requested a connection/]);
      const { name: fileName } = await download(admin, "Export CSV");
      expect(fileName).toMatch(/^audit-acme-/);
    });
  });
}

test("what somebody changed in the database is shown", async ({ openSignedOut }) => {
  test.setTimeout(300_000);
  const stack = await startEmptyStack();
  try {
    const admin = await openSignedOut({ baseURL: stack.origin });
    const printed = await stack.run("admin:create", [
      "--email",
      "first@provider.test",
      "--name",
      "Fay First",
    ]);
    await setPassword(admin, /http\S+\/set-password\?token=\S+/.exec(printed)?.[0] ?? "", chosen);
    await admin.goto(paths.audit({ verify: 1 }));
    await expect(admin.getByText("Nothing was changed: 3 entries fit together")).toBeVisible();

    const database = new pg.Client({ connectionString: stack.databaseUrl });
    await database.connect();
    await expect(database.query("update audit set address = '203.0.113.9' where seq = 1")).rejects.toThrow(
      "audit is append-only",
    );
    await database.query("alter table audit disable trigger audit_append_only");
    await database.query("update audit set address = '203.0.113.9' where seq = 1");
    await database.query("alter table audit enable trigger audit_append_only");
    await database.end();

    await admin.getByRole("link", { name: "Verify the chains" }).click();
    const alert = admin.getByRole("alert").filter({ hasText: "1 of 1 chains do not fit together" });
    await expect(alert).toContainText(
      "Provider: Entry 1 is not what was recorded: it was changed afterwards.",
    );
    const { violations } = await new AxeBuilder({ page: admin }).setLegacyMode().analyze();
    expect(violations).toEqual([]);
    await admin.getByRole("link", { name: /was made the first admin/ }).click();
    await expect(admin.getByText("This entry does not fit its chain")).toBeVisible();
    await admin.getByRole("link", { name: "Next entry" }).click();
    await expect(admin.getByText("This entry is what was recorded")).toBeVisible();
    // An open page would complain that its stack goes away.
    await admin.context().close();
  } finally {
    await stack.stop();
  }
});
