import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse } from "yaml";
import { registerKubeconfigAction } from "@/app/(console)/admin/clusters/actions";
import { POST } from "@/app/api/organizations/[organization]/clusters/[id]/kubeconfig/route";
import { webDatabase } from "@/lib/db/pool";
import { asks } from "@/lib/db/schema/asks";
import { clusters } from "@/lib/db/schema/clusters";
import type { places } from "@/lib/db/schema/places";
import { idleForm } from "@/lib/domain/form-state";
import { getKubeconfigPage } from "@/lib/services/kubeconfigs/get-kubeconfig-page";
import { runWorker } from "@/lib/worker/run";
import { document1 } from "@/sandbox/vcd/test-support/client";
import { browse, origin } from "../support/browser";
import { sealingKeys } from "../support/sealing-keys";
import { type AskScene, everythingWritten, openAskScene } from "./support";

vi.mock("next/headers", async () => (await import("../support/browser")).nextHeaders);

let scene: AskScene;
let admin: Awaited<ReturnType<AskScene["signIn"]>>;
let running: Promise<void>;
const stop = new AbortController();

beforeAll(async () => {
  scene = await openAskScene();
  admin = await scene.signIn("tenant1-admin");
  const person = await scene.vcd.login();
  await person.createCluster(document1({ expose: true }));
  await scene.vcd.finish();
  await scene.readClock();
  await scene.sweepAll();
  running = runWorker(
    {
      databaseUrl: scene.installation.url,
      installationId: scene.worker.context.installationId,
      awsEndpoints: { ec2: "http://127.0.0.1:9", sts: "http://127.0.0.1:9" },
      sealingPrivateKeys: [sealingKeys.privateKey],
      glanceSeconds: 30,
      fullSweepSeconds: 600,
      logLevel: "silent",
    },
    stop.signal,
  );
});
afterAll(async () => {
  stop.abort();
  await running;
  await webDatabase().$client.end();
  await scene.close();
});

async function post(id: string, headers: Record<string, string> = {}): Promise<Response> {
  await browse(admin.sessionId, { origin, ...headers });
  const { slug } = scene.organization;
  const url = `${origin}/api/organizations/${slug}/clusters/${id}/kubeconfig`;
  return POST(new Request(url, { method: "POST", headers: { origin, ...headers } }), {
    params: Promise.resolve({ organization: slug, id }),
  });
}

test("the file comes as a download that nobody keeps, by way of the worker that runs", async () => {
  const answer = await post((await scene.cluster("tkg1")).id);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "cache-control": "no-store",
    "content-disposition": 'attachment; filename="tkg1.kubeconfig.yaml"',
    "content-type": "application/yaml; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
  const read = parse(await answer.text());
  expect(read.clusters[0].cluster.server).toBe("https://127.149.1.102:6443");
  expect(await scene.db.select().from(asks)).toEqual([]);
});

test("scripts get it with what its reading showed", async () => {
  const answer = await post((await scene.cluster("tkg1")).id, { accept: "application/json" });
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.json()).toMatchObject({
    fileName: "tkg1.kubeconfig.yaml",
    endpoint: { server: "https://127.149.1.102:6443", tlsServerName: null },
    text: expect.stringContaining("kind: Config"),
  });
});

test("another site's page, and a missing cluster, get nothing", async () => {
  const { id } = await scene.cluster("tkg1");
  await browse(admin.sessionId, { origin: "https://elsewhere.test" });
  const url = `${origin}/api/organizations/${scene.organization.slug}/clusters/${id}/kubeconfig`;
  const foreign = await POST(new Request(url, { method: "POST" }), {
    params: Promise.resolve({ organization: scene.organization.slug, id }),
  });
  expect(foreign.status).toBe(403);
  expect((await post(crypto.randomUUID())).status).toBe(404);
  expect((await post("no-id", { accept: "application/json" })).status).toBe(404);
});

const file = (user: string) => `apiVersion: v1
kind: Config
clusters:
- name: orders
  cluster:
    server: https://orders.example.com
    certificate-authority-data: AAAA
users:
- name: reader
  user:
${user}
contexts:
- name: orders
  context: { cluster: orders, user: reader }
`;

test("a cluster in AWS: what an admin registered comes out again, and nothing of it is written in clear", async () => {
  const { account, places: rows } = await scene.installation.addAccount("210987654321");
  const cluster = await scene.installation.addCluster(
    scene.organization.id,
    rows[0] as typeof places.$inferSelect,
    account.accountId,
    "vpc-0a00000000000000a",
  );
  const page = () => getKubeconfigPage(scene.as(admin), { id: cluster.id });
  expect(await page()).toMatchObject({ source: "none", download: { ok: false } });

  const provider = await scene.provider();
  const register = async (fields: Record<string, string>) => {
    await browse(provider.sessionId);
    const form = new FormData();
    for (const [name, value] of Object.entries({
      id: cluster.id,
      eksName: "",
      secretKubeconfig: "",
      ...fields,
    })) {
      form.append(name, value);
    }
    return registerKubeconfigAction(idleForm, form);
  };
  expect(await register({ eksName: "orders; rm -rf /" })).toMatchObject({
    status: "refused",
    fields: { eksName: [expect.stringContaining("no name that Amazon EKS takes")] },
  });
  expect((await register({ eksName: "orders" })).status).toBe("done");
  expect(await page()).toMatchObject({
    source: "eks-line",
    eksLine: "aws eks update-kubeconfig --name orders --region eu-central-1",
    linesToTry: ["kubectl version", "kubectl get nodes -A", "kubectl auth can-i '*' '*'"],
  });

  const refusals = {
    "    client-key: /home/ana/key.pem": "files that are on one machine only: /home/ana/key.pem",
    "    tokenFile: /var/run/token": "/var/run/token",
  };
  for (const [user, words] of Object.entries(refusals)) {
    const refused = await register({ secretKubeconfig: file(user) });
    expect(refused.fields?.secretKubeconfig?.[0]).toContain(words);
    expect(JSON.stringify(refused.values)).not.toContain("orders.example.com");
  }
  const token = "a-token-nobody-else-may-see";
  const done = await register({ eksName: "orders", secretKubeconfig: file(`    token: ${token}`) });
  expect(done).toMatchObject({ status: "done", message: expect.stringContaining("It holds a token") });
  expect(await everythingWritten(scene)).not.toContain(token);
  expect(await page()).toMatchObject({ source: "registered", download: { ok: true } });
  const answer = await post(cluster.id);
  expect(parse(await answer.text()).users[0].user.token).toBe(token);
  expect(await everythingWritten(scene)).not.toContain(token);

  expect((await register({ eksName: "orders", forget: "on" })).status).toBe("done");
  const [row] = await scene.db.select().from(clusters).where(eq(clusters.id, cluster.id));
  expect(row).toMatchObject({ kubeconfigSealed: null, eksName: "orders" });
  expect((await page()).source).toBe("eks-line");
});
