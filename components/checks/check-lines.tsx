import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { Identifier } from "@/components/ui/identifier";

/** One line of a check, of an account or of a site. */
export type CheckLine = {
  name: string;
  result: "pass" | "warn" | "fail";
  message: string;
  fault: { requestId: string | null } | null;
};

const looks = {
  pass: { Icon: CircleCheck, style: "text-good", word: "Passed" },
  warn: { Icon: TriangleAlert, style: "text-waiting", word: "Warning" },
  fail: { Icon: CircleX, style: "text-bad", word: "Failed" },
};

/** How it went, in one sentence. */
export function CheckSummary({ lines }: { lines: CheckLine[] }) {
  const count = (result: CheckLine["result"]) => lines.filter((line) => line.result === result).length;
  const [failed, warned] = [count("fail"), count("warn")];
  if (failed > 0) {
    return (
      <p className="font-medium text-bad-text">{`${failed} of ${lines.length} failed: each says what to do.`}</p>
    );
  }
  if (warned > 0) {
    return (
      <p className="font-medium text-waiting-text">{`Nothing is missing; ${warned} of ${lines.length} should be read.`}</p>
    );
  }
  return <p className="font-medium text-good-text">{`All ${lines.length} passed.`}</p>;
}

const order = { fail: 0, warn: 1, pass: 2 };

/** What is missing comes first. `requests` names whose request id stands below a fault. */
export function CheckLines({ lines, requests }: { lines: CheckLine[]; requests: string }) {
  const sorted = [...lines].sort((a, b) => order[a.result] - order[b.result]);
  return (
    <ul className="divide-y divide-border">
      {sorted.map((line) => {
        const { Icon, style, word } = looks[line.result];
        return (
          <li key={`${line.name} ${line.message}`} className="flex gap-2.5 py-1.5">
            <Icon size={16} aria-hidden="true" className={`mt-[3px] shrink-0 ${style}`} />
            <div className="min-w-0">
              <span className="sr-only">{word}: </span>
              <Identifier value={line.name} className="font-medium" />
              <p className="max-w-prose text-muted">{line.message}</p>
              {line.fault?.requestId ? (
                <p className="text-sm text-muted">
                  {requests} <Identifier value={line.fault.requestId} />
                </p>
              ) : null}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
