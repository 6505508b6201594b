import { expect, test } from "vitest";
import { auditedVerbs } from "./audit/words";
import { tellHistory } from "./connections/timeline";
import { tellExposureHistory } from "./exposures/timeline";

const now = new Date("2026-03-01T12:00:00Z");
const nothing = { events: [], attempts: [] };
const ends = {
  clusterName: "shop",
  accountId: "123456789012",
  vpcId: "vpc-0a0000000000000001",
  region: "eu-central-1",
  providerAccountId: "210987654321",
};

const actsOf = (beginnings: string[]) =>
  auditedVerbs
    .filter((verb) => beginnings.some((beginning) => verb.startsWith(beginning)))
    .flatMap((verb) =>
      (["done", "denied"] as const).map((outcome, seq) => ({
        seq,
        at: now,
        personName: "Olga",
        verb,
        outcome,
        facts: {},
      })),
    );
/** What stands in a timeline although it is a verb's own name. */
const nameless = (told: { what: string }[]) =>
  told.map(({ what }) => what).filter((what) => auditedVerbs.some((verb) => what.includes(verb)));

test("whatever is done about a connection and its requests is told in words", () => {
  const acts = actsOf(["connections.", "requests."]);
  expect(acts.length).toBeGreaterThan(20);
  expect(nameless(tellHistory({ ...nothing, acts, ...ends }))).toEqual([]);
});

test("whatever is done about an exposure and its requests is told in words", () => {
  const acts = actsOf(["exposures.", "requests."]);
  expect(acts.length).toBeGreaterThan(20);
  expect(nameless(tellExposureHistory({ ...nothing, acts, clusterName: ends.clusterName }))).toEqual([]);
});
