import { ButtonForm } from "@/components/forms/button-form";
import { LinkButton } from "@/components/ui/link-button";
import { Notice, type NoticeTone } from "@/components/ui/notice";
import { type Capability, whyNot } from "@/lib/domain/capability";
import type { FindingView, RepairView } from "@/lib/domain/exposures/dnat-status-views";
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
  if (findings.length === 0 && repairs.length === 0) return null;
  const loudest = ["bad", "warn", "info"];
  const ordered = findings.toSorted((a, b) => loudest.indexOf(a.level) - loudest.indexOf(b.level));
  // Each repair stands once, with the loudest finding that it mends; one that no finding names stands alone.
  const placed = new Map<RepairView, FindingView>();
  for (const one of repairs) {
    const found = ordered.find(
      (finding) => finding.act === one.act && ![...placed.values()].includes(finding),
    );
    if (found) placed.set(one, found);
  }
  const button = (mend: RepairView, loud: boolean) => (
    <div className="my-2 space-y-1.5">
      <p className="text-sm">{mend.sentence}</p>
      <ButtonForm
        action={repair}
        values={{ ...values, act: mend.act }}
        label={mend.label}
        pendingLabel="Sending"
        variant={loud ? "primary" : "secondary"}
        disabledReason={whyNot(may)}
      />
    </div>
  );
  return (
    <ul aria-label="What needs care" className="space-y-3">
      {ordered.map((finding) => {
        const mend = repairs.find((one) => placed.get(one) === finding);
        const canDelete = finding.act === "delete-rule" && removal !== null;
        return (
          <li key={`${finding.code} ${finding.ruleId ?? ""}`}>
            <Notice
              tone={tones[finding.level]}
              title={finding.title}
              next={mend || canDelete ? undefined : finding.next}
            >
              <p>{finding.sentence}</p>
              {mend ? button(mend, finding.level === "bad") : null}
              {canDelete ? (
                <div className="my-2 space-y-1.5">
                  <p className="text-sm">{finding.next}</p>
                  <LinkButton href={removal.href} disabledReason={whyNot(removal.can)}>
                    Delete the rule
                  </LinkButton>
                </div>
              ) : null}
            </Notice>
          </li>
        );
      })}
      {repairs
        .filter((one) => !placed.has(one))
        .map((one) => (
          <li key={`${one.act} ${one.label}`} className="rounded-md border border-border px-4 py-2">
            {button(one, false)}
          </li>
        ))}
    </ul>
  );
}
