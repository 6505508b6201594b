import { z } from "zod";
import { ServiceError } from "../errors";

export const confirmedInput = z.object({ id: z.uuid(), confirm: z.string().max(256) });

/** What cannot be undone is confirmed by typing the cluster's name. */
export function demandName(name: string, confirm: string): void {
  if (confirm.trim() === name) return;
  const message = `Type ${name}, spelled exactly so, to confirm.`;
  throw new ServiceError("invalid-input", "Nothing was deleted: the name does not match.", {
    fields: { confirm: [message] },
  });
}
