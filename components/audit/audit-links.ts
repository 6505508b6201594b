import { type AuditQuery, paths } from "@/lib/paths";

/** Where the audit's pages are: the provider's rooms show all organizations, a tenant's their own. */
export type AuditLinks = {
  list: (query?: AuditQuery) => string;
  entry: (organization: string, seq: number) => string;
  export: string;
  /** Slug of the one organization that is shown, whatever the filters say. */
  only: string | null;
};

export const providerAudit: AuditLinks = {
  list: paths.audit,
  entry: paths.auditEntry,
  export: paths.api.auditExport(),
  only: null,
};

export function auditOf(organization: string): AuditLinks {
  return {
    list: (query) => paths.organizationAudit(organization, { ...query, organization: undefined }),
    entry: (_organization, seq) => paths.organizationAuditEntry(organization, seq),
    export: paths.api.organizationAuditExport(organization),
    only: organization,
  };
}

/** The page of what an entry is about, where that kind of thing has one that this reader may open. */
export function subjectHref(
  { kind, id }: { kind: string; id: string },
  organization: string,
  links: AuditLinks,
): string | null {
  switch (kind) {
    case "connection":
      return paths.connection(organization, id);
    case "exposure":
      return paths.exposure(organization, id);
    case "cluster":
      return paths.cluster(organization, id);
  }
  if (links.only !== null) return null;
  switch (kind) {
    case "account":
      return paths.account(id);
    case "site":
      return paths.site(id);
    case "request":
      return paths.approval(id);
    case "organization":
      return paths.organization(organization);
    default:
      return null;
  }
}
