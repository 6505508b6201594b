import { violatedUniqueness } from "@/lib/db/violations";
import { ServiceError } from "../errors";

/** Runs a write of a rule's name; one that another rule has is refused beside the field. */
export async function refuseTakenName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violatedUniqueness(error) !== "policies_name") throw error;
    const message = `Another rule is called ${name}.`;
    throw new ServiceError("conflict", message, {
      fields: { name: [`${message} Decisions name the rule: choose another name.`] },
    });
  }
}
