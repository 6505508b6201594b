import { Panel } from "@/components/ui/panel";

/** The order in which rules are heard, in words. */
export function HowRulesDecide() {
  return (
    <Panel title="How rules decide">
      <ol className="max-w-prose list-decimal space-y-1.5 pl-5">
        <li>Any rule that refuses and matches refuses, wherever it stands.</li>
        <li>Else, any that asks for two approvers and matches has two people decide.</li>
        <li>
          Else, any that approves and matches approves at once, unless the checks refuse: then a person
          decides.
        </li>
        <li>Else one person decides, as without rules.</li>
      </ol>
      <p className="mt-3 max-w-prose text-muted">
        A rule matches when all of its conditions hold. Of several that match with the same effect the first
        in this list is named. Rules judge requests as they are made or edited; those that wait are not judged
        again. Tenants see a rule's name, version and words where it decided something of theirs, never its
        conditions.
      </p>
    </Panel>
  );
}
