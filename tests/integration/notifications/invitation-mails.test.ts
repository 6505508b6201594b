import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeSealingKeyPair } from "@/lib/crypto/key-pair";
import { deliveries } from "@/lib/db/schema/deliveries";
import { invitations } from "@/lib/db/schema/people";
import { beatHeart } from "@/lib/db/workers";
import { givenUpAfterMs } from "@/lib/domain/notifications/retries";
import { mailedLinks } from "@/lib/domain/people/invitation-mail";
import { invitationMs } from "@/lib/domain/people/invitations";
import type { VerbContext } from "@/lib/services/context";
import { acceptWithNewAccount } from "@/lib/services/people/accept-invitation";
import { invite } from "@/lib/services/people/invite";
import { listMembers } from "@/lib/services/people/list-members";
import { removeMember } from "@/lib/services/people/remove-member";
import { renewInvitation } from "@/lib/services/people/renew-invitation";
import { revokeInvitation } from "@/lib/services/people/revoke-invitation";
import { resealTexts } from "@/lib/worker/reseal";
import { addPerson, type Seat } from "../support/furniture";
import { provideTenancy } from "../support/provide-tenancy";
import { sealingKeys } from "../support/sealing-keys";
import { openDeliveryWorker, provideMailDelivery, readDelivery } from "./support";

/** An invitation's link goes by mail, from the verb to a real mail server; the worker moves by a clock of its own. */
const t = provideTenancy();
const { mailServer, worker, later } = provideMailDelivery(t);
let amy: Seat;

beforeAll(async () => {
  amy = await addPerson(t, t.ids.acme, "tenant-admin", "amy");
});
beforeEach(async () => {
  await t.owner.execute(sql`truncate deliveries, invitations, workers cascade`);
});

const as = (seat: Seat, now = worker.time.now): VerbContext => ({
  ...t.as("admin", "acme", now),
  sessionId: seat.sessionId,
});
const someone = () => `${uuidv7()}@invited.test`;
const ask = (email = someone(), by = as(amy)) =>
  invite(by, { organization: "acme", email, role: "operator" });
const renew = (invitationId: string) => renewInvitation(as(amy), { organization: "acme", invitationId });
const tokenOf = (path: string) => new URL(path, "http://x").searchParams.get("token") ?? "";
const account = (path: string) => ({
  token: tokenOf(path),
  name: "Nia New",
  password: "correct horse battery",
  repeated: "correct horse battery",
});
const linksOf = (invitationId: string) =>
  t.owner
    .select()
    .from(deliveries)
    .where(eq(deliveries.invitationId, invitationId))
    .orderBy(deliveries.createdAt, deliveries.id);
const lastOf = async (invitationId: string) => {
  const link = (await linksOf(invitationId)).at(-1);
  if (!link) throw new Error(`no link of ${invitationId} was put down`);
  return link;
};
/** What the members page says of the mail with an open invitation's link. */
const shownMail = async (invitationId: string) => {
  const { invitations: lines } = await listMembers(as(amy), { search: undefined, sort: undefined });
  return lines.find(({ id }) => id === invitationId)?.mail;
};
const work = async () => {
  await worker.handOn();
  await worker.deliver();
};
const plain = (raw: string) => raw.replace(/=\r?\n/g, "").replace(/=3D/g, "=");

describe("an invitation", () => {
  test("is mailed to its address, and the link in the mail brings them in", async () => {
    const email = someone();
    const { invitationId, path } = await ask(email);
    expect(await shownMail(invitationId)).toEqual({ state: "waiting", reason: null, at: expect.anything() });
    await work();
    expect(mailServer.mails.map(({ to }) => to)).toEqual([[email]]);
    const raw = plain(mailServer.mails[0]?.raw ?? "");
    const link = await lastOf(invitationId);
    expect(raw).toContain(`Message-ID: <${link.id}@drawbridge.example.com>`);
    expect(raw).toContain("Subject: Invitation to Acme");
    expect(raw).toContain("amy tenant-admin invites you to Acme in Drawbridge. As operator you");
    expect(raw).toContain(`Accept the invitation: https://drawbridge.example.com${path}`);
    expect(raw).not.toMatch(/List-Unsubscribe|preferences/i);
    expect(link).toMatchObject({ state: "delivered", linkSealed: null, jobId: null });
    expect(await shownMail(invitationId)).toEqual({ state: "mailed", at: worker.time.now.toISOString() });

    const mailed = /https:\/\/drawbridge\.example\.com(\/invitation\?token=[\w-]+)/.exec(raw)?.[1] ?? "";
    const { personId } = await acceptWithNewAccount({ ...as(amy), sessionId: null }, account(mailed));
    await removeMember(as(amy), { organization: "acme", personId });
  });

  test("by one of the provider's people does not name them to a tenant's", async () => {
    await ask(someone(), t.as("admin", null, worker.time.now));
    await work();
    const raw = plain(mailServer.mails[0]?.raw ?? "");
    expect(raw).toContain("The provider invites you to Acme");
    expect(raw).not.toContain("Ada Admin");
  });

  test("whose mail is put off is mailed again under the same Message-ID, the same link in it", async () => {
    mailServer.refuse = () => Object.assign(new Error("come back later"), { responseCode: 451 });
    const { invitationId, path } = await ask();
    await work();
    expect(await shownMail(invitationId)).toEqual({
      state: "waiting",
      reason: "The mail server answered “451 come back later”.",
      at: new Date(worker.time.now.getTime() + 5_000).toISOString(),
    });
    mailServer.refuse = () => null;
    later(5_000);
    await worker.tryNow(await lastOf(invitationId));
    const { id } = await lastOf(invitationId);
    expect(plain(mailServer.mails[0]?.raw ?? "")).toContain(`Message-ID: <${id}@drawbridge.example.com>`);
    expect(plain(mailServer.mails[0]?.raw ?? "")).toContain(tokenOf(path));
  });

  test("that a dying worker sent is sent again, and known by its Message-ID", async () => {
    const { invitationId } = await ask();
    await worker.handOn();
    const dying = openDeliveryWorker(t.url, { smtpUrl: mailServer.url });
    dying.context.jobs.transaction = () => Promise.reject(new Error("the worker died"));
    await dying.deliver();
    await dying.close();
    await worker.tryNow(await lastOf(invitationId));
    const ids = mailServer.mails.map(({ raw }) => /^Message-ID: (.*)$/im.exec(raw)?.[1]);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await shownMail(invitationId)).toMatchObject({ state: "mailed" });
  });

  test("whose address is refused says so in the server's words, and is not mailed again", async () => {
    mailServer.refuse = () => Object.assign(new Error("no such box"), { responseCode: 550 });
    const { invitationId } = await ask();
    await work();
    expect(await lastOf(invitationId)).toMatchObject({ state: "given-up", linkSealed: null });
    expect(await shownMail(invitationId)).toEqual({
      state: "not-mailed",
      reason: "The mail server answered “550 no such box”.",
    });
  });

  test("whose mail server is not there is given up after a day; where it should be is told nobody", async () => {
    const lost = openDeliveryWorker(t.url, { smtpUrl: "smtp://127.0.0.1:1" });
    const { invitationId } = await ask();
    await lost.handOn();
    await lost.deliver();
    const reason = "The mail server could not be reached.";
    expect(await shownMail(invitationId)).toMatchObject({ state: "waiting", reason });
    lost.time.now = new Date(lost.time.now.getTime() + givenUpAfterMs);
    await lost.tryNow(await lastOf(invitationId));
    await lost.close();
    expect(await lastOf(invitationId)).toMatchObject({ state: "given-up", linkSealed: null });
    expect(await shownMail(invitationId)).toEqual({ state: "not-mailed", reason });
  });

  test("where no mail is set up is not mailed, and says so at once", async () => {
    const silent = openDeliveryWorker(t.url);
    const { invitationId, mailed } = await ask();
    expect(mailed).toBe(false);
    await silent.handOn();
    await silent.deliver();
    await silent.close();
    expect(await lastOf(invitationId)).toMatchObject({ state: "given-up", linkSealed: null });
    expect(await shownMail(invitationId)).toEqual({
      state: "not-mailed",
      reason: "This installation sends no e-mail.",
    });
  });

  test("is said to be on its way where a living worker sends mail", async () => {
    const view = () => listMembers(as(amy), { search: undefined, sort: undefined });
    expect((await view()).mailFrom).toBeNull();
    const { now } = worker.time;
    const me = { id: uuidv7(), startedAt: now, facts: {}, mailFrom: "Drawbridge <drawbridge@example.com>" };
    await beatHeart(worker.context.db, me, now, new Date(0));
    expect((await view()).mailFrom).toBe(me.mailFrom);
    expect((await ask()).mailed).toBe(true);
    later(61_000);
    expect((await view()).mailFrom).toBeNull();
  });
});

describe("the link", () => {
  test("made anew goes out in a mail of its own, and the one before in none", async () => {
    const { invitationId, path: before } = await ask();
    await worker.handOn();
    const { path } = await renew(invitationId);
    await work();
    expect(mailServer.mails).toHaveLength(1);
    const raw = plain(mailServer.mails[0]?.raw ?? "");
    expect(raw).toContain(tokenOf(path));
    expect(raw).not.toContain(tokenOf(before));
    const [first, second] = await linksOf(invitationId);
    expect(first).toMatchObject({ state: "given-up", linkSealed: null });
    expect(second).toMatchObject({ state: "delivered", linkSealed: null });
    expect(first?.id).not.toBe(second?.id);
  });

  const ends: [string, (made: { invitationId: string; path: string }) => Promise<unknown>][] = [
    [
      "used",
      async ({ path }) => {
        const { personId } = await acceptWithNewAccount({ ...as(amy), sessionId: null }, account(path));
        await removeMember(as(amy), { organization: "acme", personId });
      },
    ],
    ["revoked", ({ invitationId }) => revokeInvitation(as(amy), { organization: "acme", invitationId })],
    ["run out", async () => later(invitationMs)],
    [
      "revoked because its inviter is no admin any more",
      async () => {
        await removeMember(t.as("admin", null), { organization: "acme", personId: amy.personId });
        amy = await addPerson(t, t.ids.acme, "tenant-admin", "amy");
      },
    ],
  ];
  for (const [what, end] of ends) {
    test(`${what} before it could be mailed is wiped, and not mailed`, async () => {
      const made = await ask();
      await worker.handOn();
      expect((await lastOf(made.invitationId)).linkSealed).toMatch(/^sealed1\./);
      await end(made);
      await worker.deliver();
      expect(mailServer.mails).toEqual([]);
      expect(await lastOf(made.invitationId)).toMatchObject({ state: "given-up", linkSealed: null });
    });
  }

  test("is in no row, no job and no audit entry, but as its hash and sealed", async () => {
    const { path } = await ask();
    await worker.handOn();
    const { rows: tables } = await t.owner.execute<{ name: string }>(
      sql`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
        where table_schema in ('public', 'drawbridge_jobs') and table_type = 'BASE TABLE'`,
    );
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["public.audit", "public.deliveries", "drawbridge_jobs.job"]),
    );
    for (const { name } of tables) {
      const { rows } = await t.owner.execute(sql.raw(`select to_jsonb(x) as row from ${name} x`));
      expect(JSON.stringify(rows), name).not.toContain(tokenOf(path));
    }
    await worker.deliver();
    expect(plain(mailServer.mails[0]?.raw ?? "")).toContain(tokenOf(path));
  });

  test("stays shut to the web, sealed as it is; the token's hash to the worker", async () => {
    await ask();
    const denied = { cause: { message: expect.stringContaining("permission denied") } };
    await expect(t.web.execute(sql`select link_sealed from deliveries`)).rejects.toMatchObject(denied);
    await expect(worker.context.db.execute(sql`select token_hash from invitations`)).rejects.toMatchObject(
      denied,
    );
    // However a row gets settled, nothing sealed is left in it.
    await expect(
      t.owner.execute(sql`update deliveries set state = 'delivered' where link_sealed is not null`),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining("deliveries_link_waits") } });
  });

  test("that waits while the sealing key is changed is mailed by the new one", async () => {
    const { invitationId, path } = await ask();
    const next = await makeSealingKeyPair();
    const { db, stopping } = worker.context;
    const done = await resealTexts({ db, stopping, sealingKeys: [next, sealingKeys] });
    expect(done.resealed).toBeGreaterThanOrEqual(1);
    worker.context.sealingKeys = [next];
    await work();
    worker.context.sealingKeys = [sealingKeys];
    expect(plain(mailServer.mails[0]?.raw ?? "")).toContain(tokenOf(path));
    expect(await shownMail(invitationId)).toMatchObject({ state: "mailed" });
  });
});

describe("an address", () => {
  test("gets a few links a day, however they are made; further ones are shown alone, and work", async () => {
    const email = someone();
    const { perAddress, windowMs } = mailedLinks;
    let { invitationId } = await ask(email);
    for (let n = 1; n < perAddress; n += 1) {
      if (n % 2) {
        await revokeInvitation(as(amy), { organization: "acme", invitationId });
        invitationId = (await ask(email)).invitationId;
      } else {
        await renew(invitationId);
      }
      await work();
    }
    const sent = mailServer.mails.length;
    expect(sent).toBeLessThanOrEqual(perAddress);
    const { path, mailed } = await renew(invitationId);
    expect(mailed).toBe(false);
    await work();
    expect(mailServer.mails).toHaveLength(sent);
    expect(await lastOf(invitationId)).toMatchObject({ state: "given-up", linkSealed: null });
    expect(await shownMail(invitationId)).toEqual({
      state: "not-mailed",
      reason: `More than ${perAddress} links were made for this address within a day.`,
    });
    // Others are not held up by it.
    await ask();
    await work();
    expect(mailServer.mails).toHaveLength(sent + 1);

    later(windowMs + 1);
    const again = await renew(invitationId);
    await worker.handOn();
    await worker.tryNow(await lastOf(invitationId));
    expect(plain(mailServer.mails.at(-1)?.raw ?? "")).toContain(tokenOf(again.path));
    expect(tokenOf(path)).not.toBe(tokenOf(again.path));
  });

  test("is told by one mail only, however many renew at once", async () => {
    const { invitationId } = await ask();
    await Promise.all([renew(invitationId), renew(invitationId), renew(invitationId)]);
    await work();
    expect(mailServer.mails).toHaveLength(1);
    const [row] = await t.owner.select().from(invitations).where(eq(invitations.id, invitationId));
    expect(row?.revokedAt).toBeNull();
    expect((await linksOf(invitationId)).filter(({ state }) => state === "delivered")).toHaveLength(1);
    expect(await readDelivery(t.owner, (await lastOf(invitationId)).id)).toMatchObject({ linkSealed: null });
  });
});
