import { describe, expect, it } from "vitest";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { getEdgeGateway, listEdgeGateways, listUsedAddresses } from "@/lib/providers/vcd/edge-gateways";
import { isBusyEntity, isChangedMeanwhile, isMissing, missingRights } from "@/lib/providers/vcd/faults";
import {
  createIpSet,
  deleteIpSet,
  getFirewall,
  getFirewallGroup,
  listFirewallGroups,
  replaceUserRules,
} from "@/lib/providers/vcd/firewall";
import {
  changeNatRule,
  createApiServerRule,
  deleteNatRule,
  findNatRules,
  listNatRules,
} from "@/lib/providers/vcd/nat-rules";
import {
  createPortProfile,
  deletePortProfile,
  getPortProfile,
  listPortProfiles,
} from "@/lib/providers/vcd/port-profiles";
import { getTask, listRunningTasks } from "@/lib/providers/vcd/tasks";
import { listNetworks, listSizingPolicies, listStorageProfiles, listVdcs } from "@/lib/providers/vcd/vdcs";
import { faultOf, standingSite } from "./support";

const edgeName = { organization: "tenant1", edgeGateway: "tenant1-edge" } as const;
const wanted = {
  name: "drawbridge-abc",
  description: "Exposes tkg1.",
  externalAddress: "127.149.1.110",
  internalAddress: "127.168.0.100",
};

describe.each(["3.0.4", "3.1.4"] as const)("networking beside CSE %s", (personality) => {
  const site = standingSite({ personality });

  async function edgeOf(session: VcdSession) {
    const edge = (await listEdgeGateways(session)).find(({ name }) => name === "tenant1-edge");
    if (!edge) throw new Error("The example has no edge gateway.");
    return edge;
  }

  /** Lets a task end, and answers how. */
  async function ended(session: VcdSession, { taskId }: { taskId: string | null }) {
    await site().vcd.finish();
    return getTask(session, taskId ?? "");
  }

  it("reads what a create form offers", async () => {
    const session = await site().account();
    const vdcs = await listVdcs(session);
    expect(vdcs.map(({ name }) => name)).toEqual(["tenant1-vdc", "tenant1-vdc-2", "tenant1-isolated-vdc"]);
    const [first, , isolated] = vdcs;
    expect(await listSizingPolicies(session, first?.id ?? "")).toEqual([
      expect.objectContaining({ name: "small", cpuCount: 2, memoryMb: 4096 }),
      expect.objectContaining({ name: "large", cpuCount: 4, memoryMb: 16384 }),
    ]);
    const profiles = await listStorageProfiles(session, { vdcId: first?.id });
    expect(profiles.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ["truenas-iscsi-luns", true],
      ["gold", false],
    ]);
    expect(await listStorageProfiles(session)).toHaveLength(4);

    const networks = await listNetworks(session);
    expect(networks.map(({ name, type }) => [name, type])).toEqual([
      ["default-organization-network", "NAT_ROUTED"],
      ["isolated-network", "ISOLATED"],
    ]);
    expect(networks[0]).toMatchObject({
      edgeGateway: { name: "tenant1-edge" },
      connected: true,
      nsxT: true,
      owner: { name: "tenant1-group" },
      status: "REALIZED",
      subnets: [
        {
          gateway: "127.168.0.1",
          prefixLength: 24,
          ranges: [{ first: "127.168.0.100", last: "127.168.0.199" }],
        },
      ],
    });
    expect(networks[1]?.edgeGateway).toBeNull();
    expect((await listNetworks(session, { vdcId: isolated?.id })).map(({ name }) => name)).toEqual([
      "isolated-network",
    ]);
  });

  it("reads an edge gateway, its ranges and every use of an address", async () => {
    const session = await site().provider();
    const edge = await edgeOf(session);
    expect(edge).toMatchObject({ status: "REALIZED", nsxT: true, organization: { name: "tenant1" } });
    expect(edge.uplinks).toEqual([
      expect.objectContaining({
        usesIpSpaces: false,
        subnets: [
          expect.objectContaining({
            ranges: [{ first: "127.149.1.101", last: "127.149.1.110" }],
            totalAddresses: 10,
          }),
        ],
      }),
    ]);
    for (let last = 102; last <= 105; last += 1) {
      await site().vcd.act({ act: "use-address", ...edgeName, ipAddress: `127.149.1.${last}` });
    }
    const used = await listUsedAddresses(session, edge.id);
    expect(used.map(({ address }) => address)).toEqual(
      expect.arrayContaining(["127.149.1.101", "127.149.1.105"]),
    );
    expect(used[0]?.category).toBe("PRIMARY_IP");
  });

  it("makes a rule for port 6443 alone, finds it by name, and deletes it", async () => {
    const session = await site().provider();
    const edge = await edgeOf(session);
    const accepted = await createApiServerRule(session, edge.id, wanted);
    expect(accepted.taskId).toMatch(/^urn:vcloud:task:/);
    expect((await getEdgeGateway(session, edge.id)).status).toBe("CONFIGURING");
    expect(await listRunningTasks(session)).toEqual({
      tasks: [expect.objectContaining({ id: accepted.taskId, operationName: "NAT_RULE_CREATE" })],
      complete: true,
    });
    expect(await ended(session, accepted)).toMatchObject({
      status: "success",
      progress: 100,
      fault: null,
      owner: { id: edge.id },
      startedAt: expect.any(Date),
      endedAt: expect.any(Date),
    });
    expect(await listRunningTasks(session)).toEqual({ tasks: [], complete: true });

    const [rule, ...more] = await findNatRules(session, edge.id, wanted.name);
    expect(more).toEqual([]);
    expect(rule).toMatchObject({
      enabled: true,
      type: "DNAT",
      externalAddresses: wanted.externalAddress,
      internalAddresses: wanted.internalAddress,
      externalPort: "6443",
      portProfile: null,
      description: wanted.description,
      version: 0,
    });
    expect(rule?.firewallMatch).toBe(personality === "3.0.4" ? null : "MATCH_INTERNAL_ADDRESS");
    expect(await findNatRules(session, edge.id, "drawbridge")).toEqual([]);

    expect(await ended(session, await deleteNatRule(session, edge.id, rule?.id ?? ""))).toMatchObject({
      status: "success",
    });
    expect(await findNatRules(session, edge.id, wanted.name)).toEqual([]);
    expect(isMissing((await faultOf(deleteNatRule(session, edge.id, rule?.id ?? ""))).fault)).toBe(true);
  });

  it("reads every rule of a long table, cursor by cursor", async () => {
    const session = await site().account();
    const edge = await edgeOf(session);
    for (let number = 0; number < 130; number += 1) {
      const rule = {
        name: `rule-${number}`,
        externalAddresses: "127.149.1.109",
        internalAddresses: "127.168.0.150",
      };
      await site().vcd.act({ act: "create-nat-rule", ...edgeName, rule });
    }
    await site().vcd.control("DELETE", "journal");
    const { rules, status } = await listNatRules(session, edge.id);
    expect(status).toBe("REALIZED");
    expect(new Set(rules.map(({ name }) => name)).size).toBe(130);
    expect(rules[0]?.externalPort).toBeNull();
    expect(await site().calls("listNatRules")).toHaveLength(2);
  });

  it("tells a busy edge from a rule that cannot be", async () => {
    const session = await site().account();
    const edge = await edgeOf(session);
    await site().vcd.act({ act: "lock-edge", ...edgeName, operation: "FIREWALL_RULES_UPDATE" });
    const busy = await faultOf(createApiServerRule(session, edge.id, wanted));
    expect(isBusyEntity(busy.fault)).toBe(true);
    expect(busy.outcomeUnknown).toBe(false);
    expect(busy.fault.message).toContain("FIREWALL_RULES_UPDATE");
    await site().vcd.act({ act: "release-edge", ...edgeName });
    const wrong = await faultOf(
      createApiServerRule(session, edge.id, { ...wanted, externalAddress: "192.0.2.1" }),
    );
    expect(isBusyEntity(wrong.fault)).toBe(false);
    expect(wrong.fault.code).toBe("BAD_REQUEST");
  });

  it.each([
    ["Organization vDC Gateway: View NAT", (session: VcdSession, id: string) => listNatRules(session, id)],
    [
      "Organization vDC Gateway: Configure NAT",
      (session: VcdSession, id: string) => createApiServerRule(session, id, wanted),
    ],
    [
      "Organization vDC Gateway: View Firewall",
      (session: VcdSession, id: string) => getFirewall(session, id),
    ],
  ])("names the right %s when it is missing", async (right, call) => {
    const session = await site().account();
    const edge = await edgeOf(session);
    const role = { organization: "tenant1", role: "Organization Administrator" } as const;
    await site().vcd.act({ act: "withhold-right", ...role, right });
    expect(missingRights((await faultOf(call(session, edge.id))).fault)).toEqual([right]);
  });

  it("tells why a task failed", async () => {
    const session = await site().account();
    const edge = await edgeOf(session);
    await site().vcd.fault({
      operation: "createNatRule",
      kind: "task-error",
      code: "NSXT_ERROR",
      message: "[ 7-a ] No.",
    });
    const task = await ended(session, await createApiServerRule(session, edge.id, wanted));
    expect(task).toMatchObject({
      status: "error",
      fault: { code: "NSXT_ERROR", message: "No.", requestId: "7-a", action: "NAT_RULE_CREATE" },
    });
  });

  it("narrows a rule that opens every port, unless it changed meanwhile", async () => {
    const session = await site().account();
    const edge = await edgeOf(session);
    const open = {
      name: "tkg1_x_expose_dnat",
      externalAddresses: "127.149.1.102",
      internalAddresses: "127.168.0.100",
    };
    await site().vcd.act({
      act: "create-nat-rule",
      ...edgeName,
      rule: { ...open, description: "made by CSE" },
    });
    const [seen] = await findNatRules(session, edge.id, open.name);
    if (!seen) throw new Error("The rule is not there.");
    const task = await ended(session, await changeNatRule(session, edge.id, seen, { externalPort: "6443" }));
    expect(task.status).toBe("success");
    const [narrow] = await findNatRules(session, edge.id, open.name);
    expect(narrow).toMatchObject({ ...seen, externalPort: "6443", version: (seen.version ?? 0) + 1 });
    await site().vcd.control("DELETE", "journal");
    const { fault, outcomeUnknown } = await faultOf(
      changeNatRule(session, edge.id, seen, { enabled: false }),
    );
    expect(isChangedMeanwhile(fault)).toBe(true);
    expect(outcomeUnknown).toBe(false);
    expect(await site().calls("updateNatRule")).toEqual([]);
  });

  it("adds a firewall rule by writing the whole list back", async () => {
    const session = await site().account();
    const edge = await edgeOf(session);
    const before = await getFirewall(session, edge.id);
    expect(before.status).toBe("REALIZED");
    expect(before.defaultRules.length).toBeGreaterThan(0);

    const set = await ended(
      session,
      await createIpSet(session, edge.id, {
        name: "clients",
        description: "",
        ipAddresses: ["203.0.113.0/24"],
      }),
    );
    const port = await ended(
      session,
      await createPortProfile(session, {
        name: "api-server",
        organizationId: edge.organization?.id ?? "",
        edgeGatewayId: edge.id,
        tcpPorts: ["6443"],
      }),
    );
    const ipSet = await getFirewallGroup(session, set.owner?.id ?? "");
    expect(ipSet).toMatchObject({ type: "IP_SET", edgeGatewayId: edge.id, ipAddresses: ["203.0.113.0/24"] });
    expect(await listFirewallGroups(session, edge.id)).toEqual([{ ...ipSet, ipAddresses: null }]);
    const profile = await getPortProfile(session, port.owner?.id ?? "");
    expect(profile.ports).toEqual([{ protocol: "TCP", destinationPorts: ["6443"] }]);
    expect(await listPortProfiles(session, { name: "api-server", edgeGatewayId: edge.id })).toEqual([
      profile,
    ]);

    const rule = {
      name: "allow-clients",
      comments: "",
      sources: [ipSet],
      destinations: [],
      portProfiles: [profile],
    };
    const first = await replaceUserRules(session, edge.id, [...before.userRules, rule]);
    expect((await ended(session, first)).status).toBe("success");
    const between = await getFirewall(session, edge.id);
    await ended(
      session,
      await replaceUserRules(session, edge.id, [{ ...rule, name: "top" }, ...between.userRules]),
    );
    const after = await getFirewall(session, edge.id);
    expect(after.userRules.map(({ name }) => name)).toEqual([
      "top",
      ...before.userRules.map(({ name }) => name),
      "allow-clients",
    ]);
    expect(after.userRules.at(-1)).toMatchObject({
      id: between.userRules.at(-1)?.id,
      action: "ALLOW",
      direction: "IN",
      enabled: true,
      hasFurtherConditions: false,
      sources: [{ id: ipSet.id }],
      portProfiles: [{ id: profile.id }],
    });

    await ended(session, await replaceUserRules(session, edge.id, before.userRules));
    await ended(session, await deleteIpSet(session, ipSet.id));
    await ended(session, await deletePortProfile(session, profile.id));
    expect(await listFirewallGroups(session, edge.id)).toEqual([]);
  });

  it("shows an uplink of IP Spaces without ranges", async () => {
    await site().vcd.control("PUT", "world", {
      organizations: [
        {
          name: "tenant3",
          users: [
            { name: "tenant3-admin", password: "tenant3-password", role: "Organization Administrator" },
          ],
          vdcs: [{ name: "tenant3-vdc" }],
          edgeGateways: [
            { name: "spaces", vdc: "tenant3-vdc", uplinks: [{ name: "up", usingIpSpace: true }] },
          ],
        },
      ],
    });
    const [edge] = await listEdgeGateways(await site().account("tenant3-admin", "tenant3"));
    expect(edge?.uplinks).toEqual([expect.objectContaining({ usesIpSpaces: true, subnets: [] })]);
  });
});
