import { BlockedNote } from "@/components/blocked/blocked-note";
import { LinkButton } from "@/components/ui/link-button";
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
    <BlockedNote
      provider={{ name: "VMware Cloud Director", short: "VCD" }}
      title={blocked.title}
      text={says ? blocked.text : null}
      blocked={blocked}
      now={now}
    />
  );
}
