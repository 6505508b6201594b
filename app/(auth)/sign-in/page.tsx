import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { safeNext } from "@/lib/paths";
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
  if (await isSignedIn(await requestContext(null))) redirect(target);
  return (
    <>
      <h1 className="mb-1 text-xl font-semibold tracking-tight">Sign in</h1>
      <p className="mb-5 text-muted">With the address and password of your local account.</p>
      <SignInForm action={signInAction} next={target} />
    </>
  );
}
