import { describe, expect, test } from "vitest";
import { mailedByDefault, type NoticeFacts, noticeKinds } from "./kinds";
import { describeNotice, noticeGroups, noticeKindNames } from "./words";

const facts: NoticeFacts = {
  organization: { slug: "acme", name: "Acme" },
  name: "orders-database",
  clusterName: "orders",
  accountId: "123456789012",
  region: "eu-central-1",
  endsAt: "2026-11-23T08:15:00.000Z",
  byName: "Ann Admin",
  role: "Operator",
};
const subjectId = "0190a0a0-0000-7000-8000-000000000001";

describe.each(noticeKinds)("%s", (kind) => {
  test.each([
    ["with everything known", facts],
    ["with nothing known", {}],
  ])("is said in whole sentences %s", (_how, known) => {
    for (const asProvider of [true, false]) {
      const words = describeNotice({ kind, subjectId, facts: known }, asProvider);
      expect(words.title).not.toMatch(/undefined|null|\.$/);
      for (const sentence of [words.sentence, words.next]) {
        expect(sentence).toMatch(/^[A-Z“].*[.”]$/s);
        expect(sentence).not.toMatch(/undefined|null|!|Oops|successfully/);
      }
    }
  });

  test("has a name and a place to choose it", () => {
    expect(noticeKindNames[kind]).toMatch(/^[A-Z]/);
    expect(noticeGroups.filter(({ kinds }) => kinds.includes(kind))).toHaveLength(1);
  });
});

test("what waits for somebody, was decided or stopped working is mailed by default", () => {
  expect(mailedByDefault).toEqual(expect.arrayContaining(["request.waiting", "invitation.expiring"]));
  expect(mailedByDefault).not.toContain("connection.active");
  expect(mailedByDefault.filter((kind) => !noticeKinds.includes(kind))).toEqual([]);
});

test("a request leads those who decide to its approval, and its owner to the request", () => {
  const notice = { kind: "request.waiting", subjectId, facts } as const;
  expect(describeNotice(notice, true).leadsTo).toEqual({ page: "approval", id: subjectId });
  expect(describeNotice(notice, false).leadsTo).toEqual({ page: "request", id: subjectId });
});

test("words", () => {
  const say = (kind: (typeof noticeKinds)[number], more: NoticeFacts = {}) =>
    describeNotice({ kind, subjectId, facts: { ...facts, ...more } }, false);
  expect(
    say("request.waiting", { reason: "For the launch.", approvals: 1, approvalsNeeded: 2 }),
  ).toMatchObject({
    title: "Waiting for you: orders-database",
    sentence: "Ann Admin of Acme asks for it: “For the launch.” It has 1 of 2 approvals.",
    next: "Approve or deny it before 23 November 2026 at 08:15 UTC.",
  });
  expect(say("request.denied", { note: "Use 10.8.0.0/16." }).sentence).toBe(
    "Ann Admin denied it: “Use 10.8.0.0/16.”",
  );
  expect(say("request.approved", { by: "Rule Harmless, version 3" }).sentence).toBe(
    "Rule Harmless, version 3 approved it.",
  );
  expect(say("invitation.expiring").sentence).toContain(
    "in account 123456789012, Region eu-central-1, until 23 November 2026 at 08:15 UTC.",
  );
  expect(say("connection.drifted", { seen: ["Route 10.1.0.0/16 in rtb-1 is missing."] }).sentence).toBe(
    "Route 10.1.0.0/16 in rtb-1 is missing.",
  );
  expect(
    say("connection.ended", { ending: { title: "Rejected by your account", sentence: "S.", next: "N." } }),
  ).toMatchObject({ title: "orders-database: rejected by your account", sentence: "S.", next: "N." });
});
