import { paths } from "@/lib/paths";
import { password } from "./support/stack";
import { expect, test } from "./support/test";
import { vcd } from "./support/vcd";

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("people of VMware Cloud Director sign in, and a mistake keeps what was typed but the password", async ({
    openSignedOut,
  }) => {
    const page = await openSignedOut();
    await page.goto(paths.signIn());
    await page.getByRole("link", { name: "Sign in with VMware Cloud Director" }).click();
    const field = (label: string) => page.getByLabel(label, { exact: true });
    await field("Organization").fill("tenant1");
    await field("User").fill("tenant1-viewer");
    await field("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("refused this user and password");
    await expect(page.getByRole("alert")).toContainText("2 more tries");
    await expect(field("Organization")).toHaveValue("tenant1");
    await expect(field("User")).toHaveValue("tenant1-viewer");
    await expect(field("Password")).toHaveValue("");
    expect(page.url()).not.toContain("password");
    expect(await page.content()).not.toContain("not the password");

    await field("Password").fill("tenant1-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(/\/acme$/);
    await page.getByRole("button", { name: /theme and sign-out/ }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/sign-in/);
    await page.goto(paths.overview("acme"));
    await expect(page).toHaveURL(/sign-in/);
  });

  test("the provider's organization is told apart, and so is an unknown field", async ({ openSignedOut }) => {
    const page = await openSignedOut();
    await page.goto(paths.signInVcd({ organization: "System" }));
    await page.getByLabel("User", { exact: true }).fill("administrator");
    await page.getByLabel("Password", { exact: true }).fill("provider-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("System is the provider's own organization");
    await page.getByLabel("Organization", { exact: true }).fill("Tenant One");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByLabel("Organization", { exact: true })).toHaveAccessibleDescription(
      /Enter the short name from \/tenant\/NAME/,
    );
  });
});

test("an admin registers a site: certificate, rights, whose its organizations are, and back", async ({
  openAs,
  openSignedOut,
}) => {
  const admin = await openAs("admin");
  const { url, authority } = await vcd.place();
  // The same one under its other name stands for a second.
  const second = url.replace("127.0.0.1", "localhost");

  await test.step("an address without https is refused beside its field", async () => {
    await admin.goto(paths.newSite());
    await admin.getByLabel("Name", { exact: true }).fill("Vienna");
    await admin.getByLabel("Address", { exact: true }).fill("http://vcd.example.com");
    await admin.getByLabel("User", { exact: true }).fill("administrator");
    await admin.getByLabel("Password", { exact: true }).fill("provider-password");
    await admin.getByRole("button", { name: "Register site" }).click();
    await expect(admin.getByLabel("Address", { exact: true })).toHaveAccessibleDescription(
      /must begin with https/,
    );
    await expect(admin.getByLabel("User", { exact: true })).toHaveValue("administrator");
  });

  await test.step("without its private authority nothing is sent to it", async () => {
    await admin.getByLabel("Address", { exact: true }).fill(second);
    await admin.getByLabel("Password", { exact: true }).fill("provider-password");
    await admin.getByRole("button", { name: "Register site" }).click();
    await expect(admin.getByRole("heading", { level: 1, name: "Vienna" })).toBeVisible();
    await expect(admin.getByText("Its certificate is not from a public authority.")).toBeVisible();
    await expect(admin.getByText("Only observed: somebody must let it act")).toBeVisible();
  });

  await test.step("with it, each right is named and the organizations are listed", async () => {
    await admin.getByRole("link", { name: "Replace certificate authority" }).click();
    await admin.getByLabel("Private certificate authority").fill(authority);
    await admin.getByRole("button", { name: "Replace certificate authority" }).click();
    await expect(admin.getByText(/^All \d+ passed\.$/)).toBeVisible();
    await expect(admin.getByText("Organization vDC Gateway: Configure NAT")).toBeVisible();
    await expect(admin.getByText("Nobody's here yet")).toHaveCount(2);
  });

  await test.step("bound, its people may choose it; unbound, they may not", async () => {
    const stranger = await openSignedOut();
    const choices = stranger.getByLabel("Site", { exact: true });
    await admin.getByLabel("Whose is tenant2?").selectOption({ label: "Globex" });
    await admin.getByRole("button", { name: "Bind tenant2" }).click();
    await expect(admin.getByText("Unbind tenant2", { exact: true })).toBeVisible();
    await stranger.goto(paths.signInVcd());
    await expect(choices).toContainText("Vienna");
    await admin.getByText("Unbind tenant2", { exact: true }).click();
    await admin.getByRole("button", { name: "Unbind tenant2 from Globex" }).click();
    await expect(admin.getByText("Nobody's here yet")).toHaveCount(2);
    await stranger.goto(paths.signInVcd());
    await expect(choices).not.toContainText("Vienna");
  });

  await test.step("nothing of it, and of nobody's password, is in a page", async () => {
    const page = await admin.content();
    expect(page).not.toContain("provider-password");
    expect(page).not.toContain("sealed1");
    expect(page).not.toContain(password);
  });
});
