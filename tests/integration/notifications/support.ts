import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { seal } from "@/lib/crypto/seal";
import { Jobs } from "@/lib/db/jobs";
import { writeNotice } from "@/lib/db/notices";
import { type Database, openDatabase } from "@/lib/db/pool";
import { deliveries, webhooks } from "@/lib/db/schema/deliveries";
import {
  type NoticeFacts,
  type NoticeKind,
  type NoticeSubject,
  noticeKinds,
} from "@/lib/domain/notifications/kinds";
import { Mailer } from "@/lib/providers/mail/mailer";
import { openGuardedAgent } from "@/lib/providers/outbound/guarded-agent";
import { deliverClaimed, deliverDue } from "@/lib/worker/deliver";
import type { DeliveryContext } from "@/lib/worker/delivery-context";
import { NoticeHandler } from "@/lib/worker/hand-on-notices";
import type { OwnTenancy } from "../support/provide-tenancy";
import { sealingKeys } from "../support/sealing-keys";

export const loopback = { hosts: [], blocks: ["127.0.0.0/8"], plainHttp: true };
export const publicOrigin = "https://drawbridge.example.com";
export const secret = "whsec_of-a-test";

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };

/** A receiver of webhooks on loopback that keeps what it was sent; `answer` says how it answers. */
export async function startReceiver() {
  const received: Received[] = [];
  const receiver = {
    received,
    url: "",
    answer: (response: ServerResponse, _got: Received) => void response.writeHead(204).end(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request.setEncoding("utf8")) body += part;
    const got = { path: request.url ?? "", headers: request.headers, body };
    received.push(got);
    receiver.answer(response, got);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return receiver;
}

type MailServer = Awaited<ReturnType<typeof startMailServer>>;
type DeliveryWorker = ReturnType<typeof openDeliveryWorker>;

/** A real SMTP server on loopback that keeps what it was sent; `refuse` answers each address: null takes it. */
async function startMailServer(refuse: (address: string) => Error | null) {
  const mails: { to: string[]; raw: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }, _session, callback) => callback(refuse(address)),
    onData(stream, session, callback) {
      let raw = "";
      stream.setEncoding("utf8");
      stream.on("data", (part) => {
        raw += part;
      });
      stream.on("end", () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        callback();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((done) => server.close(() => done())),
  };
}

/** A worker's part in deliveries, under the worker's role, by a clock of its own. */
export function openDeliveryWorker(databaseUrl: string, options: { smtpUrl?: string } = {}) {
  const db = openDatabase(databaseUrl, { role: "drawbridge_worker", max: 6 });
  const jobs = new Jobs(db, (error) => {
    throw error;
  });
  const mailer = options.smtpUrl
    ? new Mailer({ smtpUrl: options.smtpUrl, from: "Drawbridge <drawbridge@example.com>" })
    : null;
  const time = { now: new Date() };
  const dispatcher = openGuardedAgent(loopback);
  const context: DeliveryContext = {
    db,
    jobs,
    mailer,
    publicOrigin,
    outbound: loopback,
    dispatcher,
    sealingKeys: [sealingKeys],
    stopping: new AbortController().signal,
    clock: () => time.now,
    random: () => 0,
  };
  return {
    context,
    time,
    handOn: () => new NoticeHandler(context).work(),
    deliver: () => deliverDue(context, 20),
    /** Makes the next try of a delivery now, whatever time its job waits for. */
    tryNow: async (delivery: { id: string; jobId: string | null }) =>
      deliverClaimed(context, { id: delivery.jobId ?? "", data: { deliveryId: delivery.id } }),
    async close() {
      mailer?.close();
      await dispatcher.close();
      await db.$client.end();
    },
  };
}

/**
 * For all tests of a file: a mail server, and a worker that mails by it. Each test begins without jobs and mails, with
 * nobody refused, at the present; `later` moves the worker's clock. Both are empty at the top of the file, as `t` is.
 */
export function provideMailDelivery(t: OwnTenancy) {
  const nobody = (_address: string): Error | null => null;
  const mailServer = { refuse: nobody } as MailServer & { refuse: typeof nobody };
  const worker = {} as DeliveryWorker;
  beforeAll(async () => {
    Object.assign(mailServer, await startMailServer((address) => mailServer.refuse(address)));
    Object.assign(worker, openDeliveryWorker(t.url, { smtpUrl: mailServer.url }));
  });
  beforeEach(async () => {
    await t.owner.execute(sql`delete from drawbridge_jobs.job`);
    mailServer.mails.length = 0;
    mailServer.refuse = nobody;
    worker.time.now = new Date();
  });
  afterAll(async () => {
    await worker.close?.();
    await mailServer.close?.();
  });
  const later = (ms: number) => {
    worker.time.now = new Date(worker.time.now.getTime() + ms);
  };
  return { mailServer, worker, later };
}

export function notice(
  organizationId: string,
  kind: NoticeKind,
  subject: { kind: NoticeSubject; id: string },
  facts: NoticeFacts = {},
) {
  return { organizationId, kind, subject, facts, at: new Date(), dedupeKey: `${kind}/${subject.id}` };
}

export function tell(db: Database, ...notices: ReturnType<typeof notice>[]): Promise<void> {
  return db.transaction(async (tx) => {
    for (const each of notices) await writeNotice(tx, each);
  });
}

export async function addWebhook(
  owner: Database,
  scope: { organizationId: string; createdBy: string; url: string; kinds?: NoticeKind[] },
  more: Partial<typeof webhooks.$inferInsert> = {},
): Promise<string> {
  const id = uuidv7();
  await owner.insert(webhooks).values({
    id,
    name: `hook-${id.slice(-6)}`,
    kinds: [...noticeKinds],
    secretSealed: await seal(secret, `webhook/${id}`, sealingKeys.publicKey),
    ...scope,
    ...more,
  });
  return id;
}

export async function readDelivery(owner: Database, id: string) {
  const [row] = await owner.select().from(deliveries).where(eq(deliveries.id, id));
  if (!row) throw new Error(`no delivery ${id}`);
  return row;
}
