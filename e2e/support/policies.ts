import { paths } from "@/lib/paths";
import { expect, type Page } from "./test";

export type WrittenRule = {
  name: string;
  effect: "Approve without a person" | "Always refuse" | "Ask for two approvers";
  words?: string;
  /** Blocks that every block asked for must lie within: a network's own keeps a rule away from other tests. */
  within: string;
};

/** Writes a rule through its form, switched off; ends on its page and gives its address. */
export async function writeRule(admin: Page, rule: WrittenRule): Promise<string> {
  await admin.goto(paths.newPolicy({ example: "partner-accounts" }));
  await admin.getByLabel("Name", { exact: true }).fill(rule.name);
  await admin.getByLabel(rule.effect, { exact: true }).check();
  await admin.getByLabel("Words", { exact: true }).fill(rule.words ?? "");
  await admin.getByLabel("Every block lies within", { exact: true }).fill(rule.within);
  await admin.getByRole("button", { name: "Save rule" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: rule.name })).toBeVisible();
  return new URL(admin.url()).pathname;
}

/** Switches the rule whose page is open on. */
export async function switchOn(admin: Page): Promise<void> {
  await admin.getByRole("button", { name: "Switch on" }).click();
  await expect(admin.getByRole("button", { name: "Switch off" })).toBeVisible();
}
