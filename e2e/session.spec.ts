import { randomUUID } from "node:crypto";
import { paths } from "@/lib/paths";
import { addMember, choosePassword } from "./support/people";
import { signIn } from "./support/sign-in";
import { password, people } from "./support/stack";
import { expect, type Page, test } from "./support/test";

const wrong = "This e-mail address and password do not belong together.";

/** An address that nobody has yet. */
const freshEmail = (who: string) => `${who}-${randomUUID().slice(0, 8)}@acme.test`;

async function tryPassword(page: Page, email: string, given: string): Promise<void> {
  await page.getByLabel("Email", { exact: true }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(given);
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Sign in" }).click();
  await answered;
}

test("a wrong password is told in words that give nobody away", async ({ openSignedOut }) => {
  const page = await openSignedOut();
  await page.goto(paths.signIn());
  for (const email of [people.tenant, freshEmail("nobody")]) {
    await tryPassword(page, email, "not the password");
    await expect(page.getByRole("alert").filter({ hasText: wrong })).toContainText(
      /ask your admin for a new link/,
    );
    await expect(page.getByLabel("Email", { exact: true })).toHaveValue(email);
    await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  }
  await expect(page).toHaveURL(/\/sign-in$/);
});

test("after too many tries even the right password has to wait", async ({ openAs, openSignedOut }) => {
  const admin = await openAs("admin");
  const email = freshEmail("guessed");
  const link = await addMember(admin, { organization: "acme", email, name: "Gus Guessed", role: "viewer" });
  const person = await openSignedOut();
  await choosePassword(person, link, password);

  const page = await openSignedOut();
  await page.goto(paths.signIn());
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await tryPassword(page, email, `guess ${attempt}`);
    await expect(page.getByText(wrong)).toBeVisible();
  }
  await tryPassword(page, email, password);
  await expect(
    page.getByText("There were too many tries with this address or from this network."),
  ).toBeVisible();
  await expect(page.getByText(/Wait fifteen minutes/)).toBeVisible();

  await test.step("who is signed in already stays so", async () => {
    await person.goto(paths.overview("acme"));
    await expect(person.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(person).toHaveURL(/\/acme$/);
  });
});

test("signing out ends the session itself, not only the cookie", async ({ openSignedOut }) => {
  const page = await openSignedOut();
  await signIn(page, "tenant");
  const cookies = await page.context().cookies();
  await page.getByRole("button", { name: /theme and sign-out/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("drawbridge.session");

  await page.context().addCookies(cookies);
  expect((await page.request.get(paths.api.overview("acme"))).status()).toBe(401);
  await page.goto(paths.overview("acme"));
  await expect(page).toHaveURL(/\/sign-in/);
});

test("what an admin takes from a member is gone with the member's next request", async ({
  openAs,
  openSignedOut,
}) => {
  const admin = await openAs("admin");
  const page = await openSignedOut();
  const email = freshEmail("leaving");
  const link = await addMember(admin, { organization: "acme", email, name: "Lea Leaving", role: "operator" });

  await test.step("the link works once", async () => {
    await choosePassword(page, link, password);
    await expect(page).toHaveURL(/\/acme$/);
    const late = await openSignedOut();
    await late.goto(link);
    await expect(late.getByText("This invitation does not work, or no longer does.")).toBeVisible();
  });

  await page.goto(paths.connections("acme"));
  await expect(page.getByRole("link", { name: "Request connection" }).first()).toBeVisible();
  const row = admin.getByRole("row", { name: new RegExp(email) });
  await admin.goto(paths.organization("acme"));

  await test.step("a role", async () => {
    await row.getByText("Change", { exact: false }).first().click();
    await row.getByLabel("Role", { exact: true }).selectOption("viewer");
    await row.getByRole("button", { name: "Change role" }).click();
    await expect(row.getByRole("cell", { name: "Viewer kept here", exact: true })).toBeVisible();
    await page.goto(paths.connections("acme"));
    await expect(page.getByRole("button", { name: "Request connection" }).first()).toBeDisabled();
  });

  await test.step("the membership", async () => {
    await admin.goto(paths.organization("acme"));
    await row.getByText("Change", { exact: false }).first().click();
    await row.getByRole("button", { name: "Remove Lea Leaving" }).click();
    await expect(row).toHaveCount(0);
    expect((await page.request.get(paths.api.overview("acme"))).status()).toBe(404);
    await page.goto(paths.connections("acme"));
    await expect(
      page.getByRole("heading", { level: 1, name: "There is nothing at this address" }),
    ).toBeVisible();
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1, name: "No organization yet" })).toBeVisible();
  });
});
