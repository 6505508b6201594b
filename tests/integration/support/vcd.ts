import { asc, eq } from "drizzle-orm";
import { v4 as uuidv4 } from "uuid";
import { seal } from "@/lib/crypto/seal";
import { events } from "@/lib/db/schema/events";
import { exposures } from "@/lib/db/schema/exposures";
import type { organizations } from "@/lib/db/schema/organizations";
import { memberships, people } from "@/lib/db/schema/people";
import { places } from "@/lib/db/schema/places";
import { sessions, vcdSessions } from "@/lib/db/schema/sign-on";
import { vcdOrganizations, vcdSites } from "@/lib/db/schema/sites";
import { vcdClusters, vcdEdges, vcdInventories, vcdTasks } from "@/lib/db/schema/vcd-clusters";
import type { Role } from "@/lib/domain/people/roles";
import { getCurrentSession } from "@/lib/providers/vcd/session";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import type { Personality } from "@/sandbox/vcd/settings";
import { document1, document2, type Json, Vcd } from "@/sandbox/vcd/test-support/client";
import type { World } from "@/sandbox/vcd/world";
import { createInstallation, wake } from "./installation";
import { sealingKeys } from "./sealing-keys";
import { startWorker } from "./worker";

/** Nobody listens there: what a scene of VCD sends to AWS fails at once. */
const noAws = "http://127.0.0.1:9";

/** The account of the example world that the site's credential is for. */
const providerAccount = {
  kind: "account",
  organization: "System",
  user: "administrator",
  password: "provider-password",
} as const;

export type VcdScene = Awaited<ReturnType<typeof openVcdScene>>;
export type VcdBinding = {
  organization: typeof organizations.$inferSelect;
  binding: typeof vcdOrganizations.$inferSelect;
  place: typeof places.$inferSelect;
};

/**
 * A sandbox VCD without forwarding whose clock stands, a database of the test's own with that site registered (its
 * credential really sealed), `tenant1` bound to an organization of ours as one place, and a worker:
 *
 *     const scene = await openVcdScene({ personality: "3.1.4" });
 *     const { id } = await buildCluster(await scene.vcd.login());   // sandbox/vcd/test-support/clusters
 *     await scene.sweep();                                          // one sweep of tenant1's place
 *     await scene.cluster("tkg1");                                  // its row
 *     const ann = await scene.signIn("tenant1-admin");              // person, session and vcd_sessions, token sealed
 *     await scene.advance(2_000);                                   // the world's time, which is the worker's clock
 *     await scene.until(async () => (await scene.cluster("tkg1")).goneAt !== null);
 *     await scene.close();
 *
 * `scene.vcd` has the sandbox's control surface (act, fault, finish, journal); `bind("tenant2")` binds another
 * organization. After `scene.vcd.finish()` or `scene.vcd.advance()` call `scene.readClock()`. `endpoint` puts
 * something, such as a gate, between the worker and the sandbox.
 */
export async function openVcdScene(
  options: {
    personality?: Personality;
    /** Of the site; `act` unless told otherwise. */
    mode?: "observe" | "act";
    world?: World;
    /** Lets DNAT and control planes really listen: give the world third parts of addresses that no other test has. */
    forwarding?: boolean;
    endpoint?: (url: string) => Promise<string>;
  } = {},
) {
  const vcd = await Vcd.start(
    { personality: options.personality ?? "3.0.4", forwarding: options.forwarding ?? false },
    options.world ?? exampleWorld(),
  );
  // Ahead of the machine's clock, by which the database wakes places.
  await vcd.advance(3_600_000);
  let now = await clockOf(vcd);
  const installation = await createInstallation(now);
  const { db } = installation;
  const siteId = uuidv4();
  const [siteRow] = await db
    .insert(vcdSites)
    .values({
      id: siteId,
      name: "Sandbox",
      url: (await options.endpoint?.(vcd.url)) ?? vcd.url,
      credentialLabel: "administrator@System",
      credentialSealed: await seal(
        JSON.stringify(providerAccount),
        `vcd-site/${siteId}`,
        sealingKeys.publicKey,
      ),
      mode: options.mode ?? "act",
    })
    .returning();
  const site = siteRow as typeof vcdSites.$inferSelect;
  const worker = startWorker(installation.url, noAws, () => now);

  /** Binds an organization of the site to a new one of ours, with its place, due at once. */
  async function bind(name: string): Promise<VcdBinding> {
    const organization = await installation.addOrganization({ slug: name, name });
    const { id } = await vcd.organization(name);
    const [binding] = await db
      .insert(vcdOrganizations)
      .values({
        id: uuidv4(),
        siteId,
        orgId: `urn:vcloud:org:${id}`,
        name,
        displayName: name,
        organizationId: organization.id,
      })
      .returning();
    const [place] = await db
      .insert(places)
      .values({
        id: uuidv4(),
        kind: "vcd",
        vcdOrganizationId: binding?.id as string,
        dueAt: now,
        fullSweepDueAt: now,
        inventoryDueAt: now,
      })
      .returning();
    return {
      organization,
      binding: binding as typeof vcdOrganizations.$inferSelect,
      place: place as typeof places.$inferSelect,
    };
  }

  const tenant1 = await bind("tenant1");
  const { organization, binding, place } = tenant1;

  /** Signs somebody in to VCD, as the sign-in page does: a person, a member, a session, and the token sealed. */
  async function signIn(user: string, where: VcdBinding = tenant1, role: Role = "tenant-admin") {
    const name = where.binding.name;
    const { token } = await vcd.login(user, name);
    if (token === "") throw new Error(`VCD did not let ${user} in.`);
    const credential = { kind: "session" as const, organization: name, token };
    const seen = await getCurrentSession(
      await worker.context.vcdClients.open({
        site: { url: vcd.url, certificateAuthority: null },
        credential,
        tenant: null,
      }),
    );
    const [known] = await db.select().from(people).where(eq(people.vcdUserId, seen.user.id));
    const personId = known?.id ?? uuidv4();
    if (!known) {
      await db.insert(people).values({
        id: personId,
        email: `${user}@${name} at Sandbox`,
        name: user,
        vcdSiteId: siteId,
        vcdUserId: seen.user.id,
      });
      await db.insert(memberships).values({ organizationId: where.organization.id, personId, role });
    }
    const sessionId = uuidv4();
    const vcdSessionId = uuidv4();
    await db
      .insert(sessions)
      .values({ id: sessionId, personId, endsAt: new Date(now.getTime() + 12 * 3_600_000) });
    await db.insert(vcdSessions).values({
      id: vcdSessionId,
      sessionId,
      organizationId: where.organization.id,
      vcdOrganizationId: where.binding.id,
      personId,
      userId: seen.user.id,
      userName: user,
      roles: seen.roles,
      rights: seen.rights,
      tokenSealed: await seal(token, `vcd-session/${vcdSessionId}`, sealingKeys.publicKey),
      idleTimeoutMs: seen.idleTimeoutMs,
      expiresAt: new Date(now.getTime() + seen.idleTimeoutMs),
      checkedAt: now,
    });
    return { personId, sessionId, vcdSessionId, token };
  }

  const readPlace = async (id = place.id) => {
    const [row] = await db.select().from(places).where(eq(places.id, id));
    return row as typeof places.$inferSelect;
  };

  const advance = async (ms: number) => {
    await vcd.advance(ms);
    now = await clockOf(vcd);
  };

  return {
    vcd,
    installation,
    db,
    site,
    organization,
    binding,
    place,
    tenant1,
    worker,
    now: () => now,
    bind,
    signIn,
    readPlace,
    /** Moves the world's time, which is the worker's clock; CSE and edges work on meanwhile. */
    advance,
    /** Takes the worker's clock from the world after something else moved it. */
    async readClock() {
      now = await clockOf(vcd);
    },
    /** One sweep of a place, due or not. */
    sweep: (placeId = place.id) => worker.sweep(placeId),
    /** Makes everything due, as a click does, and sweeps once. */
    async sweepAll(placeId = place.id) {
      await wake(db, placeId, { fullSweep: true });
      return worker.sweep(placeId);
    },
    /** Sweeps, moves the world to when the place is due again, and goes on until `done` or for `atMostMs` of its time. */
    async until(
      done: () => boolean | Promise<boolean>,
      atMostMs = 900_000,
      placeId = place.id,
    ): Promise<void> {
      const limit = now.getTime() + atMostMs;
      for (;;) {
        await worker.sweep(placeId);
        if (await done()) return;
        if (now.getTime() >= limit) {
          const rows = await db.select().from(exposures).where(eq(exposures.placeId, placeId));
          const said = rows.map(({ state, blocked, lights }) => ({ state, blocked, lights }));
          throw new Error(`Not within ${atMostMs / 1000} s: ${JSON.stringify(said)}`);
        }
        const { dueAt } = await readPlace(placeId);
        await advance(Math.max(250, dueAt.getTime() - now.getTime()));
      }
    },
    clusters: (placeId = place.id) =>
      db.select().from(vcdClusters).where(eq(vcdClusters.placeId, placeId)).orderBy(asc(vcdClusters.name)),
    /** The row of the cluster of that name. */
    async cluster(name: string, placeId = place.id) {
      const rows = await db.select().from(vcdClusters).where(eq(vcdClusters.placeId, placeId));
      const row = rows.find((each) => each.name === name);
      if (!row) throw new Error(`No cluster ${name} among ${rows.map((each) => each.name).join(", ")}.`);
      return row;
    },
    edges: (placeId = place.id) => db.select().from(vcdEdges).where(eq(vcdEdges.placeId, placeId)),
    tasks: (placeId = place.id) =>
      db.select().from(vcdTasks).where(eq(vcdTasks.placeId, placeId)).orderBy(asc(vcdTasks.firstSeenAt)),
    async inventory(placeId = place.id) {
      const [row] = await db.select().from(vcdInventories).where(eq(vcdInventories.placeId, placeId));
      return row as typeof vcdInventories.$inferSelect;
    },
    async exposure(id: string) {
      const [row] = await db.select().from(exposures).where(eq(exposures.id, id));
      return row as typeof exposures.$inferSelect;
    },
    eventKinds: async (subjectId: string) =>
      (
        await db
          .select()
          .from(events)
          .where(eq(events.subjectId, subjectId))
          .orderBy(asc(events.at), asc(events.id))
      ).map(({ kind }) => kind),
    /** Calls that reached the sandbox from outside it, by its own names of them (`listNatRules`, `getTask`, …). */
    async calls(operation?: string): Promise<Json[]> {
      const journal = await vcd.journal();
      return journal.filter(
        ({ via, ...call }) => via === "client" && (!operation || call.operation === operation),
      );
    },
    /** True once a System token was sent to CSE: never. */
    async systemTokenCalledCse(): Promise<boolean> {
      return (await vcd.control("GET", "journal/summary")).body.systemTokenCalledCse;
    },
    async close() {
      await worker.close();
      await installation.close();
      await vcd.close();
    },
  };
}

/** Asks CSE for a cluster in an administrator's name, as `vcd cse cluster apply` does; answers the entity's id. */
export async function askForCluster(
  { vcd }: Pick<VcdScene, "vcd">,
  name: string,
  organization: "tenant1" | "tenant2" = "tenant1",
  change: { expose?: boolean } = {},
) {
  const { body: settings } = await vcd.control("GET", "settings");
  const isOld = settings.personality === "3.0.4";
  const admin = await vcd.login(
    `${organization}-admin`,
    organization,
    `${organization}-password`,
    isOld ? "35.0" : "36.0",
  );
  const network = organization === "tenant1" ? "default-organization-network" : "tenant2-network";
  const wanted = { ...change, name, vdc: `${organization}-vdc`, network };
  const document = JSON.stringify(isOld ? document1(wanted) : document2(vcd.url, wanted));
  const answer = await admin.createCluster(JSON.parse(document.replaceAll('"tenant1"', `"${organization}"`)));
  if (answer.status >= 300) throw new Error(answer.text);
  return { admin, id: answer.body.id as string, task: await admin.task(answer) };
}

async function clockOf(vcd: Vcd): Promise<Date> {
  return new Date((await vcd.control("GET", "clock")).body.now);
}
