import { parseCidr } from "cidr-tools";
import { z } from "zod";
import { canonicalCidr } from "../connections/cidr";
import { commercialRegions } from "../connections/regions";
import { stripAccountId } from "../connections/request-schema";
import { exposureActs, type PolicyConditions, type PolicyRule, policyEffects } from "./rule";

const most = 200;

const list = <T extends z.ZodType<string, string>>(each: T) =>
  z.array(each).max(most, `Give at most ${most}; a wider condition can stand for several.`).default([]);

const accountId = z
  .string()
  .transform(stripAccountId)
  .superRefine((id, context) => {
    if (/^\d{12}$/.test(id)) return;
    context.addIssue({ code: "custom", message: `${id} is no AWS account ID: it has 12 digits.` });
  });

const region = z.string().superRefine((code, context) => {
  if (commercialRegions.some((region) => region.code === code)) return;
  context.addIssue({ code: "custom", message: `${code} is no Region that Drawbridge knows.` });
});

/** A block of IPv4 or IPv6; an address alone stands for itself. Comes out canonical. */
const block = z
  .string()
  .transform((text) => (text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`))
  .superRefine((text, context) => {
    if (!isBlock(text)) {
      context.addIssue({
        code: "custom",
        message: `${text} is no address block. Write it like 10.20.0.0/16.`,
      });
    } else if (parseCidr(text).start !== firstAddress(text)) {
      context.addIssue({
        code: "custom",
        message: `${text} points at an address inside a block. The block that holds it is ${canonicalCidr(text)}.`,
      });
    }
  })
  .transform((text) => canonicalCidr(text));

function isBlock(text: string): boolean {
  const [address = "", prefix = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  if (address.includes(":") ? Number(prefix) > 128 : Number(prefix) > 32) return false;
  if (!address.includes(":") && !/^(\d{1,3}\.){3}\d{1,3}$/.test(address)) return false;
  try {
    parseCidr(text);
    return true;
  } catch {
    return false;
  }
}

/** The address as written, which `parseCidr` moves to the head of its block. */
function firstAddress(text: string): bigint {
  const [address = ""] = text.split("/");
  return parseCidr(`${address}/${address.includes(":") ? 128 : 32}`).start;
}

const kind = z.enum(["connection", "exposure"], "Choose connections, exposures, or neither for both.");

const conditions = {
  kinds: z.array(kind).max(2).default([]),
  acts: z.array(z.enum(exposureActs, "Choose among the acts that are listed.")).max(3).default([]),
  organizationIds: list(z.uuid("Choose organizations from the list.")),
  clusterIds: list(z.uuid("Choose clusters from the list.")),
  accountIds: list(accountId),
  regions: list(region),
  cidrsWithin: list(block),
  cidrsOverlapping: list(block),
  clientsWithin: list(block),
  clientsOverlapping: list(block),
} satisfies Record<keyof PolicyConditions, z.ZodType>;

/**
 * A rule as a form or an API call sends it; messages stand beside their fields. Refused beyond what is malformed: a
 * rule that no request can meet, and one that approves more than it seems to, unless `confirmed`.
 */
export const ruleSchema = z
  .object({
    name: z
      .string()
      .trim()
      .min(1, "Give it a name: decisions name the rule that made them.")
      .max(80, "Keep the name to 80 characters."),
    effect: z.enum(policyEffects, "Choose what the rule does."),
    words: z.string().trim().max(500, "Keep the words to 500 characters.").default(""),
    ...conditions,
    confirmed: z.boolean().default(false),
  })
  .superRefine((sent, context) => {
    const say = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (sent.effect === "refuse" && sent.words === "") {
      say("words", "Say why, and what to do instead: the person who asked reads this and nothing else.");
    }
    sayWhatNobodyMeets(sent, say);
    if (sent.effect === "approve" && !sent.confirmed) sayWhatReachesFar(sent, say);
  })
  .transform(({ name, effect, words, confirmed: _, ...conditions }): { name: string; rule: PolicyRule } => ({
    name,
    rule: { effect, words, conditions },
  }));

type Say = (field: string, message: string) => void;

/** Of connections alone, and of exposures alone. */
function sayWhatNobodyMeets(sent: PolicyConditions, say: Say): void {
  const ofConnections =
    sent.accountIds.length + sent.regions.length + sent.cidrsWithin.length + sent.cidrsOverlapping.length > 0;
  const ofExposures = sent.acts.length + sent.clientsWithin.length + sent.clientsOverlapping.length > 0;
  if (ofConnections && ofExposures) {
    say(
      "kinds",
      "Nothing meets both: accounts, Regions and blocks are of connections; acts and clients are of exposures. Make two rules.",
    );
  } else if (ofConnections && sent.kinds.length === 1 && sent.kinds[0] === "exposure") {
    say("kinds", "An exposure has no account, Region or block: choose connections, or take these away.");
  } else if (ofExposures && sent.kinds.length === 1 && sent.kinds[0] === "connection") {
    say("kinds", "A connection has no clients and no such act: choose exposures, or take these away.");
  }
}

function sayWhatReachesFar(sent: PolicyConditions, say: Say): void {
  const names = Object.keys(conditions) as (keyof PolicyConditions)[];
  if (names.every((name) => sent[name].length === 0)) {
    say("confirmed", "Without a condition it approves everything. Add one, or confirm that this is meant.");
    return;
  }
  const ofConnections =
    sent.accountIds.length + sent.regions.length + sent.cidrsWithin.length + sent.cidrsOverlapping.length > 0;
  const mayBeExposure = !ofConnections && (sent.kinds.length !== 1 || sent.kinds[0] === "exposure");
  const opens = sent.acts.length === 0 || sent.acts.some((act) => act !== "create");
  if (mayBeExposure && opens && sent.clientsWithin.length === 0) {
    say(
      "clientsWithin",
      "It would approve any opening of an edge's firewall, to everybody too. Say which clients may be let in, or confirm below that this is meant.",
    );
  }
}
