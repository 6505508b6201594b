import { violatedUniqueness } from "@/lib/db/violations";
import { ServiceError } from "../errors";

/** Puts what the database's own uniqueness refuses into words beside the field, should the checks have been outrun. */
export async function refuseDuplicates(name: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const violated = violatedUniqueness(error);
    if (violated === "connections_live_name") throw taken("name", nameTaken(name));
    if (violated === "connections_live_pair") {
      throw taken(
        "vpcId",
        "This VPC already has a connection with this cluster. Use that one, or remove it.",
      );
    }
    throw error;
  }
}

export function nameTaken(name: string): string {
  return `This cluster already has a connection named ${name}. Choose another name; capital and small letters count as the same.`;
}

export function taken(field: string, message: string): ServiceError {
  return new ServiceError("conflict", message, { fields: { [field]: [message] } });
}
