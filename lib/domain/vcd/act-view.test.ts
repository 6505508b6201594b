import { describe, expect, it } from "vitest";
import { type ActSources, viewAct } from "./act-view";

const act = (change: Partial<ActSources>): ActSources => ({
  id: "act-1",
  kind: "resize",
  input: { kind: "resize", workers: 2, nfsNodes: 0 },
  state: "waiting",
  fault: null,
  personName: "Ana",
  createdAt: new Date("2026-01-01T00:00:00Z"),
  endedAt: null,
  ...change,
});
const fault = (code: string, message = "", requestId: string | null = null) => ({
  code,
  message,
  requestId,
  action: "UpdateCluster",
});

describe("an act in words", () => {
  it.each<[Partial<ActSources>, RegExp, RegExp | null]>([
    [{}, /^The change to 2 workers waits to be sent/, /sign in to continue/],
    [{ fault: fault("SessionEnded") }, /session .* has ended/, /signs in again to continue/],
    [{ fault: fault("CseBusy") }, /waits\. CSE is busy\./, /sent again by itself/],
    [{ state: "accepted" }, /accepted by CSE/, null],
    [
      { state: "refused", fault: fault("CseError", "Scaling down is not supported", "0c9e") },
      /CSE says: Scaling down is not supported.* Request 0c9e\.$/,
      /Read what CSE says/,
    ],
    [
      { state: "refused", fault: fault("NotInPlan", "CSE does not name it.") },
      /^The change to 2 workers was not sent\. CSE does not name it\.$/,
      /Ask for the plan anew/,
    ],
    [{ state: "unknown" }, /got no answer/, /before anything is sent again/],
    [{ state: "lost" }, /had no effect/, /Ask for it again/],
    [{ state: "cancelled" }, /taken back before it was sent/, null],
    [{ state: "cancelled", fault: fault("NotSentInTime") }, /within an hour/, /ask for it again/],
    [{ state: "done", kind: "delete", input: { kind: "delete" } }, /^The deletion is done\.$/, null],
  ])("%o says %s", (change, sentence, next) => {
    const view = viewAct(act(change));
    expect(view.sentence).toMatch(sentence);
    if (next === null) expect(view.next).toBeNull();
    else expect(view.next).toMatch(next);
    expect(view.by).toBe("Ana");
  });
});
