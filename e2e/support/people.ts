import type { Role } from "@/lib/domain/people/roles";
import { paths } from "@/lib/paths";
import { expect, type Page } from "./test";

/** Names of those who were invited, by their link: they say it themselves when they accept. */
const namesOf = new Map<string, string>();

/** Invites somebody to an organization, as one of the provider's admins does; gives the link that they accept with. */
export async function addMember(
  admin: Page,
  member: { organization: string; email: string; name: string; role: Role },
): Promise<string> {
  await admin.goto(paths.organization(member.organization));
  return inviteFrom(admin, member);
}

/** The same on whichever page of members is open. */
export async function inviteFrom(
  page: Page,
  member: { email: string; name: string; role: Role },
): Promise<string> {
  const form = page.getByRole("region", { name: "Invite", exact: true });
  await form.getByLabel("Email", { exact: true }).fill(member.email);
  await form.getByLabel("Role", { exact: true }).selectOption(member.role);
  await form.getByRole("button", { name: "Invite", exact: true }).click();
  await expect(form.getByText(`The link is being mailed to ${member.email}`)).toBeVisible();
  const link = await form.getByText(/\/invitation\?token=/).innerText();
  namesOf.set(link, member.name);
  return link;
}

/** Accepts an invitation with a new account and a password; ends signed in, in what was joined. */
export async function choosePassword(
  page: Page,
  link: string,
  password: string,
  name = namesOf.get(link) ?? "Nobody in particular",
): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password again", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Make account and join" }).click();
  await expect(page).not.toHaveURL(/invitation/);
}

/** Chooses the password of an account that is there already, by a link from the command line or an admin. */
export async function setPassword(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password again", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(page).not.toHaveURL(/set-password/);
}

/** Accepts an invitation as whoever is signed in. */
export async function joinSignedIn(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByRole("button", { name: /^Join / }).click();
  await expect(page).not.toHaveURL(/invitation/);
}

/** Makes a link to choose a password anew, for a member who lost theirs, as one of the provider's admins does. */
export async function renewPasswordLink(
  admin: Page,
  member: { organization: string; email: string },
): Promise<string> {
  await admin.goto(paths.organization(member.organization));
  const row = admin.getByRole("row", { name: new RegExp(member.email) });
  await row.getByText("Change", { exact: false }).first().click();
  await row.getByRole("button", { name: "New password link" }).click();
  const link = row.getByText(/\/set-password\?token=/);
  await expect(link).toBeVisible();
  return link.innerText();
}
