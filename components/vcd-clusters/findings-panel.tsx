import { ButtonForm } from "@/components/forms/button-form";
import { LinkButton } from "@/components/ui/link-button";
import { Notice, type NoticeTone } from "@/components/ui/notice";
import type { Capability } from "@/lib/domain/capability";
import type { FindingView, RepairView } from "@/lib/domain/exposures/views";
import type { FormAction } from "@/lib/domain/form-state";

const tones: Record<FindingView["level"], NoticeTone> = { bad: "bad", warn: "waiting", info: "info" };

/** What is not as it should be, loudest first, each with the button that mends it and what it will do. */
export function Findings({
  findings,
  repairs,
  repair,
  may,
  values,
  removal,
}: {
  findings: FindingView[];
  repairs: RepairView[];
  repair: FormAction;
  may: Capability;
  /** Names the cluster or the exposure for the form. */
  values: Record<string, string>;
  /** Where a rule is deleted: the dialog that takes an exposure back. */
  removal: { href: string; can: Capability } | null;
}) {
  if (findings.length === 0) return null;
  const loudest = ["bad", "warn", "info"];
  const ordered = findings.toSorted((a, b) => loudest.indexOf(a.level) - loudest.indexOf(b.level));
  return (
    <ul aria-label="What needs care" className="space-y-3">
      {ordered.map((finding) => {
        const mend = repairs.find(({ act }) => act === finding.act);
        return (
          <li key={`${finding.code} ${finding.ruleId ?? ""}`}>
            <Notice tone={tones[finding.level]} title={finding.title} next={finding.next}>
              <p>{finding.sentence}</p>
              {mend ? (
                <div className="my-2 space-y-1.5">
                  <p className="text-sm text-muted">{mend.sentence}</p>
                  <ButtonForm
                    action={repair}
                    values={{ ...values, act: mend.act }}
                    label={mend.label}
                    pendingLabel="Sending"
                    variant={finding.level === "bad" ? "primary" : "secondary"}
                    disabledReason={reasonOf(may)}
                  />
                </div>
              ) : null}
              {finding.act === "delete-rule" && removal ? (
                <div className="my-2">
                  <LinkButton href={removal.href} disabledReason={reasonOf(removal.can)}>
                    Delete the rule
                  </LinkButton>
                </div>
              ) : null}
            </Notice>
          </li>
        );
      })}
    </ul>
  );
}

function reasonOf(may: Capability): string | undefined {
  return may.ok ? undefined : `${may.reason} ${may.next}`;
}
