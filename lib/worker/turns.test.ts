import { expect, it } from "vitest";
import type { QueueEntry } from "@/lib/db/sweeps";
import { assignTurns } from "./turns";

let minute = 0;
function entry(id: string, more: Partial<QueueEntry> = {}): QueueEntry {
  minute += 1;
  return {
    id,
    organizationId: "acme",
    approvedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)),
    invitationLimit: 2,
    state: "queued",
    held: false,
    blockedCode: null,
    ...more,
  };
}

it("gives turns up to the organization's limit, those under way counted", () => {
  const turnOf = assignTurns([entry("a", { state: "awaiting-acceptance" }), entry("b"), entry("c")], 0);
  expect(turnOf("b")).toEqual({ now: true });
  expect(turnOf("c")).toEqual({ now: false, position: 1, of: 1 });
  expect(turnOf("a")).toEqual({ now: true });
});

it("counts others' requests against the place", () => {
  const turnOf = assignTurns([entry("a")], 25);
  expect(turnOf("a")).toEqual({ now: false, position: 1, of: 1 });
});

it("whoever could not send anyway keeps nobody waiting", () => {
  const blocked = [
    entry("a", { held: true }),
    entry("b", { blockedCode: "pair-already-connected" }),
    entry("c", { blockedCode: "refused-rights" }),
  ];
  const turnOf = assignTurns([...blocked, entry("d"), entry("e")], 0);
  expect(turnOf("d")).toEqual({ now: true });
  expect(turnOf("e")).toEqual({ now: true });
});
