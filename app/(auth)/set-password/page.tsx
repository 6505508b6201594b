import type { Metadata } from "next";
import { SetPasswordForm } from "@/components/auth/set-password-form";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { paths } from "@/lib/paths";
import { inspectPasswordLink } from "@/lib/services/people/set-password";
import { requestContext } from "@/lib/services/web-context";
import { setPasswordAction } from "../actions";

export const metadata: Metadata = { title: "Choose a password" };

export default async function SetPasswordPage({
  searchParams,
}: {
  searchParams: Promise<{ token?: string | string[] }>;
}) {
  const { token } = await searchParams;
  const given = typeof token === "string" ? token : "";
  const { db, now } = await requestContext(null);
  const link = await inspectPasswordLink(db, { token: given, now });
  return (
    <>
      <h1 className="mb-1 text-xl font-semibold tracking-tight">Choose a password</h1>
      {link.open ? (
        <>
          <p className="mb-5 text-muted">For {link.email}. This link works once.</p>
          <SetPasswordForm action={setPasswordAction} token={given} email={link.email} />
        </>
      ) : (
        <div className="mt-4 space-y-4">
          <Notice tone="bad" title={link.message} next={link.next} />
          <LinkButton href={paths.signIn()}>Go to sign in</LinkButton>
        </div>
      )}
    </>
  );
}
