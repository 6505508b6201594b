import type { Metadata } from "next";
import { AcceptInvitation } from "@/components/members/accept-invitation";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { paths } from "@/lib/paths";
import { inspectInvitation } from "@/lib/services/people/accept-invitation";
import { requestContext } from "@/lib/services/web-context";
import { signOutAction } from "../actions";
import { acceptInvitationAction, acceptWithNewAccountAction } from "./actions";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  const given = typeof token === "string" ? token : "";
  const context = await requestContext(null);
  const invitation = await inspectInvitation(context, given);
  if (!invitation.open) {
    return (
      <>
        <h1 className="mb-1 text-xl font-semibold tracking-tight">Invitation</h1>
        <div className="mt-4 space-y-4">
          <Notice tone="bad" title={invitation.message} next={invitation.next} />
          <LinkButton href={paths.home()}>Go to Drawbridge</LinkButton>
        </div>
      </>
    );
  }
  return (
    <AcceptInvitation
      invitation={invitation}
      token={given}
      now={context.now.toISOString()}
      actions={{
        accept: acceptInvitationAction,
        acceptWithNewAccount: acceptWithNewAccountAction,
        signOut: signOutAction,
      }}
    />
  );
}
