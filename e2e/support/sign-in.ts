import { expect, type Page } from "@playwright/test";
import { password, people } from "./stack";

/** Signs in through the page, as people do. */
export async function signIn(page: Page, person: keyof typeof people): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email", { exact: true }).fill(people[person]);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}
