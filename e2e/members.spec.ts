import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { paths } from "@/lib/paths";
import { addMember, choosePassword, inviteFrom, joinSignedIn } from "./support/people";
import { password, sandboxUrl } from "./support/stack";
import { expect, type Locator, type Page, test } from "./support/test";

/** Somebody whom nobody has heard of yet. */
function fresh(who: string) {
  const mark = randomUUID().slice(0, 8);
  return { email: `${who}-${mark}@acme.test`, name: `${who} ${mark}` };
}

const rowOf = (page: Page, email: string): Locator =>
  page.getByRole("region", { name: "Members", exact: true }).getByRole("row", { name: new RegExp(email) });

const invitationOf = (page: Page, email: string): Locator =>
  page
    .getByRole("region", { name: "Invitations", exact: true })
    .getByRole("row", { name: new RegExp(email) });

/** Opens what may be changed about a member. */
async function change(page: Page, email: string): Promise<Locator> {
  const row = rowOf(page, email);
  await row.locator("summary").click();
  return row;
}

const closed = "This invitation does not work, or no longer does.";

for (const javaScriptEnabled of [true, false]) {
  test(`a tenant's admin keeps their own members, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({
    openAs,
    openSignedOut,
  }) => {
    const provider = await openAs("admin");
    const [amy, olga] = [fresh("amy"), fresh("olga")];
    const admin = await openSignedOut({ javaScriptEnabled });
    await choosePassword(
      admin,
      await addMember(provider, { organization: "acme", ...amy, role: "tenant-admin" }),
      password,
    );
    const person = await openSignedOut({ javaScriptEnabled });
    let link = "";

    await test.step("they invite somebody; the link is shown once", async () => {
      await admin.getByRole("link", { name: "Members", exact: true }).first().click();
      await expect(admin.getByRole("heading", { level: 1, name: "Members" })).toBeVisible();
      link = await inviteFrom(admin, { ...olga, role: "operator" });
      await admin.goto(paths.members("acme"));
      await expect(admin.getByText(link)).toHaveCount(0);
      await expect(invitationOf(admin, olga.email)).toContainText(/Open, ends/);
    });

    await test.step("a second invitation of the same address is refused beside its field", async () => {
      const form = admin.getByRole("region", { name: "Invite", exact: true });
      await form.getByLabel("Email", { exact: true }).fill(olga.email);
      await form.getByLabel("Role", { exact: true }).selectOption("viewer");
      await form.getByRole("button", { name: "Invite", exact: true }).click();
      await expect(form.getByLabel("Email", { exact: true })).toHaveAttribute("aria-invalid", "true");
      await expect(form.getByText(/An invitation for this address is open/)).toBeVisible();
    });

    await test.step("made anew, the link before works no more", async () => {
      await admin.goto(paths.members("acme"));
      const row = invitationOf(admin, olga.email);
      await row.getByRole("button", { name: "New link" }).click();
      const lost = link;
      link = await row.getByText(/\/invitation\?token=/).innerText();
      await person.goto(lost);
      await expect(person.getByText(closed)).toBeVisible();
    });

    await test.step("the invited person reads what it means, and joins with a password", async () => {
      await person.goto(link);
      await expect(person.getByRole("heading", { level: 1, name: "Join Acme as operator" })).toBeVisible();
      await expect(person.getByText(/ask for clusters, connections and exposures/)).toBeVisible();
      await choosePassword(person, link, password, olga.name);
      await expect(person).toHaveURL(/\/acme$/);
    });

    await test.step("as operator they ask for connections, and change nobody", async () => {
      await person.goto(paths.connections("acme"));
      await expect(person.getByRole("link", { name: "Request connection" }).first()).toBeVisible();
      await person.goto(paths.members("acme"));
      await expect(rowOf(person, olga.email)).toContainText("Operator");
      await expect(person.locator("summary", { hasText: "Change" })).toHaveCount(0);
      const button = person.getByRole("button", { name: "Invite", exact: true });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(/does not let you change who belongs/);
      expect((await person.goto(paths.organizationAudit("acme")))?.status()).toBe(404);
      expect((await person.goto(paths.organizations()))?.status()).toBe(404);
    });

    await test.step("made a viewer, they are one with the next request", async () => {
      await admin.goto(paths.members("acme", { search: olga.email }));
      const row = await change(admin, olga.email);
      await row.getByLabel("Role", { exact: true }).selectOption("viewer");
      await row.getByRole("button", { name: "Change role" }).click();
      await expect(rowOf(admin, olga.email).getByRole("cell", { name: /^Viewer/ })).toBeVisible();
      await person.goto(paths.connections("acme"));
      await expect(person.getByRole("button", { name: "Request connection" }).first()).toBeDisabled();
    });

    await test.step("removed, they find nothing, and the used link brings nobody back", async () => {
      // An open page would ask for what it may not read any more, and the browser note the refusal.
      await person.goto("about:blank");
      await admin.goto(paths.members("acme", { search: olga.email }));
      const row = await change(admin, olga.email);
      await row.getByRole("button", { name: `Remove ${olga.name}` }).click();
      await expect(rowOf(admin, olga.email)).toHaveCount(0);
      expect((await person.goto(paths.overview("acme")))?.status()).toBe(404);
      await person.goto(link);
      await expect(person.getByText(closed)).toBeVisible();
    });

    await test.step("invited again, they sign in with what they have, and join", async () => {
      await admin.goto(paths.members("acme"));
      const again = await inviteFrom(admin, { ...olga, role: "viewer" });
      const late = await openSignedOut({ javaScriptEnabled });
      await late.goto(again);
      await expect(late.getByText(`There is an account for ${olga.email} already`)).toBeVisible();
      await expect(late.getByLabel("New password", { exact: true })).toHaveCount(0);
      await late.getByRole("link", { name: "Sign in, then join" }).click();
      await late.getByLabel("Email", { exact: true }).fill(olga.email);
      await late.getByLabel("Password", { exact: true }).fill(password);
      await late.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(late.getByText(`You are signed in as ${olga.name}`)).toBeVisible();
      await late.getByRole("button", { name: "Join Acme" }).click();
      await expect(late).toHaveURL(/\/acme$/);
      await late.goto("about:blank");
    });

    await test.step("they take an invitation back", async () => {
      await admin.goto(paths.members("acme"));
      const other = fresh("nobody");
      const revoked = await inviteFrom(admin, { ...other, role: "tenant-admin" });
      await invitationOf(admin, other.email).getByRole("button", { name: "Revoke" }).click();
      await expect(invitationOf(admin, other.email)).toContainText("Revoked");
      await person.goto(revoked);
      await expect(person.getByText(closed)).toBeVisible();
    });

    await test.step("leaving asks first, and takes them out", async () => {
      await person.goto(paths.home());
      await person.goto(paths.members("acme"));
      await person.getByRole("button", { name: "Leave Acme" }).first().click();
      const dialog = person.getByRole("dialog", { name: "Leave Acme?" });
      await expect(dialog.getByText("Only an invitation brings you back.")).toBeVisible();
      await dialog.getByRole("button", { name: "Leave Acme" }).click();
      await expect(person.getByRole("heading", { level: 1, name: "No organization yet" })).toBeVisible();
    });

    await test.step("the audit says who did what", async () => {
      await admin.goto(paths.organizationAudit("acme", { search: olga.email }));
      for (const act of [
        "left an organization",
        "accepted an invitation",
        "removed a member",
        "changed a member's role",
        "made an invitation's link anew",
        "invited somebody",
      ]) {
        await expect(admin.getByRole("table").getByText(act).first()).toBeVisible();
      }
    });
  });
}

test("an invitation reaches its address by mail, and the link in it makes a member", async ({
  openAs,
  openSignedOut,
}) => {
  const admin = await openAs("admin");
  const mona = fresh("mona");
  const inbox = `${sandboxUrl}/_sandbox/mail?to=${mona.email}`;
  const mails = async () => (await (await fetch(inbox)).json()) as { messageId: string; text: string }[];

  await test.step("the list says that it was mailed, without being asked", async () => {
    await addMember(admin, { organization: "acme", ...mona, role: "viewer" });
    await expect(invitationOf(admin, mona.email)).toContainText(
      `Mailed to ${mona.email}, taken by the mail server`,
    );
    expect(await mails()).toHaveLength(1);
  });

  await test.step("a new link goes out in another mail", async () => {
    await invitationOf(admin, mona.email).getByRole("button", { name: "New link" }).click();
    await expect.poll(async () => (await mails()).length).toBe(2);
    const [second, first] = await mails();
    expect(second?.messageId).not.toBe(first?.messageId);
  });

  const person = await openSignedOut();
  await test.step("the first mail's link works no more, the second's does", async () => {
    await person.goto(inbox);
    const letters = person.getByRole("article", { name: "Invitation to Acme" });
    await expect(letters).toHaveCount(2);
    await expect(letters.first()).toContainText(
      "The provider invites you to Acme in Drawbridge. As viewer you",
    );
    const { violations } = await new AxeBuilder({ page: person }).analyze();
    expect(violations).toEqual([]);
    await letters
      .last()
      .getByRole("link", { name: /\/invitation\?token=/ })
      .click();
    await expect(person.getByText(closed)).toBeVisible();
    await person.goto(inbox);
    await letters
      .first()
      .getByRole("link", { name: /\/invitation\?token=/ })
      .click();
    await expect(person.getByRole("heading", { level: 1, name: "Join Acme as viewer" })).toBeVisible();
  });

  await test.step("whoever follows it is a member", async () => {
    await choosePassword(person, person.url(), password, mona.name);
    await expect(person).toHaveURL(/\/acme$/);
    await admin.goto(paths.organization("acme"));
    await expect(rowOf(admin, mona.email)).toContainText("Viewer");
    await expect(invitationOf(admin, mona.email)).toContainText("Accepted");
  });
});

test("the last admin of an organization neither leaves nor steps down", async ({ openAs, openSignedOut }) => {
  const provider = await openAs("admin");
  const slug = `last-${randomUUID().slice(0, 8)}`;
  await provider.goto(paths.newOrganization());
  await provider.getByLabel("Name", { exact: true }).fill("Lastly");
  await provider.getByLabel("Address", { exact: true }).fill(slug);
  await provider.getByRole("button", { name: "Create organization" }).click();
  await expect(provider.getByText("Invite the first member below.")).toBeVisible();

  const first = fresh("first");
  const admin = await openSignedOut();
  const second = await openSignedOut();
  const link = await addMember(provider, { organization: slug, ...first, role: "tenant-admin" });
  await choosePassword(admin, link, password);
  await admin.goto(paths.members(slug));
  const leave = admin.getByRole("button", { name: "Leave Lastly" });
  await expect(leave).toBeDisabled();
  await expect(leave).toHaveAccessibleDescription(/This is the last tenant admin/);
  const row = await change(admin, first.email);
  await expect(row.getByRole("button", { name: "Change role" })).toHaveAccessibleDescription(
    /This is the last tenant admin/,
  );
  await expect(row.getByRole("button", { name: `Remove ${first.name}` })).toBeDisabled();

  await test.step("once there is another, who joins with the account they have, they may", async () => {
    await choosePassword(
      second,
      await addMember(provider, { organization: "globex", ...fresh("second"), role: "viewer" }),
      password,
    );
    await admin.goto(paths.members(slug));
    await joinSignedIn(second, await inviteFrom(admin, { ...fresh("second"), role: "tenant-admin" }));
    await expect(second).toHaveURL(new RegExp(`/${slug}$`));
    await admin.goto(paths.members(slug));
    const own = await change(admin, first.email);
    await own.getByLabel("Role", { exact: true }).selectOption("viewer");
    await own.getByRole("button", { name: "Change role" }).click();
    await expect(rowOf(admin, first.email).getByRole("cell", { name: /^Viewer/ })).toBeVisible();
    await second.goto(paths.members(slug));
    await expect(second.getByRole("button", { name: "Leave Lastly" })).toBeDisabled();
  });

  await test.step("the provider disables somebody, who is out at once, and lets them in again", async () => {
    // An open page would ask for changes with the session that ends now, and the browser note the refusal.
    await admin.goto("about:blank");
    await provider.goto(paths.organization(slug));
    const theirs = await change(provider, first.email);
    await theirs.getByRole("button", { name: `Disable ${first.name}` }).click();
    await expect(rowOf(provider, first.email)).toContainText("cannot sign in");
    await admin.goto(paths.members(slug));
    await expect(admin).toHaveURL(/sign-in/);
    await admin.getByLabel("Email", { exact: true }).fill(first.email);
    await admin.getByLabel("Password", { exact: true }).fill(password);
    await admin.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(admin.getByText("This e-mail address and password do not belong together.")).toBeVisible();

    await provider.goto(paths.organization(slug));
    const again = await change(provider, first.email);
    await again.getByRole("button", { name: `Enable ${first.name}` }).click();
    await expect(rowOf(provider, first.email)).not.toContainText("cannot sign in");
    await admin.getByLabel("Password", { exact: true }).fill(password);
    await admin.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(admin).not.toHaveURL(/sign-in/);
  });

  await test.step("limits below what is in use are taken and said; full ones are told before anything is typed", async () => {
    await provider.goto(paths.organization(slug));
    const form = provider.getByRole("region", { name: "Name and limits" });
    await form.getByLabel("Connections at a time", { exact: true }).fill("0");
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByText("Saved.")).toBeVisible();
    await expect(form.getByText("0 of 0 connections")).toBeVisible();
    await second.goto(paths.newConnection(slug));
    await expect(second.getByText(/0 of 0 connections of your organization are in use/)).toBeVisible();
    await expect(second.getByText(/ask your provider for a higher limit/)).toBeVisible();
    await expect(second.getByLabel("VPC ID", { exact: true })).toHaveCount(0);
  });
});
