import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/db/audit";
import type { RequestTerms } from "@/lib/domain/requests/requests";

/** SHA-256, in hex, of the terms with their keys sorted: what a decision is bound to. */
export function digestTerms(terms: RequestTerms): string {
  return createHash("sha256").update(canonicalJson(terms)).digest("hex");
}
