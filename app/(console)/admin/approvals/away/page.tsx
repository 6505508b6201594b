import type { Metadata } from "next";
import { Absences } from "@/components/requests/absences";
import { PageHeader } from "@/components/ui/page-header";
import { paths } from "@/lib/paths";
import { listDelegations } from "@/lib/services/delegations/list-delegations";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { endDelegationAction, setDelegationAction } from "../actions";

export const metadata: Metadata = { title: "Who is away" };

export default async function AbsencesPage() {
  const context = await requestContext(null);
  const list = await readForPage(listDelegations, context, {}, paths.absences());
  return (
    <>
      <PageHeader
        title="Who is away"
        sentence="While somebody is away, what waits for them goes to a colleague: notices, reminders and second approvals. No rights are lent, and nobody counts for two."
        breadcrumbs={[{ label: "Approvals", href: paths.approvals() }]}
      />
      <Absences
        list={list}
        now={context.now.toISOString()}
        actions={{ set: setDelegationAction, end: endDelegationAction }}
      />
    </>
  );
}
