import type { FormAction } from "@/lib/domain/form-state";

/** What a page hands to the dialogs: `askPlan` and `askShares` only ask CSE. */
export type ClusterActActions = Record<
  "resize" | "askPlan" | "upgrade" | "askShares" | "share" | "remove" | "forceRemove",
  FormAction
>;
