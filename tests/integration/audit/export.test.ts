import { eq, sql } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { genesisHash, hashAuditEntry } from "@/lib/db/audit";
import { audit, auditHeads } from "@/lib/db/schema/audit";
import { memberships, people } from "@/lib/db/schema/people";
import { sessions } from "@/lib/db/schema/sign-on";
import { exportsPerHour } from "@/lib/domain/audit/export";
import { answerExport } from "@/lib/services/audit/answer-export";
import { listAudit } from "@/lib/services/audit/list-audit";
import { listAuditChoices } from "@/lib/services/audit/list-audit-choices";
import { readExportBatch } from "@/lib/services/audit/read-export-batch";
import { holdCluster } from "@/lib/services/clusters/hold-cluster";
import { insertChain } from "../support/audit-chain";
import { provideTenancy } from "../support/provide-tenancy";
import { refusal } from "../support/refusal";
import type { PersonKey } from "../support/tenancy";
import { readNdjson, tamper } from "./support";

const t = provideTenancy();
const length = 3_500;
const [acmeEntries, globexEntries] = [length, 30];
const clock = () => new Date();

beforeAll(async () => {
  await t.owner
    .update(memberships)
    .set({ role: "tenant-admin" })
    .where(eq(memberships.personId, t.person("operator")));
});
beforeEach(() =>
  tamper(t, async (tx) => {
    await tx.delete(audit);
    await tx.delete(auditHeads);
    await insertChain(tx, t.ids.acme, acmeEntries);
    await insertChain(tx, t.ids.globex, globexEntries);
  }),
);

const tenant = () => t.as("operator", "acme");
async function take(
  form: Record<string, string>,
  [person, organization]: [PersonKey, string | null] = ["operator", "acme"],
) {
  const response = await answerExport(t.as(person, organization), { format: "ndjson", ...form }, clock);
  return { response, text: await response.text() };
}
const lastEntry = async (organizationId: string) => {
  const [row] = await t.owner
    .select()
    .from(audit)
    .where(eq(audit.organizationId, organizationId))
    .orderBy(sql`seq desc`)
    .limit(1);
  return row;
};

describe("a copy", () => {
  test("holds every entry of the organization exactly, oldest first, and can be verified away from here", async () => {
    const { response, text } = await take({});
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/x-ndjson/);
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="audit-acme-until-\d{4}-\d\d-\d\d\.ndjson"$/,
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    const lines = readNdjson(text);
    expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, index) => index + 1));
    let previous = genesisHash;
    for (const { hash, previousHash, seq, organization, at, ...entry } of lines) {
      expect(organization).toBe("acme");
      expect(previousHash).toBe(previous);
      expect(hashAuditEntry(previous, seq, { ...entry, at: new Date(at) } as never)).toBe(hash);
      previous = hash;
    }
  });

  test("is recorded before it leaves: who took what, up to where", async () => {
    await take({ verb: "connections.rename", from: "2026-01-01" });
    expect(await lastEntry(t.ids.acme)).toMatchObject({
      seq: length + 1,
      verb: "audit.export",
      outcome: "done",
      personName: "Olga Operator",
      role: "tenant-admin",
      subjectId: t.ids.acme,
      facts: { format: "ndjson", act: "connections.rename", firstDay: "2026-01-01", upTo: length },
    });
  });

  test("by the provider is recorded where the entries are from", async () => {
    await take({ organization: "acme" }, ["auditor", null]);
    expect(await lastEntry(t.ids.acme)).toMatchObject({ verb: "audit.export", personName: "Aron Auditor" });
    const { text } = await take({ format: "ndjson" }, ["auditor", null]);
    expect(await lastEntry(t.ids.provider)).toMatchObject({
      verb: "audit.export",
      facts: { name: "All organizations", chains: 2, upTo: acmeEntries + 1 + globexEntries },
    });
    expect(new Set(readNdjson(text).map(({ organization }) => organization))).toEqual(
      new Set(["acme", "globex"]),
    );
    expect(readNdjson(text)).toHaveLength(acmeEntries + 1 + globexEntries);
  });

  test.each([
    [{ outcome: "denied" }, (line: { outcome: string }) => line.outcome === "denied"],
    [{ search: "Person 7" }, (line: { personName: string | null }) => line.personName === "Person 7"],
    [{ verb: "connections.remove" }, (line: { verb: string }) => line.verb === "connections.remove"],
    [
      { person: "0190a0a0-0001-7000-8000-000000000007" },
      (line: { personName: string | null }) => line.personName === "Person 7",
    ],
  ] as const)("honours %j", async (filters, fits) => {
    const whole = readNdjson((await take({})).text);
    const wanted = whole.filter((line) => fits(line)).map(({ seq }) => seq);
    expect(wanted.length).toBeGreaterThan(10);
    const { text } = await take(filters);
    expect(readNdjson(text).map(({ seq }) => seq)).toEqual(wanted);
  });

  test("and the list end with the last moment of the last day", async () => {
    await tamper(t, async (tx) => {
      await tx.delete(audit);
      await tx.delete(auditHeads);
      const moments = ["2026-03-01T23:59:59.999Z", "2026-03-02T00:00:00.000Z", "2026-03-02T23:59:59.999Z"];
      await insertChain(tx, t.ids.acme, 4, (entry, seq) => ({
        ...entry,
        at: new Date(moments[seq - 1] ?? "2026-03-03T00:00:00.000Z"),
      }));
    });
    const day = { from: "2026-03-02", to: "2026-03-02" };
    const { lines } = await listAudit(tenant(), day);
    expect(lines.map(({ seq }) => seq)).toEqual([3, 2]);
    const { response, text } = await take(day);
    expect(readNdjson(text).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(response.headers.get("content-disposition")).toContain(
      "audit-acme-2026-03-02-to-2026-03-02.ndjson",
    );
  });

  test("shows one moment, whatever is written while it is read", async () => {
    const response = await answerExport(tenant(), { format: "ndjson" }, clock);
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text += decoder.decode(part.value, { stream: true });
      await holdCluster(t.as("admin", null), { id: t.clusters.orders, reason: "Meanwhile." });
    }
    expect(readNdjson(text).map(({ seq }) => seq)).toEqual(Array.from({ length }, (_, index) => index + 1));
  });

  test("is read no faster than it is taken", async () => {
    const response = await answerExport(tenant(), { format: "ndjson" }, clock);
    const scans = async () => {
      const { rows } = await t.web.execute<{ n: string }>(sql`select count(*) as n from pg_stat_activity
        where datname = current_database() and state = 'idle in transaction'`);
      return Number(rows[0]?.n);
    };
    const reader = response.body?.getReader();
    const first = await reader?.read();
    // A batch, not the whole; and nothing is held open for whoever is slow to take the next.
    expect(readNdjson(new TextDecoder().decode(first?.value))).toHaveLength(1_000);
    expect(await scans()).toBe(0);
    await reader?.cancel();
  });

  test("ends with an error, not with a short file, where the session ends meanwhile", async () => {
    const sessionId = tenant().sessionId ?? "";
    const response = await answerExport(tenant(), { format: "ndjson" }, clock);
    const reader = response.body?.getReader();
    await reader?.read();
    await t.owner.update(sessions).set({ endedAt: new Date() }).where(eq(sessions.id, sessionId));
    await expect(reader?.read()).rejects.toThrow("You are signed out.");
    await t.owner.update(sessions).set({ endedAt: null }).where(eq(sessions.id, sessionId));
  });

  test("as CSV has a byte order mark, a head, and no cell that begins a formula", async () => {
    await t.owner
      .update(people)
      .set({ name: '=HYPERLINK("http://evil.test","x")' })
      .where(eq(people.id, t.person("operator")));
    await refusal(holdCluster(tenant(), { id: t.clusters.orders, reason: "@SUM(1)" }));
    const bytes = new Uint8Array(
      await (await answerExport(tenant(), { format: "csv", search: "HYPERLINK" }, clock)).arrayBuffer(),
    );
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = new TextDecoder().decode(bytes).trimEnd().split("\r\n");
    expect(lines[0]).toMatch(/^"organization","number","time","person"/);
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines.slice(1)) {
      expect(line).toContain(`"'=HYPERLINK(""http://evil.test"",""x"")"`);
      expect(line).not.toMatch(/(^|,)"[=+\-@]/);
    }
    const { text } = await take({ search: "HYPERLINK" });
    expect(readNdjson(text)[0]?.personName).toBe('=HYPERLINK("http://evil.test","x")');
    await t.owner
      .update(people)
      .set({ name: "Olga Operator" })
      .where(eq(people.id, t.person("operator")));
  });
});

describe("who may", () => {
  test("is limited in how many copies they take, also all at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: exportsPerHour + 5 }, () => take({ search: "Person 7" })),
    );
    const refused = answers.filter(({ response }) => response.status === 429);
    expect(refused).toHaveLength(5);
    expect(refused[0]?.text).toContain(`${exportsPerHour} copies of the audit within an hour`);
    const { response } = await take({}, ["auditor", null]);
    expect(response.status).toBe(200);
    const later = { ...tenant(), now: new Date(Date.now() + 3601_000) };
    expect((await answerExport(later, { format: "csv" }, clock)).status).toBe(200);
  });

  test.each(["viewer", "globex"] as const)("%s gets nothing of Acme's", async (person) => {
    for (const [organization, form] of [
      ["acme", {}],
      ["acme", { organization: "acme" }],
      ["globex", { organization: "acme" }],
      [null, { organization: "acme" }],
    ] as const) {
      const { response, text } = await take(form, [person, organization]);
      expect([403, 404], `${person} in ${organization}`).toContain(response.status);
      expect(text).not.toContain("Person");
    }
  });

  test("a tenant's admin gets nothing by naming another's chain, nor the provider's page", async () => {
    const batch = await readExportBatch(tenant(), {
      filters: {},
      heads: [{ organizationId: t.ids.globex, seq: 1_000 }],
    });
    expect(batch.records).toEqual([]);
    const choices = await listAuditChoices(tenant(), {});
    expect(choices.organizations).toBeNull();
    expect(choices.people).toHaveLength(40);
    // These tries are recorded at home, and name whoever made them.
    expect((await take({ organization: "globex" })).response.status).toBe(404);
    expect((await take({}, ["operator", null])).response.status).toBe(404);
    expect((await refusal(listAuditChoices(tenant(), { organization: "globex" }))).code).toBe("not-found");
  });

  test.each<Record<string, string>>([
    { format: "xlsx" },
    { format: "" },
    { outcome: "maybe" },
    { from: "yesterday" },
    { to: "2026-02-30" },
    { person: "Olga" },
    { search: "x".repeat(300) },
  ])("%j is refused in words, and nothing leaves", async (form) => {
    const { response, text } = await take(form);
    expect(response.status).toBe(422);
    expect(text).toMatch(/[a-z]/);
    expect((await lastEntry(t.ids.acme))?.seq).toBe(length);
  });
});
