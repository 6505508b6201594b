import type { SiteDetail } from "@/lib/domain/sites/views";

/** Why this person may not manage the site, for a button that is greyed; undefined where they may. */
export function whyNot({ manage }: SiteDetail): string | undefined {
  return manage.ok ? undefined : `${manage.reason} ${manage.next}`;
}
