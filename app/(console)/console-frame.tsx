import type { ReactNode } from "react";
import { LiveUpdates } from "@/components/live/live-updates";
import { QueryProvider } from "@/components/live/query-provider";
import { getNavigation } from "@/lib/services/organizations/get-navigation";
import { readForPage, requestContext } from "@/lib/services/web-context";

/** The frame around every room: who is signed in, where they are, and what changes while they look. */
export async function ConsoleFrame({
  organization,
  children,
}: {
  /** Slug of the tenant whose rooms these are; null in the provider's own. */
  organization: string | null;
  children: ReactNode;
}) {
  await readForPage(getNavigation, await requestContext(organization), {});
  return (
    <QueryProvider>
      <LiveUpdates organization={organization} />
      <main id="main" className="mx-auto w-full max-w-page px-4 py-6">
        {children}
      </main>
    </QueryProvider>
  );
}
