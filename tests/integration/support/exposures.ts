import { asc, eq } from "drizzle-orm";
import { v4 as uuidv4 } from "uuid";
import { addressReservations, edgeLocks, exposureAttempts, exposures } from "@/lib/db/schema/exposures";
import { places } from "@/lib/db/schema/places";
import { vcdSites } from "@/lib/db/schema/sites";
import { vcdClusters } from "@/lib/db/schema/vcd-clusters";
import { openingNames } from "@/lib/domain/exposures/firewall-changes";
import { cseRuleName, ourRuleName } from "@/lib/domain/exposures/rule-names";
import type { ClusterConfig } from "@/lib/domain/vcd/cluster-config";
import type { Act } from "@/sandbox/vcd/acts";
import type { Wire } from "@/sandbox/vcd/test-support/client";
import { buildCluster } from "@/sandbox/vcd/test-support/clusters";
import { openVcdScene, type VcdBinding } from "./vcd";
import { installationId } from "./worker";

type Row = typeof exposures.$inferSelect;

/** The edge of `tenant1` in the example world. */
export const edge = { organization: "tenant1", edgeGateway: "tenant1-edge" } as const;

/** The seed's configuration, as a person asks for it here. */
export function configOf(change: Partial<ClusterConfig> = {}): ClusterConfig {
  return {
    kind: "TKGm",
    name: "tkg1",
    organization: "tenant1",
    vdc: "tenant1-vdc",
    controlPlane: { count: 1 },
    workers: { count: 1 },
    template: { name: "ubuntu-20.04_tkgm-1.20_antrea-0.11", revision: 1 },
    network: "default-organization-network",
    sshKey: null,
    rollbackOnFailure: true,
    expose: true,
    ...change,
  };
}

export type ExposureScene = Awaited<ReturnType<typeof openExposureScene>>;

/** A scene of VCD with what tests of exposures ask for again and again; rows go in as verbs and approvals leave them. */
export async function openExposureScene(options: Parameters<typeof openVcdScene>[0] = {}) {
  const scene = await openVcdScene(options);
  const { db, vcd, installation, tenant1 } = scene;
  const is314 = options.personality === "3.1.4";
  /** Calls that the test itself made to build what it looks at. */
  let arranged = 0;

  async function addExposure(
    clusterId: string,
    more: Partial<typeof exposures.$inferInsert>,
    { organization, place }: VcdBinding = tenant1,
  ): Promise<Row> {
    const [row] = await db
      .insert(exposures)
      .values({
        id: uuidv4(),
        organizationId: organization.id,
        clusterId,
        placeId: place.id,
        way: "rule",
        state: "programming",
        stateSince: scene.now(),
        approvedAt: scene.now(),
        requestedBy: installation.person.id,
        ...more,
      })
      .returning();
    return row as Row;
  }

  const made = {
    ...scene,
    addExposure,
    /** A cluster that CSE built without exposing it, found by a sweep. */
    async buildCluster(name = "tkg1", change: Parameters<typeof buildCluster>[1] = {}) {
      const built = await buildCluster(await vcd.login(), { name, expose: false, ...change });
      await scene.readClock();
      await scene.sweepAll();
      arranged = (await scene.calls()).length;
      return { ...built, row: await scene.cluster(name) };
    },
    /** An approved exposure, way "rule", of a cluster that a sweep has found. */
    async expose(name = "tkg1", more: Partial<typeof exposures.$inferInsert> = {}) {
      return addExposure((await scene.cluster(name)).id, more);
    },
    /** An approved exposure of a cluster that is still to be made, way "cse", in a person's name. */
    async askForCluster(personId: string, change: Partial<ClusterConfig> = {}) {
      const asked = configOf({
        ...(is314 ? { documentVersion: "cse.vmware.com/v2.1", site: vcd.url } : { documentVersion: "35.0" }),
        ...change,
      });
      const [cluster] = await db
        .insert(vcdClusters)
        .values({
          id: uuidv4(),
          organizationId: tenant1.organization.id,
          vcdOrganizationId: tenant1.binding.id,
          placeId: tenant1.place.id,
          name: asked.name,
          dialect: is314 ? "native-2" : "native-1",
          kind: asked.kind,
          asked,
        })
        .returning();
      return addExposure(cluster?.id as string, { way: "cse", removal: "cse", requestedBy: personId });
    },
    /** Changes a row as a verb does: its revision rises. */
    async change(id: string, changes: Partial<typeof exposures.$inferInsert>) {
      const { revision } = await scene.exposure(id);
      await db
        .update(exposures)
        .set({ ...changes, revision: revision + 1 })
        .where(eq(exposures.id, id));
    },
    remove(id: string, more: Partial<typeof exposures.$inferInsert> = {}) {
      return made.change(id, { wanted: "gone", ...more });
    },
    click: (id: string) => made.change(id, { clickedAt: scene.now() }),
    /** Goes on until the exposure is as wanted; answers it. */
    async untilExposure(id: string, done: (row: Row) => boolean, atMostMs?: number): Promise<Row> {
      await scene.until(async () => done(await scene.exposure(id)), atMostMs);
      return scene.exposure(id);
    },
    untilState: (id: string, state: Row["state"], atMostMs?: number) =>
      made.untilExposure(id, (row) => row.state === state, atMostMs),
    untilBlocked: (id: string, code: string, atMostMs?: number) =>
      made.untilExposure(id, (row) => row.blocked?.code === code, atMostMs),
    /** Sweeps on for some of the world's time, whatever happens. */
    async goOn(ms: number): Promise<void> {
      const end = scene.now().getTime() + ms;
      await scene.until(() => scene.now().getTime() >= end, ms + 60_000);
    },
    async setMode(mode: "observe" | "act") {
      await db.update(vcdSites).set({ mode }).where(eq(vcdSites.id, scene.site.id));
    },
    async holdCluster(name: string, heldAt: Date | null) {
      const { id } = await scene.cluster(name);
      await db.update(vcdClusters).set({ heldAt }).where(eq(vcdClusters.id, id));
    },
    async holdPlace(heldAt: Date | null) {
      await db.update(places).set({ heldAt }).where(eq(places.id, scene.place.id));
    },
    /** NAT rules there really are on tenant1's edge. */
    async rules(): Promise<Wire[]> {
      return (await vcd.organization("tenant1")).edgeGateways[0].natRules;
    },
    /** User rules of the firewall on tenant1's edge, as its administrator reads and replaces them. */
    async firewall() {
      const admin = await vcd.login("tenant1-admin", "tenant1", undefined, is314 ? "36.0" : "35.0");
      const path = `/cloudapi/1.0.0/edgeGateways/${(await admin.edge()).id}/firewall/rules`;
      const read = async (): Promise<Wire[]> => (await admin.get(path)).body.userDefinedRules;
      return {
        path,
        read,
        names: async (): Promise<string[]> => (await read()).map(({ name }) => name),
        async replace(userDefinedRules: Wire[]): Promise<void> {
          const answer = await admin.call("PUT", path, { userDefinedRules });
          if (answer.status !== 202) throw new Error(answer.text);
          await scene.advance(3_000);
        },
        /** A rule that drops everything, to be written. */
        drop: (name: string): Wire => ({
          name,
          enabled: true,
          ...(is314 ? { actionValue: "DROP" } : { action: "DROP" }),
          direction: "IN_OUT",
          ipProtocol: "IPV4",
          sourceFirewallGroups: [],
          destinationFirewallGroups: [],
          applicationPortProfiles: [],
        }),
      };
    },
    act: (act: Act) => vcd.act(act),
    reservations: () => db.select().from(addressReservations).orderBy(asc(addressReservations.address)),
    locks: () => db.select().from(edgeLocks),
    attempts: (id: string) =>
      db
        .select()
        .from(exposureAttempts)
        .where(eq(exposureAttempts.exposureId, id))
        .orderBy(asc(exposureAttempts.startedAt), asc(exposureAttempts.id)),
    /** Changes of ours that reached VCD or CSE, by the sandbox's names, in order; signing in is none. */
    async writes(): Promise<string[]> {
      const calls = (await scene.calls()).slice(arranged);
      return calls
        .filter(({ method }) => method !== "GET")
        .map(({ operation }) => String(operation))
        .filter((operation) => !operation.startsWith("login"));
    },
  };
  return made;
}

export const ruleNameOf = (exposureId: string) => ourRuleName(installationId, exposureId);
export const openingNamesOf = (id: string) => openingNames({ installationId, id });
export { cseRuleName };
