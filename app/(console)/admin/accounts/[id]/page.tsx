import type { Metadata } from "next";
import { AccountDetail } from "@/components/accounts/account-detail";
import { accountQuery } from "@/components/accounts/queries";
import { Hydrated } from "@/components/live/hydrated";
import { paths } from "@/lib/paths";
import { getAccount } from "@/lib/services/accounts/get-account";
import { readForPage, requestContext } from "@/lib/services/web-context";
import {
  checkAccountAction,
  holdPlaceAction,
  letAccountActAction,
  releasePlaceAction,
  stopAccountActingAction,
} from "../actions";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ stop?: string | string[] }>;
}) {
  const { id } = await params;
  const context = await requestContext(null);
  const data = await readForPage(getAccount, context, { id }, paths.account(id));
  return (
    <Hydrated queries={[{ queryKey: accountQuery(id).queryKey, data }]}>
      <AccountDetail
        id={id}
        now={context.now.toISOString()}
        stopAsked={(await searchParams).stop === "1"}
        actions={{
          letAct: letAccountActAction,
          stopActing: stopAccountActingAction,
          check: checkAccountAction,
          hold: holdPlaceAction,
          release: releasePlaceAction,
        }}
      />
    </Hydrated>
  );
}
