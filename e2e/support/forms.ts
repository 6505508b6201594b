import type { Locator } from "@playwright/test";

/** Chooses the option whose text begins so; the rest of an option's text says facts that change. */
export async function chooseOption(select: Locator, beginning: string): Promise<void> {
  const option = select.locator("option", { hasText: new RegExp(`^${beginning}\\b`) }).first();
  await select.selectOption((await option.getAttribute("value")) ?? "");
}
