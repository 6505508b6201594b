import { describe, expect, test } from "vitest";
import { edgeOf } from "../exposures/plan.fixtures";
import type { OrgNetworkSeen } from "../vcd/observed";
import { rightNames } from "../vcd/rights";
import type { ExposureTerms } from "./requests";
import { type ExposureWorld, opensEveryPort, refusingChecks, reviewExposure } from "./review-exposure";

const now = new Date("2026-03-01T12:00:00Z");
const terms = (change: Partial<ExposureTerms> = {}): ExposureTerms => ({
  kind: "exposure",
  act: "expose",
  exposureId: "0190a0a0-0000-7000-8000-000000000001",
  clusterId: "c",
  clusterName: "tkg1",
  siteName: "Frankfurt",
  vcdOrganizationName: "tenant1",
  vdcName: "tenant1-vdc",
  networkName: "net",
  edgeId: "urn:vcloud:gateway:edge-1",
  edgeName: "tenant1-edge",
  internalAddress: "192.168.0.100",
  port: 6443,
  clientCidrs: [],
  document: null,
  ...change,
});

const network: OrgNetworkSeen = {
  id: "urn:vcloud:network:1",
  name: "net",
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
};

const present = { dialect: "native-2", state: "RESOLVED", phase: null, gone: false } as const;

const world = (
  change: Partial<Omit<ExposureWorld, "facts">> = {},
  facts: Partial<ExposureWorld["facts"]> = {},
): ExposureWorld => ({
  installationId: "prod",
  cluster: present,
  exposure: { state: "awaiting-approval", address: null },
  cseVersion: "3.1.4",
  observeOnly: false,
  ...change,
  facts: {
    takenNames: [],
    rights: Object.values(rightNames),
    networks: [network],
    edge: edgeOf(),
    used: [],
    rules: [],
    reservations: [],
    clusterId: "c",
    edgeHeldBy: null,
    firewall: { status: "REALIZED", systemRules: [], userRules: [], defaultRules: [] },
    groups: [],
    profiles: [],
    nodeAddress: "192.168.0.100",
    ...facts,
  },
});

const refusals = (about: ExposureTerms, in_: ExposureWorld) =>
  refusingChecks(reviewExposure(about, in_, now)).map(({ key }) => key);

describe("what approval causes", () => {
  test("for a late exposure: one rule, its address as it would be reserved now", () => {
    const { calls, firewall } = reviewExposure(terms(), world(), now);
    expect(calls.map(({ call, sentBy }) => [call, sentBy])).toEqual([
      ["POST /cloudapi/1.0.0/edgeGateways/urn:vcloud:gateway:edge-1/nat/rules", "drawbridge"],
    ]);
    expect(calls[0]?.fields).toContainEqual({
      term: "Name",
      value: "drawbridge_prod_0190a0a0-0000-7000-8000-000000000001",
    });
    expect(firewall).toBeNull();
  });

  test("for clients: sets, a port profile and the whole list of firewall rules, in this order", () => {
    const asked = terms({ act: "open-firewall", clientCidrs: ["198.51.100.0/24"] });
    const { calls, firewall } = reviewExposure(
      asked,
      world({ exposure: { state: "exposed", address: "10.149.1.110" } }),
      now,
    );
    expect(calls.map(({ call }) => call)).toEqual([
      "POST /cloudapi/1.0.0/firewallGroups",
      "POST /cloudapi/1.0.0/firewallGroups",
      "POST /cloudapi/1.0.0/applicationPortProfiles",
      "PUT /cloudapi/1.0.0/edgeGateways/urn:vcloud:gateway:edge-1/firewall/rules",
    ]);
    expect(firewall).toMatchObject({
      sources: ["198.51.100.0/24"],
      destination: "192.168.0.100",
      port: 6443,
    });
  });

  test("for a new cluster: CSE's own call, in the requester's name, with the port that its version opens", () => {
    const create = terms({ act: "create", internalAddress: null, document: "kind: native" });
    const ports = (cseVersion: string) =>
      reviewExposure(create, world({ cluster: null, cseVersion }), now).calls.flatMap(
        ({ call, sentBy, fields }) => [
          call,
          sentBy,
          fields.find(({ term }) => term === "External port")?.value,
        ],
      );
    expect(ports("3.1.4")).toEqual(["POST /api/cse/3.0/clusters", "person", "6443"]);
    expect(ports("3.0.4")).toEqual(["POST /api/cse/3.0/clusters", "person", "none: every port"]);
  });
});

describe("what refuses an approval", () => {
  test("nothing where all is well", () => {
    expect(refusals(terms(), world())).toEqual([]);
  });

  test.each<[string, Parameters<typeof world>[0], Parameters<typeof world>[1], string]>([
    ["a cluster that is gone", { cluster: { ...present, gone: true } }, {}, "cluster"],
    ["one that is not resolved", { cluster: { ...present, state: "RESOLUTION_ERROR" } }, {}, "cluster"],
    ["a right that the requester lost", {}, { rights: [] }, "rights"],
    [
      "a network that is not routed any more",
      {},
      { networks: [{ ...network, type: "ISOLATED" }] },
      "network",
    ],
    ["an edge that failed", {}, { edge: edgeOf({ status: "REALIZATION_FAILED" }) }, "edge"],
  ])("%s", (_what, change, facts, key) => {
    expect(refusals(terms(), world(change, facts))).toContain(key);
  });

  test("an opening beside an exposure that goes or is gone, or in a firewall that cannot be read", () => {
    const asked = terms({ act: "open-firewall", clientCidrs: ["198.51.100.0/24"] });
    const at = (state: NonNullable<ExposureWorld["exposure"]>["state"]) =>
      refusals(asked, world({ exposure: { state, address: "10.149.1.110" } }));
    expect(at("exposed")).toEqual([]);
    expect(at("withdrawing")).toEqual(["exposure"]);
    expect(at("off")).toEqual(["exposure"]);
    const unread = world({ exposure: { state: "exposed", address: null } }, { firewall: null });
    expect(refusals(asked, unread)).toEqual(["firewall"]);
  });

  test("neither observe only nor a busy edge nor an open port: they are said", () => {
    const create = terms({ act: "create", internalAddress: null });
    const busy = world(
      { observeOnly: true, cluster: null, cseVersion: "3.0.4" },
      { edgeHeldBy: "other", nodeAddress: null },
    );
    expect(refusals(create, busy)).toEqual([]);
    const said = reviewExposure(create, busy, now).checks.filter(({ value }) => value === "fail");
    expect(said.map(({ key }) => key)).toEqual(["site", "busy", "every-port"]);
  });
});

test.each([
  [null, false],
  ["3.0.4", true],
  ["3.1.2", true],
  ["3.1.3", false],
  ["3.1.4", false],
  ["4.0.0", false],
  ["unknown", false],
])("CSE %s opens every port: %s", (version, opens) => {
  expect(opensEveryPort(version)).toBe(opens);
});
