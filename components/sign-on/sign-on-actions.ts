import type { FormAction } from "@/lib/domain/form-state";

/** What the page hands to its forms. */
export type SignOnActions = {
  mapGroup: FormAction;
  changeMapping: FormAction;
  unmapGroup: FormAction;
  changeSettings: FormAction;
  switchLocalAccounts: FormAction;
};
