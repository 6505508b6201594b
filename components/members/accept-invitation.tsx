import { SignOutForm } from "@/components/auth/sign-out-form";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import { type OpenInvitation, roleMeans } from "@/lib/domain/people/invitations";
import { roleNames } from "@/lib/domain/people/roles";
import { paths } from "@/lib/paths";
import { JoinForm } from "./join-form";
import { NewAccountForm } from "./new-account-form";

type Actions = Record<"accept" | "acceptWithNewAccount" | "signOut", FormAction>;

/** What somebody is invited to and as what, and the way in: for who is signed in, and for who is not yet. */
export function AcceptInvitation({
  invitation,
  token,
  now,
  actions,
}: {
  invitation: OpenInvitation;
  token: string;
  now: string;
  actions: Actions;
}) {
  const { organization, role, email, expiresAt } = invitation;
  const asRole = roleNames[role].toLowerCase();
  return (
    <>
      <h1 className="mb-1 text-xl font-semibold tracking-tight">
        Join {organization.name} as {asRole}
      </h1>
      <div className="mb-5 space-y-2 text-muted">
        <p>
          As {asRole} you {roleMeans[role]}.
        </p>
        <p>
          For <span className="break-words">{email}</span>. The link works once, and ends{" "}
          <Time at={expiresAt} now={now} />.
        </p>
      </div>
      <WayIn invitation={invitation} token={token} actions={actions} />
    </>
  );
}

function WayIn({
  invitation,
  token,
  actions,
}: {
  invitation: OpenInvitation;
  token: string;
  actions: Actions;
}) {
  const { organization, visitor, way, email } = invitation;
  const signIn = paths.signIn({ next: paths.invitation(token) });
  if (visitor) {
    return (
      <div className="space-y-5">
        {visitor.role ? (
          <>
            <Notice
              tone="info"
              title={`You are a member of ${organization.name} already, as ${roleNames[visitor.role].toLowerCase()}`}
              next="An admin there changes your role in the list of its members. The invitation stays open."
            />
            <LinkButton href={paths.home()}>Go to Drawbridge</LinkButton>
          </>
        ) : (
          <>
            <p>
              You are signed in as {visitor.name} (<span className="break-words">{visitor.email}</span>)
              {visitor.email === email
                ? "."
                : ", another address than the one that was invited: you join with this account."}
            </p>
            <JoinForm action={actions.accept} token={token} name={organization.name} />
          </>
        )}
        <div className="space-y-2 border-t border-border pt-5">
          <p className="text-muted">Not you, or another account? Sign out, then open the link again.</p>
          <SignOutForm action={actions.signOut} />
        </div>
      </div>
    );
  }
  if (way === "make-account") {
    return (
      <div className="space-y-6">
        <NewAccountForm action={actions.acceptWithNewAccount} token={token} email={email} />
        <div className="space-y-3 border-t border-border pt-6">
          <p className="text-muted">You have an account already, or one of your company's?</p>
          <LinkButton href={signIn}>Sign in, then join</LinkButton>
        </div>
      </div>
    );
  }
  return (
    <div className="space-y-4">
      <Notice
        tone="info"
        title={
          way === "has-account"
            ? `There is an account for ${email} already`
            : "Accounts with a password are switched off here"
        }
        next={
          way === "has-account"
            ? "Sign in to it, and you come back here to join. If you never chose its password, or lost it, ask your provider for a new link."
            : "Sign in another way, and you come back here to join."
        }
      />
      <LinkButton href={signIn} variant="primary">
        Sign in, then join
      </LinkButton>
    </div>
  );
}
