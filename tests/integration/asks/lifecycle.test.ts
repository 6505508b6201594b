import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { makeSealingKeyPair } from "@/lib/crypto/key-pair";
import { openSealed } from "@/lib/crypto/open";
import { asks } from "@/lib/db/schema/asks";
import { announceAnswer } from "@/lib/db/signals";
import { answerKeptMs, askClaimMs, askEndsMs } from "@/lib/domain/asks/asks";
import { hearAnswer } from "@/lib/live/answers";
import { lookAtAsk } from "@/lib/services/asks/look-at-ask";
import { takeAnswer } from "@/lib/services/asks/take-answer";
import { askForKubeconfig } from "@/lib/services/kubeconfigs/ask-for-kubeconfig";
import { answerClaimed, claimWaitingAsks } from "@/lib/worker/asks";
import { document1 } from "@/sandbox/vcd/test-support/client";
import { startWorker } from "../support/worker";
import { type AskScene, openAskScene, refusalOf } from "./support";

let scene: AskScene;
let admin: Awaited<ReturnType<AskScene["signIn"]>>;
let clusterId: string;
let keys: Awaited<ReturnType<typeof makeSealingKeyPair>>;

beforeAll(async () => {
  scene = await openAskScene();
  admin = await scene.signIn("tenant1-admin");
  const person = await scene.vcd.login();
  await person.createCluster(document1({ expose: false }));
  await scene.vcd.finish();
  await scene.readClock();
  await scene.sweepAll();
  clusterId = (await scene.cluster("tkg1")).id;
  keys = await makeSealingKeyPair();
});
afterAll(() => scene.close());
beforeEach(() => scene.db.delete(asks));

const ask = async () =>
  (await askForKubeconfig(scene.as(admin), { id: clusterId, publicKey: keys.publicKey })).askId;
const stateOf = async (id: string) => (await scene.db.select().from(asks).where(eq(asks.id, id)))[0];
/** Time passes, for the worker's clock as for the sandbox's. */
const later = (ms: number) => scene.advance(ms);

test("an answer opens with the asker's key alone, and is read once", async () => {
  const askId = await ask();
  expect(await scene.answer()).toBe(1);
  const sealed = (await stateOf(askId))?.answerSealed ?? "";
  expect(sealed).toMatch(/^sealed1\./);
  const stranger = await makeSealingKeyPair();
  await expect(openSealed(sealed, `ask/${askId}`, [stranger])).rejects.toThrow();
  await expect(openSealed(sealed, `ask/${uuidv7()}`, [keys])).rejects.toThrow(/another purpose/);
  const taken = await takeAnswer(scene.as(admin), { askId });
  expect(await openSealed(taken.answerSealed ?? "", `ask/${askId}`, [keys])).toContain("kind: Config");
  expect((await refusalOf(takeAnswer(scene.as(admin), { askId }))).code).toBe("not-found");
  expect((await refusalOf(lookAtAsk(scene.as(admin), { askId }))).code).toBe("not-found");
});

test("nobody else of the organization can look at it or take it", async () => {
  const askId = await ask();
  const colleague = await scene.signIn("tenant1-author");
  expect((await refusalOf(lookAtAsk(scene.as(colleague), { askId }))).code).toBe("not-found");
  expect((await refusalOf(takeAnswer(scene.as(colleague), { askId }))).code).toBe("not-found");
  expect(await stateOf(askId)).toMatchObject({ state: "waiting" });
});

test("an answer that nobody reads, because the asking process died, is forgotten a minute later", async () => {
  const askId = await ask();
  await scene.answer();
  await later(answerKeptMs - 1_000);
  await scene.answer();
  expect(await stateOf(askId)).toMatchObject({ state: "answered" });
  await later(2_000);
  await scene.answer();
  expect(await stateOf(askId)).toBeUndefined();
});

test("two workers do not answer one ask, and what a worker that died had claimed is another's after a while", async () => {
  const askId = await ask();
  const dead = await claimWaitingAsks(scene.worker.context, 8);
  expect(dead.map(({ id }) => id)).toEqual([askId]);
  expect(await claimWaitingAsks(scene.worker.context, 8)).toEqual([]);
  await later(askClaimMs + 1_000);
  const other = startWorker(scene.installation.url, "http://127.0.0.1:9", scene.now);
  const [claimed] = await claimWaitingAsks(other.context, 8);
  expect(claimed?.id).toBe(askId);
  // The first one comes back to life: its answer is not taken, since the claim is another's.
  await answerClaimed(scene.worker.context, dead[0] as NonNullable<(typeof dead)[0]>);
  expect(await stateOf(askId)).toMatchObject({ state: "claimed", answerSealed: null });
  if (claimed) await answerClaimed(other.context, claimed);
  expect(await stateOf(askId)).toMatchObject({ state: "answered" });
  await other.close();
});

test("what nobody answers ends after three minutes, with the reason, and is forgotten a minute later", async () => {
  const askId = await ask();
  await later(askEndsMs + 1_000);
  expect(await claimWaitingAsks(scene.worker.context, 8)).toEqual([]);
  expect(await stateOf(askId)).toMatchObject({ state: "failed", fault: { code: "AskTimedOut" } });
  expect((await takeAnswer(scene.as(admin), { askId })).fault?.message).toContain("three minutes");
  const second = await ask();
  await later(askEndsMs + 1_000);
  await scene.answer();
  await later(answerKeptMs + 1_000);
  await scene.answer();
  expect(await stateOf(second)).toBeUndefined();
});

test("an answer is heard by the web's one listener", async () => {
  const askId = uuidv7();
  const heard = vi.fn();
  const stop = hearAnswer(askId, heard);
  // The first is for the listener that has just begun: anything may have been missed before.
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1), 10_000);
  await scene.db.transaction((tx) => announceAnswer(tx, uuidv7()));
  await scene.db.transaction((tx) => announceAnswer(tx, askId));
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2), 10_000);
  stop();
});
