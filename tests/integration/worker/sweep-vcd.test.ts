import { afterEach, describe, expect, it } from "vitest";
import type { Personality } from "@/sandbox/vcd/settings";
import { document1, document2 } from "@/sandbox/vcd/test-support/client";
import { openVcdScene, type VcdScene } from "../support/vcd";

let scene: VcdScene;
afterEach(() => scene.close());

/** Asks CSE for a cluster in somebody's name, as `vcd cse cluster apply` does. */
async function askForCluster(personality: Personality, name: string) {
  const { vcd } = scene;
  const version = personality === "3.0.4" ? "35.0" : "36.0";
  const admin = await vcd.login("tenant1-admin", "tenant1", "tenant1-password", version);
  const document = personality === "3.0.4" ? document1({ name }) : document2(vcd.url, { name });
  const answer = await admin.createCluster(document);
  if (answer.status >= 300) throw new Error(answer.text);
  return { admin, id: answer.body.id as string };
}

describe.each(["3.0.4", "3.1.4"] as const)("a sweep of an organization of VCD with CSE %s", (personality) => {
  it("finds clusters with their machine and edge, edges with their rules, and the inventory", async () => {
    scene = await openVcdScene({ personality });
    const { id } = await askForCluster(personality, "tkg1");
    await scene.vcd.finish();
    await scene.readClock();
    expect(await scene.sweep()).toMatchObject({ depth: "full", result: { failures: 0, fault: null } });

    const [edge] = await scene.edges();
    expect(edge).toMatchObject({
      seen: { name: "tenant1-edge", status: "REALIZED" },
      nat: { rules: [{ internalAddresses: "127.168.0.100" }] },
      firewall: { defaultRules: [{ action: "ALLOW" }] },
      edgeFault: null,
      firewallFault: null,
      runningTasks: [],
    });
    expect(await scene.cluster("tkg1")).toMatchObject({
      entityId: id,
      dialect: personality === "3.0.4" ? "native-1" : "native-2",
      kind: "TKGm",
      seen: { phase: { operation: "CREATE", status: "SUCCEEDED" } },
      edgeId: edge?.edgeId,
      vm: { address: "127.168.0.100" },
      organizationId: scene.organization.id,
      goneAt: null,
    });
    expect(await scene.inventory()).toMatchObject({
      vdcs: [{ name: "tenant1-vdc" }, { name: "tenant1-vdc-2" }, { name: "tenant1-isolated-vdc" }],
      networks: [{ name: "default-organization-network" }, { name: "isolated-network" }],
      sizingPolicies: [{ name: "large" }, { name: "small" }],
      templates: null,
    });
  });
});
