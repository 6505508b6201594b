import type { Metadata } from "next";
import { AccountDetail } from "@/components/accounts/account-detail";
import { KeptFresh } from "@/components/live/kept-fresh";
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
  const account = await readForPage(getAccount, context, { id }, paths.account(id));
  return (
    <KeptFresh
      queryKey={["account", id]}
      path={paths.api.account(id)}
      shown={account}
      moving={account.checking}
    >
      <AccountDetail
        account={account}
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
    </KeptFresh>
  );
}
