import { once } from "node:events";
import { SMTPServer } from "smtp-server";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { deliveries } from "@/lib/db/schema/deliveries";
import { mailGivenUpAfterMs } from "@/lib/domain/notifications/retries";
import { provideTenancy } from "../support/provide-tenancy";
import { notice, openDeliveryWorker, readDelivery, tell } from "./support";

const t = provideTenancy();
const hourMs = 3_600_000;

/** A port on which nobody listens by now. */
async function findFreePort(): Promise<number> {
  const server = new SMTPServer({ authOptional: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

test("what happened while the mail server was away for days is mailed once it is back, and given up at last", async () => {
  const port = await findFreePort();
  const worker = openDeliveryWorker(t.url, { smtpUrl: `smtp://127.0.0.1:${port}` });
  const began = worker.time.now;
  await tell(t.owner, notice(t.ids.acme, "connection.failed", { kind: "connection", id: uuidv7() }));
  await worker.handOn();
  const [one, other] = await t.owner.select({ id: deliveries.id }).from(deliveries);
  if (!one || !other) throw new Error("no mails were put down");
  for (const hours of [0, 1, 24, 71]) {
    worker.time.now = new Date(began.getTime() + hours * hourMs);
    for (const { id } of [one, other]) await worker.tryNow(await readDelivery(t.owner, id));
  }
  expect(await readDelivery(t.owner, one.id)).toMatchObject({ state: "waiting" });

  let mails = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, callback) {
      mails += 1;
      stream.on("end", callback).resume();
    },
  });
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  await worker.tryNow(await readDelivery(t.owner, one.id));
  await new Promise<void>((done) => server.close(() => done()));
  expect(mails).toBe(1);
  expect(await readDelivery(t.owner, one.id)).toMatchObject({ state: "delivered" });

  worker.time.now = new Date(began.getTime() + mailGivenUpAfterMs);
  await worker.tryNow(await readDelivery(t.owner, other.id));
  expect(await readDelivery(t.owner, other.id)).toMatchObject({ state: "given-up" });
  await worker.close();
});
