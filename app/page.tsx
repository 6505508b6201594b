import { redirect } from "next/navigation";
import { SignOutForm } from "@/components/auth/sign-out-form";
import { Notice } from "@/components/ui/notice";
import { findHome } from "@/lib/services/people/find-home";
import { requestContext } from "@/lib/services/web-context";
import { signOutAction } from "./(auth)/actions";

/** Leads everybody to where they belong; only who belongs nowhere stays. */
export default async function HomePage() {
  const home = await findHome(await requestContext(null));
  if (home.path) redirect(home.path);
  return (
    <main id="main" className="mx-auto w-full max-w-lg space-y-4 px-4 py-16">
      <h1 className="text-xl font-semibold tracking-tight">No organization yet</h1>
      <Notice
        tone="info"
        title="You are signed in, but no organization has you as a member."
        next="Ask your admin to add you, then load this page again."
      />
      <SignOutForm action={signOutAction} />
    </main>
  );
}
