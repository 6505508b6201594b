import { LinkButton } from "@/components/ui/link-button";
import { Mark } from "@/components/ui/mark";

/** One answer for what is missing and for what is not yours to see. */
export function NothingHere() {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-start gap-4 py-10 sm:py-16">
      <Mark state="raised" size={32} className="text-accent-text" />
      <h1 className="text-xl font-semibold tracking-tight">There is nothing at this address</h1>
      <p className="text-muted">
        It may have been removed, the address may be mistyped, or it belongs to an organization that you are
        not a member of. Check the address, or ask whoever sent it to you.
      </p>
      <LinkButton href="/" variant="primary">
        Go to your start page
      </LinkButton>
    </div>
  );
}
