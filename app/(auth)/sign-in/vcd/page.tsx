import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { VcdSignInForm } from "@/components/auth/vcd-sign-in-form";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import { describeEndedSession } from "@/lib/auth/sessions";
import { findOwnVcdSession, listSitesToSignIn } from "@/lib/auth/vcd-sign-in";
import { vcdDelay } from "@/lib/domain/sessions/views";
import { takesApiTokens } from "@/lib/domain/vcd/sign-in";
import { paths, safeNext } from "@/lib/paths";
import { findSignedIn } from "@/lib/services/people/find-home";
import { requestContext } from "@/lib/services/web-context";
import { signInVcdAction } from "../../actions";

export const metadata: Metadata = { title: "Sign in with VMware Cloud Director" };

type Search = Record<"next" | "site" | "organization" | "with", string | string[] | undefined>;

export default async function SignInVcdPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const one = (name: keyof Search) => {
    const value = search[name];
    return typeof value === "string" ? value : undefined;
  };
  const target = safeNext(one("next"));
  const context = await requestContext(null);
  const { db, now, sessionId } = context;
  const person = await findSignedIn(context);
  const before =
    person && sessionId ? await findOwnVcdSession(db, sessionId, person.organizationIds, now) : null;
  if (before?.usable) redirect(target);
  const ended = person ? null : await describeEndedSession(db, sessionId, now);
  const sites = await listSitesToSignIn(db);
  const siteId = one("site") ?? before?.siteId ?? (sites.length === 1 ? sites[0]?.id : "") ?? "";
  const takesTokens = sites.some(({ versions }) => versions && takesApiTokens(versions.offered));
  const byToken = takesTokens && one("with") === "token";
  const query = {
    next: one("next"),
    site: one("site") ?? before?.siteId,
    organization: one("organization") ?? before?.organizationName,
  };
  return (
    <>
      <h1 className="mb-1 text-xl font-semibold tracking-tight">Sign in with VMware Cloud Director</h1>
      <p className="mb-5 text-muted">With the account of your organization there.</p>
      {ended ? (
        <div className="mb-5">
          <Notice tone="info" title={ended.title} next={ended.next} />
        </div>
      ) : null}
      {person ? (
        <div className="mb-5">
          <Notice
            tone="info"
            title={
              before
                ? `Your session at ${before.siteName} has ended`
                : `You are signed in as ${person.name}, with an account of Drawbridge`
            }
          >
            {before
              ? "Sign in again, and what waits for you continues."
              : "Signing in here signs you out of that account."}
          </Notice>
        </div>
      ) : null}
      {sites.length === 0 ? (
        <EmptyState title="No site yet">
          Your provider has not registered a VMware Cloud Director, or not yet said whose its organizations
          are.
        </EmptyState>
      ) : (
        <>
          {takesTokens ? (
            <LinkTabs
              label="How to sign in"
              current={byToken ? "token" : "password"}
              tabs={[
                { key: "password", label: "User and password", href: paths.signInVcd(query) },
                { key: "token", label: "API token", href: paths.signInVcd({ ...query, with: "token" }) },
              ]}
            />
          ) : null}
          <VcdSignInForm
            key={byToken ? "token" : "password"}
            action={signInVcdAction}
            next={target}
            choice={{
              sites: sites.map(({ id, name }) => ({ id, name })),
              siteId,
              organization: query.organization ?? "",
              with: byToken ? "token" : "password",
            }}
          />
        </>
      )}
      <p className="mt-6 text-sm text-muted">{vcdDelay()}</p>
      <p className="mt-4 text-muted">
        <TextLink href={paths.signIn({ next: one("next") })}>Sign in with a Drawbridge account</TextLink>
      </p>
    </>
  );
}
