import type { PolicyRule } from "./rule";

/** A rule as a form sends it, before anything is judged: texts may hold several values. */
export type SentRule = {
  name: string;
  effect: string;
  words: string;
  kinds: string[];
  acts: string[];
  organizationIds: string[];
  clusterIds: string[];
  accountIds: string[];
  regions: string[];
  cidrsWithin: string[];
  cidrsOverlapping: string[];
  clientsWithin: string[];
  clientsOverlapping: string[];
  /** The admin says that it is meant, where a rule reaches further than it looks. */
  confirmed: boolean;
};

/** Values as typed: parted by commas, blanks or line ends. */
export function splitValues(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => text.split(/[\s,;]+/)).filter((part) => part !== ""))];
}

const lists = [
  "kinds",
  "acts",
  "organizationIds",
  "clusterIds",
  "accountIds",
  "regions",
  "cidrsWithin",
  "cidrsOverlapping",
  "clientsWithin",
  "clientsOverlapping",
] as const;

/** What a form holds of a rule, nothing corrected. */
export function readRuleForm(form: FormData): SentRule {
  const text = (name: string) => String(form.get(name) ?? "");
  const values = Object.fromEntries(
    lists.map((name) => [name, splitValues(form.getAll(name).map(String))]),
  ) as Record<(typeof lists)[number], string[]>;
  return {
    name: text("name"),
    effect: text("effect"),
    words: text("words"),
    ...values,
    confirmed: text("confirmed") === "on",
  };
}

/** The rule as typed so far, for reading it back while it is written; what is wrong with it is said when it is sent. */
export function draftOf(sent: SentRule): PolicyRule {
  const { name: _, effect, words, confirmed: __, ...conditions } = sent;
  return {
    effect: effect === "refuse" || effect === "two-approvers" ? effect : "approve",
    words: words.trim(),
    conditions: conditions as PolicyRule["conditions"],
  };
}
