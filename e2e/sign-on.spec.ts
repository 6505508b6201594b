import AxeBuilder from "@axe-core/playwright";
import { paths } from "@/lib/paths";
import { type EmptyStack, emptyStackPort, startEmptyStack } from "./support/empty-stack";
import { chooseOption } from "./support/forms";
import { type OpenIdProvider, startOpenIdProvider } from "./support/openid-provider";
import { setPassword } from "./support/people";
import { expect, type Page, test } from "./support/test";

const chosen = "three small wooden bridges";
let stack: EmptyStack;
let provider: OpenIdProvider;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  provider = await startOpenIdProvider({
    redirectUri: `http://127.0.0.1:${emptyStackPort}${paths.api.oidcCallback()}`,
  });
  stack = await startEmptyStack({
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: provider.clientId,
    OIDC_CLIENT_SECRET: provider.clientSecret,
    OIDC_NAME: "Acme SSO",
  });
  provider.accounts.set("olga", {
    sub: "olga",
    name: "Olga Operator",
    email: "olga@borealis.example",
    groups: ["borealis-operators"],
  });
  provider.accounts.set("ada", {
    sub: "ada",
    name: "Ada Admin",
    email: "first@provider.test",
    groups: ["cloud-admins"],
  });
});
test.afterAll(async () => {
  await stack?.stop();
  await provider?.stop();
});

const button = (page: Page) => page.getByRole("button", { name: "Sign in with Acme SSO" });

/** Goes through the provider's own page, where it asks for one. */
async function signInAs(page: Page, login: string): Promise<void> {
  await button(page).click();
  await expect(page.getByRole("heading", { name: "Acme login" })).toBeVisible();
  await page.getByLabel("User").fill(login);
  await page.getByRole("button", { name: "Log in" }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /theme and sign-out/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(button(page)).toBeVisible();
}

async function mapGroup(admin: Page, group: string, organization: string, role: string): Promise<void> {
  const form = admin.getByRole("region", { name: "Map a group" });
  await form.getByLabel("Group", { exact: true }).fill(group);
  await chooseOption(form.getByLabel("Organization", { exact: true }), organization);
  await chooseOption(form.getByLabel("Role", { exact: true }), role);
  await form.getByRole("button", { name: "Map group" }).click();
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

test("an admin maps groups, people come and go by them, and local accounts can be done without", async ({
  openSignedOut,
}) => {
  test.setTimeout(240_000);
  const here = { baseURL: stack.origin };
  const admin = await openSignedOut(here);
  const olga = await openSignedOut(here);
  const ada = await openSignedOut(here);

  await test.step("the first admin has a local account, makes an organization, and looks at the provider", async () => {
    const printed = await stack.run("admin:create", [
      "--email",
      "first@provider.test",
      "--name",
      "Fay First",
    ]);
    await setPassword(admin, /http\S+\/set-password\?token=\S+/.exec(printed)?.[0] ?? "", chosen);
    await admin.goto(paths.newOrganization());
    await admin.getByLabel("Name", { exact: true }).fill("Borealis");
    await admin.getByLabel("Address", { exact: true }).fill("borealis");
    await admin.getByRole("button", { name: "Create organization" }).click();
    await expect(admin.getByRole("heading", { level: 1, name: "Borealis" })).toBeVisible();
    await admin.getByRole("link", { name: "Sign-on", exact: true }).click();
    await expect(admin.getByText("People sign in with Acme SSO. Local accounts are on.")).toBeVisible();
    await admin.getByRole("link", { name: "Check", exact: true }).click();
    const check = admin.getByRole("region", { name: "Check", exact: true });
    await expect(check.getByText(`It says it is ${provider.issuer}, as configured.`)).toBeVisible();
    await expect(check.getByText(/^(All|Nothing is missing)/)).toBeVisible();
  });

  await test.step("nobody gets in by a group that is not mapped, and is told whom to ask", async () => {
    await olga.goto("/borealis/connections");
    await signInAs(olga, "olga");
    await expect(
      olga.getByText("Your account is fine, but none of its groups is mapped here."),
    ).toBeVisible();
    await expect(olga.getByText(/Ask your provider's admin to map one of your groups/)).toBeVisible();
    await expect(olga.getByText(/^Reference/)).toContainText(/[0-9a-f]{8}-/);
    await expectNoViolations(olga);
    await admin.goto(paths.audit({ outcome: "denied" }));
    await expect(admin.getByRole("row", { name: /identity provider/ }).first()).toBeVisible();
  });

  await test.step("a mapping that makes no sense is refused beside its field", async () => {
    await admin.goto(paths.signOn());
    await mapGroup(admin, "borealis-operators", "Borealis", "Provider admin");
    const role = admin.getByRole("region", { name: "Map a group" }).getByLabel("Role", { exact: true });
    await expect(role).toHaveAttribute("aria-invalid", "true");
    await expect(role).toHaveAccessibleDescription(/is no role of a tenant's organization/);
  });

  await test.step("an admin maps two groups", async () => {
    await mapGroup(admin, "borealis-operators", "Borealis", "Operator");
    const groups = admin.getByRole("region", { name: "Groups" });
    await expect(groups.getByRole("row", { name: /borealis-operators/ })).toContainText("Operator");
    await mapGroup(admin, "cloud-admins", "Provider", "Provider admin");
    await expect(groups.getByRole("row", { name: /cloud-admins/ })).toContainText("Provider admin");
    await expectNoViolations(admin);
  });

  await test.step("the person is a member now, and lands where they wanted to go", async () => {
    // The provider remembers who is there, and does not ask again.
    await button(olga).click();
    await expect(olga).toHaveURL(`${stack.origin}/borealis/connections`);
    await expect(olga.getByRole("link", { name: "Request connection" }).first()).toBeVisible();
    await admin.goto(paths.members("borealis"));
    await expect(admin.getByRole("row", { name: /Olga Operator/ })).toContainText("Operator");
  });

  await test.step("another role for the group holds from the next sign-in on", async () => {
    await admin.goto(paths.signOn({ search: "borealis" }));
    await admin.getByRole("link", { name: /Change what borealis-operators gives/ }).click();
    await admin.getByLabel("Role of borealis-operators in Borealis").selectOption("viewer");
    await admin.getByRole("button", { name: "Change role" }).click();
    await expect(admin.getByRole("row", { name: /borealis-operators/ })).toContainText("Viewer");
    await signOut(olga);
    await button(olga).click();
    await expect(olga).toHaveURL(/\/borealis$/);
    await admin.goto(paths.members("borealis"));
    await expect(admin.getByRole("row", { name: /Olga Operator/ })).toContainText("Viewer");
  });

  await test.step("taken out of the group, they are let in no more", async () => {
    provider.accounts.set("olga", { sub: "olga", name: "Olga Operator", groups: ["others"] });
    await signOut(olga);
    await button(olga).click();
    await expect(olga.getByText(/none of its groups is mapped here/)).toBeVisible();
    await admin.reload();
    await expect(admin.getByRole("row", { name: /Olga Operator/ })).toHaveCount(0);
    await olga.goto("/borealis");
    await expect(olga).toHaveURL(/\/sign-in/);
  });

  await test.step("who came in with a password cannot switch passwords off", async () => {
    await admin.goto(paths.signOn());
    const local = admin.getByRole("region", { name: "Local accounts" });
    await expect(local.getByRole("button", { name: "Switch local accounts off" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
    await expect(local.getByText(/You did not sign in with the OpenID provider/)).toBeVisible();
  });

  await test.step("who came in by the provider can: passwords open nothing then", async () => {
    await ada.goto("/");
    await signInAs(ada, "ada");
    await expect(ada).toHaveURL(/\/admin\/approvals$/);
    // A page left open would say in the console that its session ended.
    await admin.goto("about:blank");
    await ada.goto(paths.signOn());
    const local = ada.getByRole("region", { name: "Local accounts" });
    await local.getByRole("button", { name: "Switch local accounts off" }).click();
    const dialog = ada.getByRole("dialog", { name: "Switch local accounts off?" });
    await expect(dialog.getByText(/1 person has a local account/)).toBeVisible();
    await dialog.getByRole("button", { name: "Switch local accounts off" }).click();
    await expect(local.getByText(/^Off: passwords kept here open nothing/)).toBeVisible();
    // Their session ended with it, and the page asks for no password.
    await admin.goto(paths.approvals());
    await expect(admin.getByText("Local accounts are switched off here.")).toBeVisible();
    await expect(admin.getByLabel("Password", { exact: true })).toHaveCount(0);
  });

  await test.step("without JavaScript they come in all the same", async () => {
    const plain = await openSignedOut({ ...here, javaScriptEnabled: false });
    await plain.goto(paths.signOn());
    await signInAs(plain, "ada");
    await expect(plain).toHaveURL(`${stack.origin}${paths.signOn()}`);
    await expect(plain.getByRole("heading", { level: 1, name: "Sign-on" })).toBeVisible();
  });

  await test.step("they come back by the page, and by a command where nobody can open it", async () => {
    await ada.getByRole("button", { name: "Switch local accounts on" }).click();
    await expect(ada.getByText(/^On: 1 person has an account/)).toBeVisible();
    await ada.getByRole("button", { name: "Switch local accounts off" }).click();
    await ada.getByRole("dialog").getByRole("button", { name: "Switch local accounts off" }).click();
    await expect(ada.getByText(/^Off: passwords kept here open nothing/)).toBeVisible();
    expect(await stack.run("admin", ["local-accounts", "on"])).toContain("Local accounts are on");
    await admin.goto(paths.signIn());
    await admin.getByLabel("Email", { exact: true }).fill("first@provider.test");
    await admin.getByLabel("Password", { exact: true }).fill(chosen);
    await admin.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(admin).toHaveURL(/\/admin\/approvals$/);
  });
});

test("a provider that fails or says no leads back to the sign-in page, in words", async ({
  openSignedOut,
}) => {
  const page = await openSignedOut({ baseURL: stack.origin });
  await page.goto(paths.signIn({ next: "/borealis/clusters" }));
  await provider.goDown();
  try {
    await button(page).click();
    await expect(page.getByText("Acme SSO does not answer.")).toBeVisible();
  } finally {
    await provider.comeBack();
  }
  await button(page).click();
  await page.getByRole("button", { name: "Refuse" }).click();
  await expect(page.getByText("Acme SSO did not let you in to Drawbridge.")).toBeVisible();
  await expect(page).toHaveURL(/next=%2Fborealis%2Fclusters/);

  await page.goto(`${paths.api.oidcCallback()}?code=forged&state=forged`);
  await expect(
    page.getByText("This sign-in was not started in this browser, or took too long."),
  ).toBeVisible();
});
