import type { Database } from "@/lib/db/pool";
import type { Role } from "@/lib/domain/people/roles";

/** What a verb is called with besides its input. Who acts is decided inside, from fresh rows. */
export type VerbContext = {
  db: Database;
  /** The session's id; null for nobody. Seeds and tests make sessions like everybody else. */
  sessionId: string | null;
  /** Slug of the organization in the URL; null in the provider's own rooms. */
  organization: string | null;
  requestId: string;
  /** Client address as the server saw it. */
  address: string | null;
  /** What the client calls itself; kept with a session that it opens. */
  userAgent?: string | null;
  now: Date;
};

/** A person acting in one organization, as read inside the verb's own transaction. */
export type Actor = {
  personId: string;
  personName: string;
  email: string;
  sessionId: string;
  role: Role;
  /** The organization acted in; for provider roles it may be any tenant's, or the provider's own. */
  organizationId: string;
  organizationSlug: string;
  organizationName: string;
};
