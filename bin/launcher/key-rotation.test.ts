import { describe, expect, it } from "vitest";
import { tellKeyNeeds, tellNewSealingKey, tellNewSessionSecret } from "./key-rotation";

describe("what keys are still needed for", () => {
  it("is done when the present one is the only one needed", () => {
    const counts = [{ place: "credentials of sites" as const, keyId: "new", texts: 2 }];
    expect(tellKeyNeeds(counts, ["new", "old"])).toEqual({
      done: true,
      lines: ["Present key new: needed for 2 credentials of sites", "Former key old: needed for nothing"],
    });
    expect(tellKeyNeeds([], ["new"]).done).toBe(true);
  });

  it.each(["old", "lost", ""])("is not done while one text needs the key %j", (keyId) => {
    const counts = [
      { place: "credentials of sites" as const, keyId: "new", texts: 200 },
      { place: "tokens of people" as const, keyId, texts: 1 },
    ];
    const { done, lines } = tellKeyNeeds(counts, ["new", "old"]);
    expect(done).toBe(false);
    expect(lines.at(-1)).toMatch(/^(Former|Unknown) key .*: needed for 1 tokens of people$/);
  });
});

it("a new sealing key goes to the workers first, before those they have", () => {
  const told = tellNewSealingKey({ publicKey: "PUBLIC", privateKey: "PRIVATE" }, "ONE,TWO");
  expect(told).toContain("SEALING_PRIVATE_KEYS=PRIVATE,ONE,TWO\n");
  expect(told.indexOf("SEALING_PRIVATE_KEYS=")).toBeLessThan(told.indexOf("SEALING_PUBLIC_KEY=PUBLIC"));
  expect(tellNewSealingKey({ publicKey: "PUBLIC", privateKey: "PRIVATE" }, undefined)).toContain(
    "PRIVATE,<what SEALING_PRIVATE_KEYS is now>",
  );
});

it("a new session secret lets the former one count until a moment", () => {
  const told = tellNewSessionSecret("NEW", "OLD", new Date("2026-12-01T08:00:00Z"));
  expect(told).toMatch(
    /NEXTAUTH_SECRET=NEW\nNEXTAUTH_FORMER_SECRET=OLD\n.*NEXTAUTH_FORMER_SECRET_UNTIL=2026-12-01T08:00:00\.000Z/s,
  );
});
