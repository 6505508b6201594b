import { Button } from "@/components/ui/button";

/** A plain form, so that it works without scripts; the answer is a page that leads to the provider. */
export function SignInOidcForm({
  action,
  provider,
  next,
}: {
  action: string;
  provider: string;
  next: string;
}) {
  return (
    <form method="post" action={action} className="space-y-2">
      <input type="hidden" name="next" value={next} />
      <Button type="submit" variant="primary" className="w-full">
        Sign in with {provider}
      </Button>
      <p className="text-sm text-muted">
        Signing out of Drawbridge later does not sign you out of {provider}.
      </p>
    </form>
  );
}
