import { namePolicy } from "./rule";
import type { PolicyPart } from "./views";

type Sentence = { sentence: string; next: string };

/** How a rule's refusal is told to the people who asked: the rule, its words, and what to do next. */
export function describeRefusal({ name, version, words }: PolicyPart): Sentence {
  const rule = namePolicy({ name, version });
  return {
    sentence: words ? `${rule}, refuses this: ${words}` : `${rule}, refuses this.`,
    next: "Request again with other values: what you entered is kept. Or ask the provider about the rule by its name.",
  };
}

/** What a request waits for where a rule took part; null where none did. `note`: why a rule was held back. */
export function describeWaiting(policy: PolicyPart | null, note: string | null): Sentence | null {
  if (policy?.part === "two-approvers") {
    const words = policy.words ? ` ${policy.words}` : "";
    return {
      sentence: `This request waits for two approvals: ${namePolicy(policy)}, asks for two people.${words}`,
      next: "Two admins of the provider approve it, or one denies it. You may withdraw it until then.",
    };
  }
  if (policy?.part === "held-back") {
    return {
      sentence: `This request waits for the provider's approval. ${note ?? ""}`.trim(),
      next: "An admin of the provider looks at what the checks say and decides. You may withdraw it until then.",
    };
  }
  return null;
}
