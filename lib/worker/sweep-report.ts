import type { SweepResult } from "@/lib/db/places";

export type SweepReport = {
  depth: "full" | "glance" | "nothing";
  /** Requests by action: of the look, of the inventory, and of what was sent afterwards. */
  calls: { look: Map<string, number>; inventory: Map<string, number>; acting: Map<string, number> };
  planned: number;
  sent: number;
  result: SweepResult;
};
