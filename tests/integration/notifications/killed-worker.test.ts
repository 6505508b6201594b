import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deliveries } from "@/lib/db/schema/deliveries";
import { provideTenancy } from "../support/provide-tenancy";
import { sealingKeys } from "../support/sealing-keys";
import { addWebhook, notice, startReceiver, tell } from "./support";

const t = provideTenancy();
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const workers: ChildProcess[] = [];

beforeAll(async () => {
  // No sweep has anything to do with this.
  await t.owner.execute("update places set due_at = 'infinity'");
  receiver = await startReceiver();
});
afterAll(async () => {
  for (const worker of workers) worker.kill("SIGKILL");
  await receiver.close();
});

function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, ["--import", "tsx", "bin/worker.ts"], {
    stdio: "ignore",
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      DATABASE_URL: t.url,
      DRAWBRIDGE_INSTALLATION_ID: "test-installation",
      SEALING_PRIVATE_KEYS: sealingKeys.privateKey,
      OUTBOUND_ALLOW: "127.0.0.0/8",
      OUTBOUND_PLAIN_HTTP: "on",
      AWS_ACCESS_KEY_ID: "AKIATESTPROVIDER0001",
      AWS_SECRET_ACCESS_KEY: "no secret",
      AWS_EC2_METADATA_DISABLED: "true",
      LOG_LEVEL: "silent",
    },
  });
  workers.push(worker);
  return worker;
}

test("a worker killed between sending and recording is stood in for: the same id comes again, and no more", async () => {
  const first = startWorker();
  // The receiver has the call; before it answers, nobody is left to record it.
  receiver.answer = () => void first.kill("SIGKILL");
  await addWebhook(t.owner, {
    organizationId: t.ids.acme,
    createdBy: t.person("operator"),
    url: receiver.url,
  });
  await tell(t.owner, notice(t.ids.acme, "connection.active", { kind: "connection", id: uuidv7() }));
  await once(first, "exit");
  expect(receiver.received).toHaveLength(1);
  expect((await t.owner.select().from(deliveries))[0]).toMatchObject({ state: "waiting", tries: [] });

  receiver.answer = (response) => void response.writeHead(204).end();
  startWorker();
  const patience = { timeout: 90_000, interval: 200 };
  await expect
    .poll(async () => (await t.owner.select().from(deliveries))[0]?.state, patience)
    .toBe("delivered");
  const [one, two, ...more] = receiver.received.map(({ headers, body }) => [
    headers["x-drawbridge-delivery"],
    body,
  ]);
  expect(two).toEqual(one);
  expect(more).toEqual([]);
}, 180_000);
