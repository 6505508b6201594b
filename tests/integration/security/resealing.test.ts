import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { getTableColumns, getTableName, is, sql } from "drizzle-orm";
import { PgTable } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkoutRoot } from "@/bin/launcher/checkout";
import { makeSealingKeyPair, type SealingKeyPair, sealingKeyId } from "@/lib/crypto/key-pair";
import { openSealed } from "@/lib/crypto/open";
import { seal } from "@/lib/crypto/seal";
import { type Database, openDatabase } from "@/lib/db/pool";
import { clusters } from "@/lib/db/schema/clusters";
import { deliveries, webhooks } from "@/lib/db/schema/deliveries";
import { invitations } from "@/lib/db/schema/people";
import { sessions, vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdOrganizations, vcdSites } from "@/lib/db/schema/sites";
import { countSealedTexts, listTextsSealedTo, replaceSealedText, sealedPlaces } from "@/lib/db/sealed-texts";
import { resealTexts } from "@/lib/worker/reseal";
import { provideTenancy } from "../support/provide-tenancy";

const t = provideTenancy();
let worker: Database;
let first: SealingKeyPair;
let second: SealingKeyPair;

beforeAll(async () => {
  worker = openDatabase(t.url, { role: "drawbridge_worker" });
  first = await makeSealingKeyPair();
  second = await makeSealingKeyPair();
});
afterAll(async () => {
  await worker.$client.end();
});

const going = new AbortController().signal;
const context = (keys: SealingKeyPair[], stopping = going) => ({ db: worker, sealingKeys: keys, stopping });
const idOf = ({ publicKey }: SealingKeyPair) => sealingKeyId(publicKey);

/** Texts of every place under `key`; each says what it is, so that a mix-up is seen. */
async function fill(key: SealingKeyPair, hookCount: number) {
  const site = uuidv7();
  await t.owner.insert(vcdSites).values({
    id: site,
    name: site,
    url: `https://${site}.example`,
    credentialLabel: "administrator",
    credentialSealed: await seal(`credential ${site}`, `vcd-site/${site}`, key.publicKey),
  });
  const vcdOrganization = uuidv7();
  await t.owner.insert(vcdOrganizations).values({
    id: vcdOrganization,
    organizationId: t.ids.acme,
    siteId: site,
    orgId: `urn:vcloud:org:${vcdOrganization}`,
    name: `acme-${vcdOrganization}`,
    displayName: "Acme",
  });
  const vcdSession = uuidv7();
  const sessionId = uuidv7();
  const personId = t.person("operator");
  await t.owner.insert(sessions).values({ id: sessionId, personId, endsAt: new Date("2100-01-01") });
  await t.owner.insert(vcdSessions).values({
    id: vcdSession,
    sessionId,
    organizationId: t.ids.acme,
    vcdOrganizationId: vcdOrganization,
    personId,
    userId: "urn:vcloud:user:1",
    userName: "olga",
    roles: [],
    tokenSealed: await seal(`token ${vcdSession}`, `vcd-session/${vcdSession}`, key.publicKey),
    idleTimeoutMs: 1,
    checkedAt: new Date(),
  });
  const hooks = await Promise.all(
    Array.from({ length: hookCount }, async () => {
      const id = uuidv7();
      return {
        id,
        organizationId: t.ids.acme,
        name: id,
        url: "https://hooks.example",
        kinds: [],
        createdBy: personId,
        rotatedAt: new Date(),
        secretSealed: await seal(`secret ${id}`, `webhook/${id}`, key.publicKey),
        previousSecretSealed: await seal(`former secret ${id}`, `webhook/${id}`, key.publicKey),
      };
    }),
  );
  await t.owner.insert(webhooks).values(hooks);
  const link = uuidv7();
  const invitationId = uuidv7();
  await t.owner.insert(invitations).values({
    id: invitationId,
    organizationId: t.ids.acme,
    email: `${invitationId}@invited.test`,
    role: "viewer",
    tokenHash: invitationId,
    invitedBy: personId,
    expiresAt: new Date("2100-01-01"),
  });
  await t.owner.insert(deliveries).values({
    id: link,
    organizationId: t.ids.acme,
    channel: "mail",
    invitationId,
    state: "waiting",
    linkSealed: await seal(`link ${link}`, `invitation-mail/${link}`, key.publicKey),
  });
  const id = t.clusters.orders;
  await t.owner
    .update(clusters)
    .set({ kubeconfigSealed: await seal(`kubeconfig ${id}`, `kubeconfig/${id}`, key.publicKey) })
    .where(sql`id = ${id}`);
  return { site, vcdSession, hooks: hooks.map((hook) => hook.id) };
}

/** Every sealed text there is, opened with these keys, in the order of places and ids. */
async function readAll(keys: SealingKeyPair[]): Promise<string[]> {
  const opened = [];
  for (const name of Object.keys(sealedPlaces) as (keyof typeof sealedPlaces)[]) {
    const keyIds = keys.map(idOf);
    for (const { id, text } of await listTextsSealedTo(worker, name, {
      keyIds,
      after: null,
      limit: 10_000,
    })) {
      opened.push(await openSealed(text, sealedPlaces[name].purpose(id), keys));
    }
  }
  return opened;
}

async function textsUnder(key: SealingKeyPair): Promise<number> {
  const counts = await countSealedTexts(worker);
  return counts.filter(({ keyId }) => keyId === idOf(key)).reduce((sum, { texts }) => sum + texts, 0);
}

/** Every table, whichever file of the schema it stands in. */
async function tablesOfSchema(): Promise<PgTable[]> {
  const folder = join(checkoutRoot, "lib/db/schema");
  const files: Record<string, unknown>[] = await Promise.all(
    readdirSync(folder).map((file) => import(join(folder, file))),
  );
  return files.flatMap((file) => Object.values(file)).filter((value) => is(value, PgTable));
}

/** What the command prints and exits with. */
function status(keys: SealingKeyPair[]): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--import", "tsx", "bin/rotate-keys.ts", "--status"], {
      cwd: checkoutRoot,
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "production",
        DATABASE_URL: t.url,
        SEALING_PRIVATE_KEYS: keys.map(({ privateKey }) => privateKey).join(","),
      },
    });
    let said = "";
    child.stdout.on("data", (chunk) => {
      said += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      said += String(chunk);
    });
    child.once("close", (code) => resolve({ code, said }));
  });
}

test("every column of sealed texts is known, but those sealed to whoever asked", async () => {
  const columns = (await tablesOfSchema()).flatMap((table) =>
    Object.keys(getTableColumns(table))
      .filter((name) => name.endsWith("Sealed"))
      .map((name) => `${getTableName(table)}.${name}`),
  );
  const known = Object.values(sealedPlaces).map(({ table, field }) => `${getTableName(table)}.${field}`);
  expect(columns.sort()).toEqual([...known, "asks.answerSealed"].sort());
});

describe("a change of the sealing key", () => {
  test("seals every text anew, bit by bit, and every text can be read all the while", async () => {
    await fill(first, 120);
    const before = await readAll([first]);
    expect(before).toHaveLength(244);
    expect(await textsUnder(first)).toBe(244);

    const during = await status([second, first]);
    expect(during.code).toBe(3);
    expect(during.said).toContain(`Present key ${idOf(second)}: needed for nothing`);
    expect(during.said).toMatch(
      new RegExp(`Former key ${idOf(first)}: needed for .*120 secrets of webhooks`),
    );
    expect(during.said).toContain("Not done");

    // Killed half-way: the signal comes while texts are under way.
    const killed = new AbortController();
    const running = resealTexts(context([second, first], killed.signal));
    while ((await textsUnder(second)) < 20) await new Promise((resolve) => setImmediate(resolve));
    killed.abort();
    const partly = await running;
    expect(partly.resealed).toBeGreaterThanOrEqual(20);
    expect(partly.resealed).toBeLessThan(244);
    expect(await textsUnder(first)).toBe(244 - partly.resealed);
    expect((await status([second, first])).code).toBe(3);
    expect(await readAll([second, first])).toEqual(before);

    // Begun again, by two workers at once.
    const both = await Promise.all([
      resealTexts(context([second, first])),
      resealTexts(context([second, first])),
    ]);
    expect(partly.resealed + both[0].resealed + both[1].resealed).toBe(244);
    expect(await textsUnder(first)).toBe(0);
    expect(await readAll([second])).toEqual(before);
    const after = await status([second, first]);
    expect(after.code, after.said).toBe(0);
    expect(after.said).toContain(`Former key ${idOf(first)}: needed for nothing`);
    for (const { privateKey } of [first, second]) expect(after.said).not.toContain(privateKey);
  });

  test("never overwrites what somebody writes meanwhile", async () => {
    const third = await makeSealingKeyPair();
    const { site, hooks } = await fill(second, 60);
    const credential = await seal("a new password", `vcd-site/${site}`, second.publicKey);
    const texts = await listTextsSealedTo(worker, "credentials of sites", {
      keyIds: [idOf(second)],
      after: null,
      limit: 10,
    });
    const read = texts.find(({ id }) => id === site) ?? expect.fail("The site's text is not listed.");
    // The worker has read a text; then an admin replaces it, or it is dropped; then the worker writes.
    await t.owner.update(vcdSites).set({ credentialSealed: credential }).where(sql`id = ${site}`);
    expect(await replaceSealedText(worker, read, "sealed1.x.y")).toBe(false);

    const writing = (async () => {
      for (const id of hooks) {
        const secretSealed = await seal(`replaced ${id}`, `webhook/${id}`, second.publicKey);
        await t.owner.update(webhooks).set({ secretSealed }).where(sql`id = ${id}`);
      }
    })();
    await Promise.all([writing, resealTexts(context([third, second]))]);
    await resealTexts(context([third, second]));
    expect(await textsUnder(second)).toBe(0);
    const opened = await readAll([third]);
    for (const id of hooks) expect(opened).toContain(`replaced ${id}`);
  });

  test("is not done while a text needs a key that is not at hand, or does not open", async () => {
    const lost = await makeSealingKeyPair();
    const present = await makeSealingKeyPair();
    await fill(lost, 1);
    expect((await resealTexts(context([present]))).resealed).toBe(0);
    const unknown = await status([present]);
    expect(unknown.code).toBe(3);
    expect(unknown.said).toMatch(new RegExp(`Unknown key ${idOf(lost)}: needed for`));

    // Moved from another row: it opens for another purpose alone.
    await t.owner.execute(
      sql`update webhooks set secret_sealed = (select credential_sealed from vcd_sites where split_part(credential_sealed, '.', 2) = ${idOf(lost)} limit 1)
          where split_part(secret_sealed, '.', 2) = ${idOf(lost)}`,
    );
    const done = await resealTexts(context([present, lost]));
    expect(done).toMatchObject({ shut: 1 });
    expect(await textsUnder(lost)).toBe(1);
    expect((await status([present, lost])).code).toBe(3);
  });

  test("is nothing that the web could do: credentials and secrets do not come back to it even sealed", async () => {
    const shut = (["credentials of sites", "secrets of webhooks", "former secrets of webhooks"] as const).map(
      (place) => sealedPlaces[place],
    );
    for (const { table, field } of shut) {
      const column = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      const reading = t.web.execute(sql.raw(`select ${column} from ${getTableName(table)}`));
      await expect(reading, `${getTableName(table)}.${column}`).rejects.toMatchObject({
        cause: { message: expect.stringContaining("permission denied") },
      });
    }
  });
});
