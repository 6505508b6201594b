import { randomUUID } from "node:crypto";
import { asc } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { openDatabase } from "@/lib/db/pool";
import { memberships, people } from "@/lib/db/schema/people";
import { sessions } from "@/lib/db/schema/sign-on";
import { vcdSites } from "@/lib/db/schema/sites";
import { clusterActs, vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { listClusters } from "@/lib/providers/vcd/clusters";
import type { HearAnswer } from "@/lib/services/asks/await-answer";
import type { VerbContext } from "@/lib/services/context";
import { ServiceError } from "@/lib/services/errors";
import { answerClaimed, claimWaitingAsks } from "@/lib/worker/asks";
import { ClusterActs } from "@/lib/worker/cluster-acts";
import { makeAskedSiteChecks } from "@/lib/worker/site-checks";
import { CseInventories } from "@/lib/worker/vcd-inventory";
import { configureWeb } from "../support/browser";
import { openVcdScene, type VcdBinding, type VcdScene } from "../support/vcd";

export type AskScene = Awaited<ReturnType<typeof openAskScene>>;

/** A scene of VCD with the web's half beside the worker's: verbs are called as the people of it, over row-level security. */
export async function openAskScene(options: Parameters<typeof openVcdScene>[0] = {}) {
  const scene = await openVcdScene(options);
  configureWeb(scene.installation.url);
  const web = openDatabase(scene.installation.url, { role: "drawbridge_web", name: "drawbridge-web-test" });

  const as = (person: { sessionId: string }, where: VcdBinding = scene.tenant1): VerbContext => ({
    db: web,
    sessionId: person.sessionId,
    organization: where.organization.slug,
    requestId: randomUUID(),
    address: "192.0.2.1",
    now: scene.now(),
  });

  return {
    ...scene,
    web,
    as,
    /** Rows for the clusters that VCD lists, as a look records them. */
    async see(where: VcdBinding = scene.tenant1, user = "tenant1-admin") {
      const organization = where.binding.name;
      const session = await scene.worker.context.vcdClients.open({
        site: { url: scene.vcd.url, certificateAuthority: null },
        credential: { kind: "account", organization, user, password: `${organization}-password` },
        tenant: null,
      });
      const seen = await listClusters(session);
      const known = await scene.clusters(where.place.id);
      for (const cluster of seen) {
        const { id: entityId, name, dialect, kind } = cluster;
        const row = known.find(
          (each) => each.entityId === entityId || (!each.entityId && each.name === name),
        );
        const { etag: _, ...kept } = cluster;
        await scene.db
          .insert(vcdClusters)
          .values({
            id: row?.id ?? uuidv7(),
            organizationId: where.organization.id,
            vcdOrganizationId: where.binding.id,
            placeId: where.place.id,
            entityId,
            name,
            dialect,
            kind,
            seen: { ...kept, etag: null },
            seenAt: scene.now(),
          })
          .onConflictDoUpdate({
            target: vcdClusters.id,
            set: { entityId, seen: { ...kept, etag: null }, seenAt: scene.now() },
          });
      }
      return scene.clusters(where.place.id);
    },
    /** Somebody of the provider's own organization, signed in with a password of ours. */
    async provider(role: "provider-admin" | "provider-auditor" = "provider-admin"): Promise<VerbContext> {
      const [personId, sessionId] = [uuidv7(), uuidv7()];
      const organizationId = scene.installation.provider.id;
      await scene.db
        .insert(people)
        .values({ id: personId, email: `${personId}@provider.test`, name: "Ada Admin" });
      await scene.db.insert(memberships).values({ organizationId, personId, role });
      await scene.db.insert(sessions).values({ id: sessionId, personId, endsAt: new Date("2100-01-01") });
      return { ...as({ sessionId }), organization: null };
    },
    /** What the worker reads by itself before anybody creates: the site's versions, inventory, templates. */
    async readWorld() {
      await scene.db.update(vcdSites).set({ checkAskedAt: scene.now() });
      await makeAskedSiteChecks(scene.worker.context);
      await scene.sweepAll();
      await new CseInventories().readDue(scene.worker.context);
    },
    /** One round of the loop that sends acts. */
    async sendActs(acts = new ClusterActs(scene.worker.context)): Promise<number> {
      const claimed = await acts.claim(8);
      await Promise.all(claimed.map((act) => acts.send(act)));
      return claimed.length;
    },
    acts: () => scene.db.select().from(clusterActs).orderBy(asc(clusterActs.createdAt)),
    /** One round of the worker's loop. */
    async answer(): Promise<number> {
      const claimed = await claimWaitingAsks(scene.worker.context, 8);
      await Promise.all(claimed.map((ask) => answerClaimed(scene.worker.context, ask)));
      return claimed.length;
    },
    close: async () => {
      await web.$client.end();
      await scene.close();
    },
  };
}

/** Waits as the web does, and has the worker answer as soon as something was asked. */
export function answeredBy(scene: { answer(): Promise<number> }): HearAnswer {
  return (_askId, onAnswer) => {
    void scene.answer().then(onAnswer);
    return () => {};
  };
}

/** For waits that nobody answers: the row is looked at again and again, quickly. */
export const nobodyAnswers: HearAnswer = () => () => {};
export const impatient = { lookMs: 5, unclaimedMs: 20, mostMs: 40 };

/** The refusal of a verb that must refuse. */
export async function refusalOf(call: Promise<unknown>): Promise<ServiceError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
  throw new Error("It was let through.");
}

/** Everything that is written down anywhere in the database, as text. */
export async function everythingWritten({ db }: Pick<VcdScene, "db">): Promise<string> {
  const { rows: tables } = await db.execute<{ name: string }>(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await db.execute<{ all: string | null }>(
      `select string_agg(t::text, E'\\n') as all from ${name} t`,
    );
    texts.push(`${name}: ${rows[0]?.all ?? ""}`);
  }
  return texts.join("\n");
}
