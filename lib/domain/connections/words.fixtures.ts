import { expect } from "vitest";
import { ourAccount, theirAccount } from "./plan.fixtures";
import type { Ending } from "./plan-types";

/** What every sentence shown to a person must be: a sentence, without the words we do not use. */
export function expectWords(text: string | undefined | null): void {
  expect(text).toBeTruthy();
  expect(text).not.toMatch(/undefined|\bnull\b|\bNaN\b|\[object|[!?]|\b[Oo]ops\b|successfully/);
  expect(text).toMatch(/^(?:[\p{Lu}\p{N}]|pcx-|vpc-)/u);
}

export const facts = {
  clusterName: "shop",
  accountId: theirAccount,
  vpcId: "vpc-0d0d0d0d",
  region: "eu-west-1",
  providerAccountId: ourAccount,
  peeringId: "pcx-1",
  clusterCidrs: ["10.0.0.0/16"],
};

export const reasons: Ending["reason"][] = [
  "removed-here",
  "withdrawn-here",
  "undecided",
  "unanswered",
  "removed-by-peer",
  "removed-elsewhere",
  "rejected-by-peer",
  "expired",
  "expired-presumed",
  "failed-at-aws",
  "vanished",
  "refused",
];
