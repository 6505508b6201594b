import type { Role } from "@/lib/domain/people/roles";
import { paths } from "@/lib/paths";
import { expect, type Page } from "./test";

/**
 * Adds somebody to an organization, as an admin does; gives the link to choose a password, or null for a person who
 * has one already.
 */
export async function addMember(
  admin: Page,
  member: { organization: string; email: string; name: string; role: Role },
): Promise<string | null> {
  await admin.goto(paths.organization(member.organization));
  const form = admin.getByRole("region", { name: "Add member" });
  await form.getByLabel("Email", { exact: true }).fill(member.email);
  await form.getByLabel("Name", { exact: true }).fill(member.name);
  await form.getByLabel("Role", { exact: true }).selectOption(member.role);
  await form.getByRole("button", { name: "Add member" }).click();
  const link = form.getByText(/\/set-password\?token=/);
  await expect(link.or(form.getByText(`${member.name} was added; they sign in`))).toBeVisible();
  return (await link.isVisible()) ? link.innerText() : null;
}

/** Chooses a password with a link that an admin handed over; ends signed in. */
export async function choosePassword(page: Page, link: string, password: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("New password again", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Set password and sign in" }).click();
  await expect(page).not.toHaveURL(/set-password/);
}
