import { describe, expect, test } from "vitest";
import { type AudienceFacts, audienceOf, type Member } from "./audience";
import { noticeKinds } from "./kinds";

const member = (personId: string, role: Member["role"], more: Partial<Member> = {}): Member => ({
  personId,
  role,
  of: role.startsWith("provider") ? "provider" : "organization",
  email: `${personId}@example.com`,
  mailKinds: null,
  ...more,
});
const members = [
  member("viewer", "viewer"),
  member("operator", "operator"),
  member("admin", "tenant-admin"),
  member("auditor", "provider-auditor"),
  member("ann", "provider-admin"),
  member("bob", "provider-admin"),
];
const told = (more: Partial<AudienceFacts>) =>
  audienceOf({
    kind: "connection.active",
    facts: {},
    members,
    askedBy: ["operator"],
    takingPart: [],
    approvedBy: [],
    delegations: [],
    ...more,
  });
const names = (more: Partial<AudienceFacts>) => told(more).map(({ personId }) => personId);

describe("who is told", () => {
  test.each<[string, Partial<AudienceFacts>, string[]]>([
    ["a request waits for the provider's admins", { kind: "request.waiting" }, ["ann", "bob"]],
    ["an admin who asked does not decide", { kind: "request.waiting", askedBy: ["ann"] }, ["bob"]],
    ["who has approved is not asked again", { kind: "request.waiting", approvedBy: ["bob"] }, ["ann"]],
    [
      "a decision goes to who asked",
      { kind: "request.approved", facts: { byPersonId: "ann" } },
      ["operator"],
    ],
    ["a viewer who asked once is told too", { kind: "request.denied", askedBy: ["viewer"] }, ["viewer"]],
    ["who has left is not told", { kind: "request.denied", askedBy: ["gone"] }, []],
    [
      "a tenant's comment goes to those who decide",
      { kind: "request.commented", facts: { byPersonId: "operator" } },
      ["ann", "bob"],
    ],
    [
      "an admin's comment goes to who asked and who takes part",
      { kind: "request.commented", facts: { byPersonId: "ann" }, takingPart: ["bob", "ann"] },
      ["bob", "operator"],
    ],
    ["an active connection", {}, ["admin", "operator"]],
    ["one that a viewer asked for", { askedBy: ["viewer"] }, ["admin", "operator", "viewer"]],
    ["nobody hears of their own acts", { facts: { byPersonId: "operator" } }, ["admin"]],
    ["what failed", { kind: "connection.failed" }, ["admin", "ann", "bob", "operator"]],
    ["a new member", { kind: "member.joined", askedBy: [], facts: { byPersonId: "viewer" } }, ["admin"]],
    ["a webhook that was switched off", { kind: "webhook.off", askedBy: [] }, ["admin"]],
  ])("%s", (_what, more, expected) => {
    expect(names(more)).toEqual(expected);
  });

  test("auditors and viewers who asked for nothing are never told", () => {
    for (const kind of noticeKinds) {
      expect(names({ kind })).not.toContain("auditor");
      expect(names({ kind })).not.toContain("viewer");
    }
  });

  test("in the provider's own organization its admins are told of members and webhooks", () => {
    const own = [member("ann", "provider-admin", { of: "organization" }), member("eve", "provider-auditor")];
    expect(names({ kind: "webhook.off", members: own, askedBy: [] })).toEqual(["ann"]);
  });
});

describe("mail", () => {
  const mails = (more: Partial<AudienceFacts>) =>
    Object.fromEntries(told(more).map(({ personId, mail }) => [personId, mail]));

  test("goes by the kinds' defaults, or by what a person chose", () => {
    expect(mails({ kind: "connection.active" })).toEqual({ admin: null, operator: null });
    const chosen = [member("operator", "operator", { mailKinds: ["connection.active"] })];
    expect(mails({ kind: "connection.active", members: chosen })).toEqual({
      operator: "operator@example.com",
    });
    const none = [member("ann", "provider-admin", { mailKinds: [] })];
    expect(mails({ kind: "request.waiting", members: none })).toEqual({ ann: null });
  });

  test("never goes to people without an address", () => {
    const vcd = [member("operator", "operator", { email: null })];
    expect(mails({ kind: "connection.failed", members: vcd })).toEqual({ operator: null });
  });

  test("goes to the delegate while somebody is away, who finds it under the bell", () => {
    const delegations = [{ personId: "ann", delegateId: "bob" }];
    expect(mails({ kind: "request.waiting", delegations })).toEqual({ ann: null, bob: "bob@example.com" });
    // Nobody stands in who cannot decide: an auditor, or whoever asked.
    const ann = "ann@example.com";
    const toAuditor = [{ personId: "ann", delegateId: "auditor" }];
    expect(mails({ kind: "request.waiting", delegations: toAuditor })).toMatchObject({ ann });
    expect(mails({ kind: "request.waiting", delegations, askedBy: ["bob"] })).toEqual({ ann });
  });
});
