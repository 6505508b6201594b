import { describe, expect, it } from "vitest";
import { edgeOf } from "../exposures/plan.fixtures";
import { mayProceed, type PreflightFacts, preflight } from "./checks";
import type { OrgNetworkSeen } from "./observed";
import { rightNames } from "./rights";

const now = new Date("2026-03-01T12:00:00Z");

function network(change: Partial<OrgNetworkSeen> = {}): OrgNetworkSeen {
  return {
    id: "urn:vcloud:network:1",
    name: "default-organization-network",
    type: "NAT_ROUTED",
    owner: null,
    organization: null,
    edgeGateway: { id: "urn:vcloud:gateway:edge-1", name: "tenant1-edge" },
    connected: true,
    nsxT: true,
    routeAdvertised: false,
    shared: false,
    status: "REALIZED",
    subnets: [],
    ...change,
  };
}

const facts = (change: Partial<PreflightFacts> = {}): PreflightFacts => ({
  purpose: "create",
  expose: true,
  name: "tkg1",
  takenNames: ["other"],
  rights: Object.values(rightNames),
  networkName: "default-organization-network",
  networks: [network()],
  edge: edgeOf(),
  used: [{ address: "10.149.1.101", category: "PRIMARY_IP", networkId: null }],
  rules: [],
  reservations: [],
  clusterId: null,
  edgeHeldBy: null,
  firewall: null,
  groups: [],
  profiles: [],
  nodeAddress: null,
  clientCidrs: [],
  ...change,
});

const uplink = edgeOf().uplinks[0];
const reserved = (address: string) => ({
  address,
  exposureId: "e",
  clusterId: "c",
  state: "reserved" as const,
  since: now,
  until: null,
});
const all = Array.from({ length: 10 }, (_, index) => `10.149.1.${101 + index}`);

function value(change: Partial<PreflightFacts>, key: string) {
  const found = preflight(facts(change), now).find((line) => line.key === key);
  return found && [found.value, found.stops];
}

describe("preflight", () => {
  it("passes where all is well, and says what CSE would take", () => {
    const lines = preflight(facts(), now);
    expect(lines.map(({ key, value }) => [key, value])).toEqual([
      ["name", "pass"],
      ["rights", "pass"],
      ["network", "pass"],
      ["edge", "pass"],
      ["addresses", "pass"],
      ["busy", "pass"],
      ["firewall", "unknown"],
    ]);
    expect(lines[4]).toMatchObject({
      meter: { free: 9, total: 10 },
      sentence: "9 of 10 external addresses are free. CSE would take 10.149.1.102 now; it reserves nothing.",
    });
    expect(mayProceed(lines)).toBe(true);
  });

  it("looks only at what concerns a cluster that is not exposed", () => {
    const lines = preflight(facts({ expose: false, networks: [network({ type: "ISOLATED" })] }), now);
    expect(lines.map((line) => line.key)).toEqual(["name", "rights", "network"]);
    expect(mayProceed(lines)).toBe(true);
  });

  it.each<[string, Partial<PreflightFacts>, string, [string, boolean]]>([
    ["no name", { name: "" }, "name", ["unknown", false]],
    ["bad name", { name: "1" }, "name", ["fail", true]],
    ["taken name, in another case", { takenNames: ["TKG1"] }, "name", ["fail", true]],
    ["names not read", { takenNames: null }, "name", ["unknown", false]],
    ["rights not read", { rights: null }, "rights", ["unknown", false]],
    ["a right missing", { rights: [rightNames.editClusters] }, "rights", ["fail", true]],
    ["no network chosen", { networkName: "" }, "network", ["unknown", false]],
    ["networks not read", { networks: null }, "network", ["unknown", false]],
    ["no such network", { networks: [] }, "network", ["fail", true]],
    ["two of that name", { networks: [network(), network()] }, "network", ["fail", true]],
    ["isolated", { networks: [network({ type: "ISOLATED" })] }, "network", ["fail", true]],
    ["direct", { networks: [network({ type: "DIRECT" })] }, "network", ["fail", true]],
    ["not NSX-T", { networks: [network({ nsxT: false })] }, "network", ["fail", true]],
    ["not connected", { networks: [network({ connected: false })] }, "network", ["fail", true]],
    ["edge not read", { edge: null }, "edge", ["unknown", false]],
    ["no edge", { networks: [network({ edgeGateway: null })] }, "edge", ["fail", true]],
    ["edge not NSX-T", { edge: edgeOf({ nsxT: false }) }, "edge", ["fail", true]],
    ["edge failed", { edge: edgeOf({ status: "REALIZATION_FAILED" }) }, "edge", ["fail", true]],
    [
      "IP Spaces",
      { edge: edgeOf({ uplinks: uplink ? [{ ...uplink, usesIpSpaces: true }] : [] }) },
      "edge",
      ["fail", true],
    ],
    ["no uplink", { edge: edgeOf({ uplinks: [] }) }, "edge", ["fail", true]],
    ["addresses not read", { used: null }, "addresses", ["unknown", false]],
    [
      "none free",
      { used: all.map((address) => ({ address, category: "DNAT", networkId: null })) },
      "addresses",
      ["fail", true],
    ],
    ["no range", { edge: edgeOf({ uplinks: [] }) }, "addresses", ["fail", true]],
    ["edge busy", { edge: edgeOf({ status: "CONFIGURING" }) }, "busy", ["fail", false]],
    ["edge held here", { edgeHeldBy: "tkg2" }, "busy", ["fail", false]],
  ])("%s", (_name, change, key, expected) => {
    expect(value(change, key)).toEqual(expected);
  });

  it("says for every line that does not pass what to do", () => {
    const worst = facts({
      name: "1",
      rights: [],
      networks: [network({ type: "ISOLATED" })],
      edge: edgeOf({ nsxT: false, status: "CONFIGURING", uplinks: [] }),
    });
    for (const one of preflight(worst, now)) if (one.value !== "pass") expect(one.next).not.toBeNull();
  });

  it.each([rightNames.viewEdge, rightNames.viewNat, rightNames.configureNat])(
    "names the right %s that CSE would miss silently",
    (name) => {
      const rights = Object.values(rightNames).filter((one) => one !== name);
      const found = preflight(facts({ rights }), now).find((one) => one.key === "rights");
      expect(found?.sentence).toContain(name);
      expect(found?.sentence).toContain("ignores expose");
    },
  );

  it("counts for a late exposure what is reserved and rests", () => {
    const reservations = [reserved("10.149.1.110"), reserved("10.149.1.109")];
    const found = preflight(facts({ purpose: "expose", reservations }), now).find(
      (one) => one.key === "addresses",
    );
    expect(found).toMatchObject({
      meter: { free: 7, total: 10 },
      sentence: expect.stringContaining("10.149.1.108 would be reserved"),
    });
  });

  it("weighs the firewall once the node has an address", () => {
    const rule = {
      enabled: true,
      direction: "IN_OUT",
      ipProtocol: "IPV4",
      sources: [],
      destinations: [],
      portProfiles: [],
      hasFurtherConditions: false,
      version: 0,
      wire: {},
    };
    const firewall = {
      status: "REALIZED",
      systemRules: [],
      userRules: [],
      defaultRules: [{ ...rule, id: "d", name: "default", action: "DROP" }],
    };
    expect(value({ purpose: "expose", nodeAddress: "192.168.0.100", firewall }, "firewall")).toEqual([
      "fail",
      false,
    ]);
  });
});
