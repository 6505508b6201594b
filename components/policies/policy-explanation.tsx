import { CircleCheck, CircleMinus } from "lucide-react";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { namePolicy } from "@/lib/domain/policies/rule";
import type { PolicyExplanation as Explanation } from "@/lib/domain/policies/views";
import { paths } from "@/lib/paths";
import { effectWords } from "./effect-word";

/** How each rule in force looks at a request, condition by condition. For the provider's people alone. */
export function PolicyExplanation({ explanation }: { explanation: Explanation }) {
  const { trace } = explanation;
  const matched = trace.filter((rule) => rule.matched).length;
  return (
    <Panel
      title="What the rules say now"
      sentence={
        trace.length === 0
          ? "No rule is in force: a person decides."
          : `${explanation.sentence}. ${matched} of ${trace.length} rules in force ${matched === 1 ? "matches" : "match"}.`
      }
    >
      {trace.length > 0 ? (
        <details>
          <summary className="min-h-6 cursor-pointer">Rule by rule</summary>
          <ul className="mt-2 divide-y divide-border">
            {trace.map((rule) => (
              <li key={rule.policyId} className="py-2">
                <p>
                  <TextLink href={paths.policy(rule.policyId)}>{namePolicy(rule)}</TextLink>{" "}
                  <span className="text-muted">
                    {effectWords[rule.effect].toLowerCase()};{" "}
                    {rule.matched ? "it matches" : "it does not match"}
                  </span>
                </p>
                <ul className="mt-1 space-y-0.5">
                  {rule.conditions.map(({ condition, holds, sentence }) => (
                    <li key={condition} className="flex items-start gap-2">
                      {holds ? (
                        <CircleCheck size={14} aria-label="Holds:" className="mt-[3px] shrink-0 text-good" />
                      ) : (
                        <CircleMinus
                          size={14}
                          aria-label="Does not hold:"
                          className="mt-[3px] shrink-0 text-muted"
                        />
                      )}
                      <span>{sentence}</span>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </Panel>
  );
}
