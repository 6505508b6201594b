import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { vcdClusters, vcdEdges } from "@/lib/db/schema/vcd-clusters";
import { getKubeconfig } from "@/lib/providers/vcd/cse";
import { probeExposed } from "@/lib/worker/probe-exposed";
import { exampleWorld } from "@/sandbox/vcd/example-world";
import { type ExposureScene, openExposureScene } from "../support/exposures";

const world = exampleWorld({ external: 86, internal: 86 });
let scene: ExposureScene;

beforeEach(async () => {
  scene = await openExposureScene({ world, forwarding: true });
  await scene.buildCluster();
});
afterEach(() => scene.close());

const probe = () => probeExposed(scene.worker.context);

/** The cluster's authority, as the kubeconfig that a person fetches has it. */
async function readAuthority(): Promise<void> {
  const { token } = await scene.signIn("tenant1-admin");
  const session = await scene.worker.context.vcdClients.open({
    site: { url: scene.vcd.url, certificateAuthority: null },
    credential: { kind: "session", organization: "tenant1", token },
    tenant: null,
  });
  const cluster = await scene.cluster("tkg1");
  const id = cluster.entityId as string;
  const text = await getKubeconfig(session, { id, dialect: cluster.dialect });
  const [, data = ""] = /certificate-authority-data: (\S+)/.exec(text) ?? [];
  await scene.db
    .update(vcdClusters)
    .set({ certificateAuthority: Buffer.from(data, "base64").toString("utf8") })
    .where(eq(vcdClusters.id, cluster.id));
}

test("what really answers at the address is told: its certificate, then its version once the authority is known", async () => {
  const { id } = await scene.expose();
  expect(await probe()).toBe(0);
  await scene.untilState(id, "exposed");
  expect(await probe()).toBe(1);
  const first = await scene.exposure(id);
  expect(first.handshake).toMatchObject({ ok: true, verifiedByAuthority: null });
  expect(first.answer).toBeNull();
  const told = await scene.untilExposure(id, (row) => row.lights?.certificateNames.value === "good");
  expect(told.lights?.certificateNames.code).toBe("names-kubernetes");
  expect(told.lights?.answers).toMatchObject({ value: "unknown", code: "not-tried" });
  expect(await probe()).toBe(0);

  await readAuthority();
  await scene.advance(31_000);
  expect(await probe()).toBe(1);
  const answered = await scene.untilExposure(id, (row) => row.lights?.answers.value === "good");
  expect(answered.answer).toMatchObject({ answers: true, status: 200 });
  expect(answered.handshake).toMatchObject({ ok: true, verifiedByAuthority: true });
});

test("an address that stopped answering is said within seconds, and forgotten with the exposure", async () => {
  const { id } = await scene.expose();
  await scene.untilState(id, "exposed");
  await probe();
  await scene.act({ act: "set-power", organization: "tenant1", cluster: "tkg1", on: false });
  await scene.advance(31_000);
  expect(await probe()).toBe(1);
  const silent = await scene.untilExposure(id, (row) => row.lights?.answers.value === "bad");
  expect(silent.lights?.answers.code).toBe("no-answer");
  expect(silent.state).toBe("exposed");
  // Where nothing answers, it is tried again sooner.
  await scene.act({ act: "set-power", organization: "tenant1", cluster: "tkg1", on: true });
  await scene.advance(9_000);
  expect(await probe()).toBe(1);
  expect((await scene.exposure(id)).handshake?.ok).toBe(true);

  await scene.remove(id);
  const off = await scene.untilState(id, "off");
  expect([off.handshake, off.answer]).toEqual([null, null]);
  await scene.advance(60_000);
  expect(await probe()).toBe(0);
});

test("no address outside the edge gateway's own ranges is ever connected to", async () => {
  const { id } = await scene.expose();
  await scene.untilState(id, "exposed");
  await scene.change(id, { address: "127.168.86.100" });
  expect(await probe()).toBe(0);
  await scene.change(id, { address: "127.149.86.110" });
  const [edge] = await scene.edges();
  if (!edge) throw new Error("unreachable");
  const uplinks = edge.seen.uplinks.map((uplink) => ({ ...uplink, subnets: [] }));
  await scene.db
    .update(vcdEdges)
    .set({ seen: { ...edge.seen, uplinks } })
    .where(eq(vcdEdges.edgeId, edge.edgeId));
  expect(await probe()).toBe(0);
  expect((await scene.exposure(id)).handshake).toBeNull();
});
