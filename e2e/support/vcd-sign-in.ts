import { paths } from "@/lib/paths";
import { expect, type Page } from "./test";

/** People of the sandbox's example world; all of an organization have one password. */
type VcdUser = "tenant1-admin" | "tenant1-author" | "tenant1-viewer" | "tenant2-admin";

/** Signs in as somebody does who has an account of VMware Cloud Director; ends in their console. */
export async function signInWithVcd(page: Page, user: VcdUser): Promise<void> {
  const organization = user.split("-")[0] as string;
  await page.goto(paths.signInVcd());
  await page.getByLabel("Organization", { exact: true }).fill(organization);
  await page.getByLabel("User", { exact: true }).fill(user);
  await page.getByLabel("Password", { exact: true }).fill(`${organization}-password`);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}
