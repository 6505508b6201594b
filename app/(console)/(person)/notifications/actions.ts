"use server";

import type { NoticeKind } from "@/lib/domain/notifications/kinds";
import { defineAction } from "@/lib/services/define-action";
import { setPreferences } from "@/lib/services/notifications/set-preferences";

export const setPreferencesAction = defineAction(async ({ context, form }) => {
  // What was sent is judged by the verb.
  await setPreferences(context, { mailKinds: form.getAll("mailKinds").map(String) as NoticeKind[] });
  return { status: "done", message: "Saved. It holds for what happens from now on." };
});
