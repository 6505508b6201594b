import type { ProviderFault } from "../connections/observed";
import type { CseServerSeen, SiteVersions, VcdReference } from "./observed";

/** One line of a site's check. */
export type SiteCheckLine = {
  /** What was tried, e.g. `Sign in`, `List organizations`, or the name of a right. */
  name: string;
  result: "pass" | "fail" | "warn";
  /** In plain words: what is missing and what to do. */
  message: string;
  fault: ProviderFault | null;
};

/** What the worker found when it last tried a site's address and credential. Only reads are sent. */
export type SiteCheck = {
  /** User and organization that VCD says the credential is; null where signing in failed. */
  user: string | null;
  versions: SiteVersions | null;
  cseServer: CseServerSeen | null;
  lines: SiteCheckLine[];
  /** Organizations of the site, to be bound to ours. */
  organizations: (VcdReference & { displayName: string; isEnabled: boolean })[];
};
