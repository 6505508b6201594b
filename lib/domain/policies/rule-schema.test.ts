import { describe, expect, test } from "vitest";
import { z } from "zod";
import { describeRule, missingFrom } from "./describe-rule";
import { noConditions } from "./rule";
import { draftOf, readRuleForm } from "./rule-form";
import { ruleSchema } from "./rule-schema";

const sent = {
  name: "Partner accounts",
  effect: "approve",
  kinds: ["connection"],
  accountIds: ["1234-5678-9012"],
  cidrsWithin: ["10.20.0.0/16"],
};

function fieldsOf(value: unknown): Record<string, string[] | undefined> {
  const result = ruleSchema.safeParse(value);
  return result.success ? {} : z.flattenError(result.error).fieldErrors;
}

test("a rule comes out whole and canonical", () => {
  expect(
    ruleSchema.parse({ ...sent, cidrsWithin: ["10.20.0.0/16", "2001:DB8:0::/32", "192.0.2.7"] }),
  ).toEqual({
    name: "Partner accounts",
    rule: {
      effect: "approve",
      words: "",
      conditions: {
        ...noConditions,
        kinds: ["connection"],
        accountIds: ["123456789012"],
        cidrsWithin: ["10.20.0.0/16", "2001:db8::/32", "192.0.2.7/32"],
      },
    },
  });
});

describe("refused beside its field", () => {
  test.each<[string, object, string, string]>([
    ["no name", { name: "  " }, "name", "Give it a name"],
    ["no effect", { effect: "allow" }, "effect", "Choose what the rule does"],
    ["a short account", { accountIds: ["123"] }, "accountIds", "has 12 digits"],
    ["a Region of nowhere", { regions: ["eu-north-9"] }, "regions", "no Region"],
    ["no block", { cidrsWithin: ["10.20.0.0/33"] }, "cidrsWithin", "no address block"],
    ["a word", { cidrsOverlapping: ["everything"] }, "cidrsOverlapping", "no address block"],
    [
      "host bits",
      { cidrsWithin: ["10.20.3.4/16"] },
      "cidrsWithin",
      "The block that holds it is 10.20.0.0/16",
    ],
    ["host bits of IPv6", { cidrsWithin: ["2001:db8::1/32"] }, "cidrsWithin", "2001:db8::/32"],
    ["an organization that is no id", { organizationIds: ["acme"] }, "organizationIds", "from the list"],
    ["a refusal without words", { effect: "refuse" }, "words", "Say why"],
    ["what no request has", { clientsWithin: ["10.0.0.0/8"] }, "kinds", "Nothing meets both"],
    ["accounts of exposures", { kinds: ["exposure"] }, "kinds", "has no account"],
    [
      "acts of connections",
      { accountIds: [], cidrsWithin: [], acts: ["create"] },
      "kinds",
      "no clients and no such act",
    ],
    ["everything", { kinds: [], accountIds: [], cidrsWithin: [] }, "confirmed", "approves everything"],
    [
      "openings to anybody",
      { kinds: ["exposure"], accountIds: [], cidrsWithin: [] },
      "clientsWithin",
      "any opening of an edge's firewall",
    ],
  ])("%s", (_, change, field, message) => {
    expect(fieldsOf({ ...sent, ...change })[field]?.join(" ")).toContain(message);
  });
});

test("what reaches far is let through once it is confirmed, and refusals need not be", () => {
  const everything = { name: "All", effect: "approve", confirmed: true };
  expect(ruleSchema.safeParse(everything).success).toBe(true);
  expect(ruleSchema.safeParse({ name: "Closed", effect: "refuse", words: "Closed today." }).success).toBe(
    true,
  );
  expect(ruleSchema.safeParse({ name: "Two", effect: "two-approvers" }).success).toBe(true);
});

test("a new cluster opens no firewall, so it needs no clients", () => {
  expect(ruleSchema.safeParse({ name: "New", effect: "approve", acts: ["create"] }).success).toBe(true);
});

const names = { organizations: { "o-1": "Acme" }, clusters: { "c-1": "orders" } };
const read = (change: object, effect: "approve" | "refuse" | "two-approvers" = "approve", words = "") =>
  describeRule({ effect, words, conditions: { ...noConditions, ...change } }, names);

test("a rule reads back as one sentence", () => {
  expect(read({})).toBe("Approves every request, without a person.");
  expect(
    read({ kinds: ["connection"], organizationIds: ["o-1"], cidrsWithin: ["10.0.0.0/8", "172.16.0.0/12"] }),
  ).toBe(
    "Approves connections where the organization is Acme and every block lies within 10.0.0.0/8 or 172.16.0.0/12, without a person.",
  );
  expect(
    read({ acts: ["open-firewall"], clientsOverlapping: ["0.0.0.0/0"] }, "refuse", "Name your clients."),
  ).toBe(
    "Refuses openings of an edge's firewall where the firewall would let in clients of 0.0.0.0/0, and says: “Name your clients.”",
  );
  expect(read({ clusterIds: ["c-1", "c-2"] }, "two-approvers")).toBe(
    "Asks for two approvers of every request where the cluster is orders or cluster c-2 (no longer there).",
  );
});

test("what nobody has any more is named", () => {
  const gone = missingFrom({ ...noConditions, organizationIds: ["o-1", "o-2"], clusterIds: ["c-1"] }, names);
  expect(gone).toEqual(["Organization o-2 no longer exists: the rule never meets it."]);
});

test("a form is read as typed", () => {
  const form = new FormData();
  form.set("name", "Partners");
  form.set("effect", "refuse");
  form.append("accountIds", "111111111111");
  form.append("accountIds", "222222222222, 111111111111\n333333333333");
  form.set("confirmed", "on");
  const typed = readRuleForm(form);
  expect(typed.accountIds).toEqual(["111111111111", "222222222222", "333333333333"]);
  expect(typed.confirmed).toBe(true);
  expect(draftOf(typed).effect).toBe("refuse");
});
