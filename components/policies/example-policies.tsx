import { LinkButton } from "@/components/ui/link-button";
import { describeRule } from "@/lib/domain/policies/describe-rule";
import { examplePolicies } from "@/lib/domain/policies/examples";
import { paths } from "@/lib/paths";
import { EffectWord } from "./effect-word";

/** Rules to start from, each with what it is for. */
export function ExamplePolicies() {
  return (
    <ul className="grid gap-4 md:grid-cols-3">
      {examplePolicies.map(({ key, name, why, rule }) => (
        <li key={key} className="flex flex-col gap-2 rounded-lg border border-border bg-surface-raised p-4">
          <EffectWord effect={rule.effect} />
          <h3 className="text-base font-semibold">{name}</h3>
          <p className="text-muted">{why}</p>
          <p className="grow text-sm">{describeRule(rule, { organizations: {}, clusters: {} })}</p>
          <div>
            <LinkButton href={paths.newPolicy({ example: key })} size="small">
              Start from {name}
            </LinkButton>
          </div>
        </li>
      ))}
    </ul>
  );
}
