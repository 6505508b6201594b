import { Identifier } from "@/components/ui/identifier";
import { Countdown } from "@/components/ui/time";

/** Why nothing is sent although something is wanted: the provider's own words, what would be sent, the next try. */
export function BlockedNote({
  provider,
  title,
  text,
  blocked,
  now,
}: {
  /** Who said it, and the short word for its requests: `{ name: "AWS", short: "AWS" }`. */
  provider: { name: string; short: string };
  title?: string;
  /** Left out where it stands above already. */
  text: string | null;
  blocked: {
    fault: { code: string; message: string; requestId: string | null } | null;
    wouldSend: string[];
    retryAt: string | null;
  };
  now: string;
}) {
  const { fault, wouldSend, retryAt } = blocked;
  return (
    <div className="max-w-prose space-y-2 border-l-2 border-waiting-border pl-3">
      {title ? <p className="font-medium">{title}</p> : null}
      {text ? <p>{text}</p> : null}
      {fault ? (
        <p className="text-sm text-muted">
          {provider.name} said {fault.code}: {fault.message}
          {fault.requestId ? (
            <span className="block">
              {provider.short} request{" "}
              <Identifier value={fault.requestId} copy={`${provider.short} request ID`} />
            </span>
          ) : null}
        </p>
      ) : null}
      {wouldSend.length > 0 ? (
        <div>
          <p>Left undone meanwhile:</p>
          <ul className="list-disc pl-5">
            {wouldSend.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {retryAt ? (
        <p>
          Next try in <Countdown to={retryAt} now={now} ended="a moment" />.
        </p>
      ) : null}
    </div>
  );
}
