import { paths } from "@/lib/paths";
import { expect, type Page } from "./test";

/** Makes a webhook of the provider's, to where nobody answers, and has a test sent; gives its page's path. */
export async function makeWebhook(admin: Page): Promise<string> {
  await admin.goto(paths.newWebhook("provider"));
  await admin.getByLabel("Name", { exact: true }).fill(`Pager ${Date.now()}`);
  await admin.getByLabel("Address", { exact: true }).fill("http://127.0.0.1:9/hook");
  await admin.getByRole("button", { name: "Create webhook" }).click();
  await admin.getByRole("link", { name: /send a test/ }).click();
  await admin.getByRole("button", { name: "Send a test" }).click();
  await expect(admin.getByText("Nobody answers at that address and port.")).toBeVisible();
  return new URL(admin.url()).pathname;
}
