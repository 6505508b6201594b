import { randomUUID } from "node:crypto";
import pg from "pg";
import { paths } from "@/lib/paths";
import { startEmptyStack } from "./support/empty-stack";
import { addMember, choosePassword, setPassword } from "./support/people";
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
  await expect(page.getByText(/Wait (15|14) minutes, then try again/)).toBeVisible();

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

  await test.step("every session", async () => {
    await admin.goto(paths.organization("acme"));
    await row.getByText("Change", { exact: false }).first().click();
    await row.getByRole("button", { name: "End sessions of Lea Leaving" }).click();
    await expect(row.getByText("Lea Leaving is signed out everywhere.")).toBeVisible();
    await page.goto(paths.overview("acme"));
    await expect(page.getByText("Your session is over. An admin ended it.")).toBeVisible();
    await tryPassword(page, email, password);
    await expect(page).toHaveURL(/\/acme$/);
  });

  await test.step("the membership", async () => {
    // An open page would ask for what it may not read any more, and the browser note the refusal.
    await page.goto("about:blank");
    await admin.goto(paths.organization("acme"));
    await row.getByText("Change", { exact: false }).first().click();
    // An open page would be refused what it reads by itself.
    await page.goto("about:blank");
    await row.getByRole("button", { name: "Remove Lea Leaving" }).click();
    // The invitation they once accepted stays in its own table.
    await expect(row.getByText("Change", { exact: false })).toHaveCount(0);
    expect((await page.request.get(paths.api.overview("acme"))).status()).toBe(404);
    await page.goto(paths.connections("acme"));
    await expect(
      page.getByRole("heading", { level: 1, name: "There is nothing at this address" }),
    ).toBeVisible();
    await page.goto("/");
    await expect(page.getByRole("heading", { level: 1, name: "No organization yet" })).toBeVisible();
  });
});

/** Somebody of their own, so that ending their sessions ends nobody else's; signed in. */
async function join(openAs: (person: "admin") => Promise<Page>, page: Page, name: string): Promise<string> {
  const email = freshEmail("own");
  const admin = await openAs("admin");
  const link = await addMember(admin, { organization: "acme", email, name, role: "operator" });
  await choosePassword(page, link, password);
  return email;
}

async function signInAs(page: Page, email: string, given = password): Promise<void> {
  await page.goto(paths.signIn());
  await tryPassword(page, email, given);
  await expect(page).not.toHaveURL(/sign-in/);
}

const openSessions = (page: Page) => page.getByRole("region", { name: "Signed in" });

test("people see where they are signed in, and end what they do not know", async ({
  openAs,
  openSignedOut,
}) => {
  const here = await openSignedOut();
  const email = await join(openAs, here, "Oona Own");
  const there = await openSignedOut();
  await signInAs(there, email);

  await here.getByRole("button", { name: /theme and sign-out/ }).click();
  await here.getByRole("link", { name: /Your sessions/ }).click();
  await expect(here.getByRole("heading", { level: 1, name: "Your sessions" })).toBeVisible();
  const rows = openSessions(here).getByRole("row");
  const mine = rows.filter({ hasText: "This browser, now" });
  await expect(mine).toContainText(/Chrome \d+ on \w+/);
  await expect(mine).toContainText("127.0.0.1");
  await rows.getByRole("button", { name: "End session" }).click();
  await expect(here.getByRole("region", { name: "Ended" })).toContainText(
    "You ended it from another browser",
  );
  await expect(rows.getByRole("button", { name: "End session" })).toHaveCount(0);

  expect((await there.request.get(paths.api.overview("acme"))).status()).toBe(401);
  await there.goto(paths.connections("acme"));
  await expect(there).toHaveURL(/\/sign-in\?next=/);
  await expect(there.getByText("Your session is over. You ended it from another browser.")).toBeVisible();
  await tryPassword(there, email, password);
  await expect(there).toHaveURL(new RegExp(`${paths.connections("acme")}$`));

  await test.step("everywhere at once", async () => {
    await there.goto(paths.sessions());
    await there.getByRole("button", { name: "Sign out everywhere, here too" }).click();
    await expect(there.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    await here.goto(paths.overview("acme"));
    await expect(here).toHaveURL(/\/sign-in/);
    await expect(here.getByText("You signed out everywhere.")).toBeVisible();
  });
});

test("a changed password leaves this browser signed in and no other", async ({ openAs, openSignedOut }) => {
  const here = await openSignedOut();
  const email = await join(openAs, here, "Pia Password");
  const there = await openSignedOut();
  await signInAs(there, email);
  const chosen = "another password for the browser tests";

  await here.goto(paths.sessions());
  const form = here.getByRole("region", { name: "Password" });
  const change = async (present: string) => {
    await form.getByLabel("Present password").fill(present);
    await form.getByLabel("New password", { exact: true }).fill(chosen);
    await form.getByLabel("New password again").fill(chosen);
    await form.getByRole("button", { name: "Change password" }).click();
  };
  await change("not the password");
  await expect(form.getByText("This is not your present password. Enter it again.")).toBeVisible();
  await change(password);
  await expect(form.getByText("Your password is changed.")).toBeVisible();
  await expect(form.getByText("You stay signed in here; one other session ended.")).toBeVisible();
  await here.goto(paths.overview("acme"));
  await expect(here).toHaveURL(/\/acme$/);
  await there.goto(paths.overview("acme"));
  await expect(there.getByText("Your session is over. The password was changed.")).toBeVisible();
  await tryPassword(there, email, password);
  await expect(there.getByText(wrong)).toBeVisible();
  await tryPassword(there, email, chosen);
  await expect(there).toHaveURL(/\/acme$/);
});

test("a session that runs out says so where somebody was, keeps what was typed, and leads back", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const stack = await startEmptyStack();
  const database = new pg.Client({ connectionString: stack.databaseUrl });
  // Refused reads are what this is about; a watched browser would report each of them.
  const context = await browser.newContext({ baseURL: stack.origin });
  try {
    await database.connect();
    const page = await context.newPage();
    const printed = await stack.run("admin:create", [
      "--email",
      "first@provider.test",
      "--name",
      "Fay First",
    ]);
    await setPassword(page, /http\S+\/set-password\?token=\S+/.exec(printed)?.[0] ?? "", password);
    await page.goto(paths.newOrganization());

    await test.step("the end is announced", async () => {
      await database.query("update sessions set idle_ends_at = now() + interval '90 seconds'");
      await page.reload();
      await database.query("update sessions set idle_ends_at = now() + interval '90 seconds'");
      await page.reload();
      await expect(page.getByRole("status").filter({ hasText: "You will be signed out in" })).toContainText(
        "Touch, click or press a key to stay.",
      );
    });

    await page.getByLabel("Name", { exact: true }).fill("Typed before the end");
    await database.query("update sessions set idle_ends_at = now() - interval '1 second'");

    await test.step("a form keeps what was typed", async () => {
      await page.getByRole("button", { name: "Create organization" }).click();
      await expect(page.getByText("You are signed out.", { exact: true })).toBeVisible();
      await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Typed before the end");
    });

    await test.step("a sign-in in another tab lets this page go on", async () => {
      const opened = context.waitForEvent("page");
      await page.getByRole("link", { name: "Sign in in a new tab" }).first().click();
      const tab = await opened;
      await expect(tab.getByText("Your session is over. Nothing was done for too long.")).toBeVisible();
      await tryPassword(tab, "first@provider.test", password);
      await expect(tab).toHaveURL(new RegExp(`${paths.newOrganization()}$`));
      await tab.close();
      await page.getByLabel("Address", { exact: false }).first().fill("typed");
      await page.getByRole("button", { name: "Create organization" }).click();
      await expect(page).toHaveURL(new RegExp(`${paths.organization("typed")}$`));
    });

    await test.step("a page that only reads keeps no session alive, and says when it is over", async () => {
      await database.query("update sessions set idle_ends_at = now() - interval '1 second'");
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      const over = page.getByRole("status").filter({ hasText: "You are signed out" });
      await over.getByRole("link", { name: "sign in here" }).click();
      await tryPassword(page, "first@provider.test", password);
      await expect(page).toHaveURL(new RegExp(`${paths.organization("typed")}$`));
    });
  } finally {
    await context.close();
    await database.end();
    await stack.stop();
  }
});
