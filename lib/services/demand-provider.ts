import { isProviderRole } from "@/lib/domain/people/roles";
import type { Actor } from "./context";
import { notFound } from "./errors";

/** For verbs whose permission tenants have too, yet only for their own: to them the provider's rooms do not exist. */
export function demandProvider(actor: Actor): void {
  if (!isProviderRole(actor.role)) throw notFound("page");
}
