import type { PolicyRule } from "@/lib/domain/policies/rule";

/** A rule flat, as the audit shows it before and after. */
export function noteOfRule(name: string, { effect, words, conditions }: PolicyRule): Record<string, unknown> {
  return { name, effect, words, ...conditions };
}
