import type { Finding } from "@/lib/domain/connections/check-request";
import { type FieldErrors, ServiceError } from "../errors";

/** Throws what the checks refuse, each message beside its field; `what` names what cannot work as it stands. */
export function refuseFindings(findings: Finding[], { what, next }: { what: string; next: string }): void {
  const refusals = findings.filter((finding) => finding.level === "refuse");
  if (refusals.length === 0) return;
  const fields: FieldErrors = {};
  for (const { field, message, next: remedy } of refusals) {
    fields[field] = [...(fields[field] ?? []), remedy ? `${message} ${remedy}` : message];
  }
  throw new ServiceError("invalid-input", `Nothing was sent: ${what} as it stands.`, { next, fields });
}
