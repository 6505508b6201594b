import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { queueInvitations } from "./invitations";

const entry = (id: string, organizationId: string, minute: number) => ({
  id,
  organizationId,
  approvedAt: new Date(Date.UTC(2026, 2, 1, 12, minute)),
});
const unanswered = (organizationId: string | null, count: number) =>
  Array.from({ length: count }, () => ({ organizationId }));

describe("queueInvitations", () => {
  it("lets all go while there is room", () => {
    const turns = queueInvitations({
      waiting: [entry("a", "acme", 0), entry("b", "globex", 1)],
      unanswered: [],
    });
    expect([...turns.values()]).toEqual([{ now: true }, { now: true }]);
  });

  it("lets organizations take turns, the oldest of each first", () => {
    const waiting = [
      entry("a1", "acme", 0),
      entry("a2", "acme", 1),
      entry("a3", "acme", 2),
      entry("g1", "globex", 9),
    ];
    const turns = queueInvitations({ waiting, unanswered: unanswered(null, 23) });
    expect(turns.get("a1")).toEqual({ now: true });
    expect(turns.get("g1")).toEqual({ now: true });
    expect(turns.get("a2")).toEqual({ now: false, position: 1, of: 2 });
    expect(turns.get("a3")).toEqual({ now: false, position: 2, of: 2 });
  });

  it("prefers those who hold fewer already", () => {
    const waiting = [entry("a", "acme", 0), entry("g", "globex", 9)];
    const turns = queueInvitations({
      waiting,
      unanswered: [...unanswered("acme", 3), ...unanswered(null, 21)],
    });
    expect(turns.get("g")).toEqual({ now: true });
    expect(turns.get("a")).toEqual({ now: false, position: 1, of: 1 });
  });

  it("holds an organization to its own limit", () => {
    const waiting = [entry("a", "acme", 0), entry("g", "globex", 9)];
    const turns = queueInvitations({ waiting, unanswered: unanswered("acme", 5) });
    expect(turns.get("a")).toMatchObject({ now: false });
    expect(turns.get("g")).toEqual({ now: true });
    const raised = queueInvitations({
      waiting,
      unanswered: unanswered("acme", 5),
      limits: { perOrganization: (id) => (id === "acme" ? 6 : 5) },
    });
    expect(raised.get("a")).toEqual({ now: true });
  });

  it("counts invitations that are not ours, more than the quota even", () => {
    const turns = queueInvitations({ waiting: [entry("a", "acme", 0)], unanswered: unanswered(null, 30) });
    expect(turns.get("a")).toEqual({ now: false, position: 1, of: 1 });
  });

  it("answers for everybody, within the limits, with positions without gaps", () => {
    const organization = fc.constantFrom("acme", "globex", "initech");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(organization, fc.integer({ min: 0, max: 50 })), { maxLength: 40 }),
        fc.array(fc.option(organization), { maxLength: 30 }),
        (asked, open) => {
          const waiting = asked.map(([organizationId, minute], index) =>
            entry(`c${index}`, organizationId, minute),
          );
          const turns = queueInvitations({
            waiting,
            unanswered: open.map((organizationId) => ({ organizationId })),
          });
          expect(turns.size).toBe(waiting.length);
          const going = waiting.filter(({ id }) => turns.get(id)?.now);
          expect(going.length).toBeLessThanOrEqual(Math.max(0, 25 - open.length));
          for (const name of ["acme", "globex", "initech"]) {
            const before = open.filter((other) => other === name).length;
            const after = before + going.filter(({ organizationId }) => organizationId === name).length;
            expect(after).toBeLessThanOrEqual(Math.max(before, 5));
          }
          const positions = [...turns.values()].flatMap((turn) => (turn.now ? [] : [turn.position]));
          expect(positions.sort((a, b) => a - b)).toEqual(positions.map((_, index) => index + 1));
        },
      ),
    );
  });
});
