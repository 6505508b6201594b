import type { FormAction } from "@/lib/domain/form-state";

/** What the page of a cluster of VCD sends. */
export type VcdClusterActions = Record<
  "expose" | "unexpose" | "withdraw" | "repair" | "follow" | "openFirewall" | "closeFirewall" | "cancelAct",
  FormAction
>;
