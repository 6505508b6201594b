import { CircleCheck, Eye, TriangleAlert } from "lucide-react";
import { type Risk, type RiskLevel, riskWords } from "@/lib/domain/requests/risk";

const looks: Record<RiskLevel, { Icon: typeof Eye; style: string }> = {
  routine: { Icon: CircleCheck, style: "text-good-text" },
  notable: { Icon: Eye, style: "text-waiting-text" },
  risky: { Icon: TriangleAlert, style: "text-bad-text" },
};

/** How much a request asks an approver to look: its level as a word, and why. `brief`: the gravest reason alone. */
export function RiskNote({ risk, brief = false }: { risk: Risk; brief?: boolean }) {
  const { Icon, style } = looks[risk.level];
  const reasons = brief ? risk.reasons.slice(0, 1) : risk.reasons;
  const left = risk.reasons.length - reasons.length;
  return (
    <div>
      <span className={`inline-flex items-center gap-1.5 font-medium ${style}`}>
        <Icon size={14} aria-hidden="true" />
        {riskWords[risk.level]}
      </span>
      {risk.reasons.length === 0 ? (
        <p className="text-muted">Like what was approved before.</p>
      ) : (
        <ul className={brief ? "text-muted" : "mt-1 max-w-prose list-disc space-y-1 pl-5"}>
          {reasons.map(({ words }) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {left > 0 ? <p className="text-muted">And {left} more.</p> : null}
    </div>
  );
}
