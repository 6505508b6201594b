import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { openDatabase } from "@/lib/db/pool";
import { organizations } from "@/lib/db/schema/organizations";
import { memberships, people } from "@/lib/db/schema/people";
import { requests } from "@/lib/db/schema/requests";
import { sessions } from "@/lib/db/schema/sign-on";
import type { Role } from "@/lib/domain/people/roles";
import type { VerbContext } from "@/lib/services/context";
import { approveRequest } from "@/lib/services/requests/approve-request";
import { askForCluster, openVcdScene } from "./vcd";
import { installationId } from "./worker";

export type VerbScene = Awaited<ReturnType<typeof openVerbScene>>;

/**
 * A scene of VCD with people who call verbs as the web process does: `ann` is signed in to VCD, `otto` is a local
 * operator, `vera` a local viewer, and `ada` an admin of the provider.
 */
export async function openVerbScene(options: Parameters<typeof openVcdScene>[0] = {}) {
  process.env.DRAWBRIDGE_INSTALLATION_ID = installationId;
  const scene = await openVcdScene(options);
  const web = openDatabase(scene.installation.url, { role: "drawbridge_web" });

  function contextOf(sessionId: string, organization: string | null): VerbContext {
    return {
      db: web,
      sessionId,
      organization,
      requestId: randomUUID(),
      address: "192.0.2.1",
      now: scene.now(),
    };
  }

  async function addPerson(name: string, slug: string, role: Role): Promise<string> {
    const [organization] = await scene.db.select().from(organizations).where(eq(organizations.slug, slug));
    const personId = uuidv7();
    const sessionId = uuidv7();
    await scene.db.insert(people).values({ id: personId, email: `${name}@${slug}.test`, name });
    await scene.db.insert(memberships).values({ organizationId: organization?.id as string, personId, role });
    await scene.db
      .insert(sessions)
      .values({ id: sessionId, personId, endsAt: new Date("2100-01-01T00:00:00Z") });
    return sessionId;
  }

  const localSessions = {
    otto: await addPerson("Otto Operator", "tenant1", "operator"),
    vera: await addPerson("Vera Viewer", "tenant1", "viewer"),
    ada: await addPerson("Ada Admin", "provider", "provider-admin"),
  };
  const ann = await scene.signIn("tenant1-admin");

  /** The same person at the scene's present time. */
  const as = (
    who: "ann" | "otto" | "vera" | "ada",
    organization: string | null = who === "ada" ? null : "tenant1",
  ): VerbContext => contextOf(who === "ann" ? ann.sessionId : localSessions[who], organization);

  return {
    ...scene,
    web,
    ann,
    as,
    contextOf,
    /** A cluster that CSE built, as sweeps see it. */
    async build(name: string, options: { expose?: boolean } = {}) {
      const { id } = await askForCluster(scene, name, "tenant1", options);
      await scene.vcd.finish();
      await scene.readClock();
      await scene.sweepAll();
      return { entityId: id, row: await scene.cluster(name) };
    },
    /** Approves as an admin what waits, as the page shows it. */
    async approve(requestId: string) {
      const [row] = await scene.db.select().from(requests).where(eq(requests.id, requestId));
      await approveRequest(as("ada"), { requestId, termsDigest: row?.termsDigest ?? "", note: "" });
    },
    async close() {
      await web.$client.end();
      await scene.close();
    },
  };
}
