import { TextLink } from "@/components/ui/text-link";
import { namePolicy } from "@/lib/domain/policies/rule";
import { paths } from "@/lib/paths";

/** A rule by its name and version, wherever its decision is told; a link for those who may read rules. */
export function PolicyName({
  policy,
  readable = false,
}: {
  policy: { policyId: string; name: string; version: number };
  /** Whoever looks is of the provider. */
  readable?: boolean;
}) {
  const words = namePolicy(policy);
  return readable ? <TextLink href={paths.policy(policy.policyId)}>{words}</TextLink> : words;
}

const verbs = {
  approved: "Approved by",
  denied: "Refused by",
  "two-approvers": "Two approvers, asked for by",
  "held-back": "Held back:",
} as const;

/** How a rule took part in a decision, with its words. */
export function DecidedByPolicy({
  policy,
  readable,
}: {
  policy: { policyId: string; name: string; version: number; words: string; part: keyof typeof verbs };
  readable?: boolean;
}) {
  return (
    <>
      {verbs[policy.part]} <PolicyName policy={policy} readable={readable} />
      {policy.words ? <p className="text-muted">“{policy.words}”</p> : null}
    </>
  );
}
