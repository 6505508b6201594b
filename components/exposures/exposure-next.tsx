import { Identifier } from "@/components/ui/identifier";
import { LinkButton } from "@/components/ui/link-button";
import { Countdown } from "@/components/ui/time";
import type { ExposureView } from "@/lib/domain/exposures/views";

/** Blocked by this, and signing in to VCD again is all it takes. */
const signInCodes = ["sign-in-needed", "signed-out"];

/** Who must do what next for an exposure, and why nothing is sent where something is wanted. */
export function ExposureNext({
  exposure,
  signInHref,
  now,
}: {
  exposure: ExposureView;
  /** Where to sign in to its organization of VCD; null where there is no need to offer it. */
  signInHref: string | null;
  now: string;
}) {
  const { next, blocked } = exposure;
  return (
    <div className="max-w-prose space-y-3">
      {exposure.state === "exposed" ? null : <p>{exposure.sentence}</p>}
      {next.text ? <p>{next.text}</p> : null}
      {blocked && signInHref && signInCodes.includes(blocked.code) ? (
        <LinkButton href={signInHref} variant="primary">
          Sign in to VMware Cloud Director
        </LinkButton>
      ) : null}
      {blocked ? <Blocked blocked={blocked} said={`${exposure.sentence} ${next.text}`} now={now} /> : null}
    </div>
  );
}

function Blocked({
  blocked,
  said,
  now,
}: {
  blocked: NonNullable<ExposureView["blocked"]>;
  /** What stands above it already. */
  said: string;
  now: string;
}) {
  const says = blocked.text !== "" && !said.includes(blocked.text);
  if (!says && !blocked.fault && blocked.wouldSend.length === 0 && !blocked.retryAt) return null;
  return (
    <div className="space-y-2 border-l-2 border-waiting-border pl-3">
      <p className="font-medium">{blocked.title}</p>
      {says ? <p>{blocked.text}</p> : null}
      {blocked.fault ? (
        <p className="text-sm text-muted">
          VMware Cloud Director said {blocked.fault.code}: {blocked.fault.message}
          {blocked.fault.requestId ? (
            <span className="block">
              VCD request <Identifier value={blocked.fault.requestId} copy="VCD request ID" />
            </span>
          ) : null}
        </p>
      ) : null}
      {blocked.wouldSend.length > 0 ? (
        <div>
          <p>It would do this, and does not:</p>
          <ul className="list-disc pl-5">
            {blocked.wouldSend.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ul>
        </div>
      ) : null}
      {blocked.retryAt ? (
        <p>
          Next try in <Countdown to={blocked.retryAt} now={now} ended="a moment" />.
        </p>
      ) : null}
    </div>
  );
}
