import { expect, it } from "vitest";
import { fault, t0 } from "./plan.fixtures";
import type { Note, Step } from "./plan-types";
import { expectWords, facts, reasons } from "./words.fixtures";
import { describeAttempt, describeNote, describeStep, stepAction } from "./words-timeline";

const steps: Step[] = [
  { kind: "create-peering" },
  { kind: "tag-peering", peeringId: "pcx-1" },
  { kind: "create-route", peeringId: "pcx-1", routeTableId: "rtb-1", destination: "10.20.0.0/16" },
  { kind: "delete-route", peeringId: "pcx-1", routeTableId: "rtb-1", destination: "10.20.0.0/16" },
  { kind: "set-dns", peeringId: "pcx-1", allow: true },
  { kind: "delete-peering", peeringId: "pcx-1" },
];

it.each(steps)("describes step $kind and what came of it", (step) => {
  expectWords(describeStep(step));
  expect(stepAction(step)).toMatch(/^[A-Z][A-Za-z]+$/);
  for (const outcome of ["open", "done", "refused", "unknown", "lost"] as const) {
    const words = describeAttempt(step, outcome, outcome === "refused" ? fault("InternalError") : null);
    expectWords(words.what);
    if (words.cause !== null) expectWords(words.cause);
  }
});

const notes: Note[] = [
  { kind: "state-changed", facts: { from: "queued", to: "sending" } },
  { kind: "peering-found", facts: { peeringId: "pcx-1", how: "created" } },
  { kind: "peering-found", facts: { peeringId: "pcx-1", how: "found" } },
  { kind: "peering-found", facts: { peeringId: "pcx-1", how: "adopted" } },
  { kind: "drift-route-missing", facts: { routeTableId: "rtb-1", destination: "10.20.0.0/16" } },
  { kind: "drift-route-restored", facts: { routeTableId: "rtb-1", destination: "10.20.0.0/16" } },
  { kind: "drift-dns-off", facts: {} },
  { kind: "drift-dns-restored", facts: {} },
  { kind: "route-conflict", facts: { routeTableId: "rtb-1", destination: "10.20.0.0/16", target: "tgw-1" } },
  { kind: "claim-differs", facts: { absent: ["10.30.0.0/16"], actual: ["10.20.0.0/16"] } },
  { kind: "peer-added-blocks", facts: { added: ["10.40.0.0/16"] } },
  { kind: "pair-conflict", facts: { peeringId: "pcx-1", reversed: 1 } },
  { kind: "pair-conflict", facts: { peeringId: "pcx-1", reversed: 0 } },
  { kind: "reminder", facts: { withdrawAt: t0.toISOString(), expiresAt: null } },
  ...reasons.map(
    (reason): Note => ({ kind: "ended", facts: { as: "failed", reason, byAccountId: null, detail: null } }),
  ),
];

it.each(notes)("describes note $kind $facts", (note) => {
  const words = describeNote(note, facts);
  expect(words.what).toBeTruthy();
  expect(words.what).not.toMatch(/undefined|null|\|/);
  if (words.cause !== null) expectWords(words.cause);
});
