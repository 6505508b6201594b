import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endSession } from "@/lib/auth/sessions";
import { openSealed } from "@/lib/crypto/open";
import { vcdSessions } from "@/lib/db/schema/sign-on";
import type { WorkerContext } from "@/lib/worker/context";
import { keepVcdSessions } from "@/lib/worker/vcd-sessions";
import { sealingKeys } from "../support/sealing-keys";
import { openSiteScene, type SiteScene } from "../support/sites";

let scene: SiteScene;
let siteId: string;
beforeAll(async () => {
  scene = await openSiteScene({ personality: "3.1.4" });
  ({ siteId } = await scene.registerAndBind());
});
afterAll(() => scene.close());

async function signIn(user: string) {
  const result = await scene.signIn(siteId, { user });
  if (!result.ok) throw new Error(JSON.stringify(result));
  const [row] = await scene.t.owner
    .select()
    .from(vcdSessions)
    .where(eq(vcdSessions.sessionId, result.sessionId));
  if (!row) throw new Error("No session at VCD was kept.");
  const token = await openSealed(row.tokenSealed ?? "", `vcd-session/${row.id}`, [sealingKeys]);
  return { sessionId: result.sessionId, token };
}

test("sessions are asked about while a VCD that does not answer is told of others that ended", async () => {
  const gone = [await signIn("tenant1-admin"), await signIn("tenant1-author")];
  await signIn("tenant1-viewer");
  for (const { sessionId } of gone) {
    await endSession(scene.t.web, { sessionId, address: null, requestId: "test", now: scene.now() });
  }
  await scene.advance(5 * 60_000);
  const { context } = scene.worker;
  let ask = () => {};
  let tellAll = () => {};
  const somebodyIsAsked = new Promise<void>((resolve) => {
    ask = resolve;
  });
  const bothAreTold = new Promise<void>((resolve) => {
    tellAll = resolve;
  });
  const told = new Set<string>();
  const open: WorkerContext["vcdClients"]["open"] = async (place, tally) => {
    const token = "token" in place.credential ? place.credential.token : "";
    if (gone.some((each) => each.token === token)) {
      told.add(token);
      if (told.size === gone.length) tellAll();
      // Silent until the other was told too, and somebody else was asked about.
      await Promise.all([bothAreTold, somebodyIsAsked]);
    } else ask();
    return context.vcdClients.open(place, tally);
  };
  await keepVcdSessions({ ...context, vcdClients: { open } as WorkerContext["vcdClients"] });
  const rows = await scene.t.owner.select().from(vcdSessions);
  expect(rows.filter(({ tokenSealed }) => tokenSealed === null)).toHaveLength(2);
});
