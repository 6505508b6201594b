import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { LinkButton } from "@/components/ui/link-button";
import { listSitesToSignIn } from "@/lib/auth/vcd-sign-in";
import { paths, safeNext } from "@/lib/paths";
import { isSignedIn } from "@/lib/services/people/find-home";
import { requestContext } from "@/lib/services/web-context";
import { signInAction } from "../actions";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const { next } = await searchParams;
  const target = safeNext(typeof next === "string" ? next : null);
  const context = await requestContext(null);
  if (await isSignedIn(context)) redirect(target);
  const sites = await listSitesToSignIn(context.db);
  return (
    <>
      <h1 className="mb-1 text-xl font-semibold tracking-tight">Sign in</h1>
      <p className="mb-5 text-muted">With the address and password of your local account.</p>
      <SignInForm action={signInAction} next={target} />
      {sites.length > 0 ? (
        <div className="mt-6 space-y-3 border-t border-border pt-6">
          <p className="text-muted">
            Your organization is in VMware Cloud Director ({sites.map(({ name }) => name).join(", ")})?
          </p>
          <LinkButton href={paths.signInVcd({ next: typeof next === "string" ? next : undefined })}>
            Sign in with VMware Cloud Director
          </LinkButton>
        </div>
      ) : null}
    </>
  );
}
