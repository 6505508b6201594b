import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { SignInOidcForm } from "@/components/auth/sign-in-oidc-form";
import { LinkButton } from "@/components/ui/link-button";
import { Notice } from "@/components/ui/notice";
import { describeEndedSession } from "@/lib/auth/sessions";
import { listWaysIn } from "@/lib/auth/ways-in";
import { describeOidcProblem, isOidcProblem } from "@/lib/domain/sign-on/problems";
import { paths, safeNext } from "@/lib/paths";
import { isSignedIn } from "@/lib/services/people/find-home";
import { requestContext } from "@/lib/services/web-context";
import { signInAction } from "../actions";

export const metadata: Metadata = { title: "Sign in" };

type Search = Record<"next" | "problem" | "reference", string | string[] | undefined>;

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const one = (name: keyof Search) => {
    const value = search[name];
    return typeof value === "string" ? value : undefined;
  };
  const target = safeNext(one("next"));
  const problem = one("problem");
  const context = await requestContext(null);
  if (!isOidcProblem(problem) && (await isSignedIn(context))) redirect(target);
  const { localAccounts, oidcName, sites } = await listWaysIn(context.db);
  const reference = one("reference");
  const ended = problem ? null : await describeEndedSession(context.db, context.sessionId, context.now);
  const words = isOidcProblem(problem) ? describeOidcProblem(problem, oidcName ?? "single sign-on") : null;
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">Sign in</h1>
      {ended ? (
        <div className="mb-5">
          <Notice tone="info" title={ended.title} next={ended.next} />
        </div>
      ) : null}
      {words ? (
        <div className="mb-5">
          <Notice
            tone="bad"
            title={words.message}
            next={words.next}
            requestId={reference && /^[0-9a-f-]{36}$/.test(reference) ? reference : undefined}
          >
            {words.why}
          </Notice>
        </div>
      ) : null}
      {oidcName === null ? null : (
        <SignInOidcForm action={paths.signInOidc()} provider={oidcName} next={target} />
      )}
      {localAccounts ? (
        <>
          {oidcName === null ? null : <Or />}
          <p className="mb-5 text-muted">With the address and password of your local account.</p>
          <SignInForm action={signInAction} next={target} />
        </>
      ) : (
        <p className="mt-4 text-muted">
          Local accounts are switched off here.
          {oidcName === null && sites.length === 0
            ? " Nobody can sign in: whoever runs Drawbridge can switch them on with npm run admin -- local-accounts on."
            : ""}
        </p>
      )}
      {sites.length > 0 ? (
        <div className="mt-6 space-y-3 border-t border-border pt-6">
          <p className="text-muted">Your organization is in VMware Cloud Director ({sites.join(", ")})?</p>
          <LinkButton href={paths.signInVcd({ next: one("next") })}>
            Sign in with VMware Cloud Director
          </LinkButton>
        </div>
      ) : null}
    </>
  );
}

function Or() {
  return (
    <div className="my-6 flex items-center gap-3 text-sm text-muted">
      <span className="h-px flex-1 bg-border" />
      or
      <span className="h-px flex-1 bg-border" />
    </div>
  );
}
