import { describe, expect, test } from "vitest";
import type { ConnectionTerms, ExposureTerms } from "./requests";
import { type RiskFacts, riskOf } from "./risk";

const connection: ConnectionTerms = {
  kind: "connection",
  connectionId: "asked",
  name: "orders",
  clusterId: "c",
  clusterName: "payments",
  clusterAccountId: "111122223333",
  clusterVpcId: "vpc-0a00000000000000a",
  clusterRegion: "eu-central-1",
  accountId: "444455556666",
  vpcId: "vpc-0b00000000000000b",
  region: "eu-central-1",
  cidrs: ["10.20.0.0/16"],
  dnsResolution: false,
};
const exposure: ExposureTerms = {
  kind: "exposure",
  act: "open-firewall",
  exposureId: "e",
  clusterId: "c",
  clusterName: "shop",
  siteName: "Frankfurt",
  vcdOrganizationName: "acme",
  vdcName: null,
  networkName: null,
  edgeId: null,
  edgeName: null,
  internalAddress: null,
  port: 6443,
  clientCidrs: ["198.51.100.0/24"],
  document: null,
};
const known = { precedent: { ofOrganization: true, ofAccount: true }, refusals: [], warnings: [] };

const ofConnection = (terms: Partial<ConnectionTerms>, facts: Partial<RiskFacts> = {}) =>
  riskOf({ ...known, ...facts, kind: "connection", terms: { ...connection, ...terms } } as RiskFacts);
const ofExposure = (terms: Partial<ExposureTerms>, everyPort = false) =>
  riskOf({ ...known, kind: "exposure", everyPort, terms: { ...exposure, ...terms } });

describe("a connection", () => {
  test("like those approved before is routine, without a reason", () => {
    expect(ofConnection({})).toEqual({ level: "routine", reasons: [] });
  });

  test.each<[string, Partial<ConnectionTerms>, Partial<RiskFacts>, string, RegExp]>([
    [
      "first of the organization",
      {},
      { precedent: { ofOrganization: false, ofAccount: false } },
      "notable",
      /^Nothing of this organization/,
    ],
    [
      "first of the account",
      {},
      { precedent: { ofOrganization: true, ofAccount: false } },
      "notable",
      /^Nothing with AWS account 444455556666/,
    ],
    ["public addresses", { cidrs: ["8.20.0.0/16"] }, {}, "risky", /^8\.20\.0\.0\/16 is not private/],
    [
      "a block that only begins private",
      { cidrs: ["172.32.0.0/16"] },
      {},
      "risky",
      /^172\.32\.0\.0\/16 is not private/,
    ],
    ["many addresses", { cidrs: ["10.20.0.0/16", "10.21.0.0/24"] }, {}, "notable", /65,792 addresses/],
    [
      "a block more",
      {
        cidrs: ["10.20.0.0/17", "10.21.0.0/24"],
        changes: { cidrs: ["10.20.0.0/17"], dnsResolution: false },
      },
      {},
      "notable",
      /would also reach 10\.21\.0\.0\/24/,
    ],
    [
      "a block less",
      { changes: { cidrs: ["10.20.0.0/16", "10.21.0.0/24"], dnsResolution: false } },
      {},
      "notable",
      /go away: 10\.21\.0\.0\/24/,
    ],
    ["a warning", {}, { warnings: ["Docker uses these addresses."] }, "notable", /^Docker/],
    ["a refusal", {}, { refusals: ["They overlap."] }, "risky", /^The checks refuse it\. They overlap\./],
  ])("%s", (_what, terms, facts, level, words) => {
    const risk = ofConnection(terms, facts);
    expect(risk.level).toBe(level);
    expect(risk.reasons).toHaveLength(1);
    expect(risk.reasons[0]?.words).toMatch(words);
  });

  test("its gravest reason comes first and gives the level", () => {
    const { level, reasons } = ofConnection({ cidrs: ["8.20.0.0/16"] }, { warnings: ["A warning."] });
    expect([level, reasons.map((reason) => reason.level)]).toEqual(["risky", ["risky", "notable"]]);
  });
});

describe("an exposure", () => {
  test.each<[string, Partial<ExposureTerms>, boolean, string, RegExp | null]>([
    ["an opening for a small block", {}, false, "routine", null],
    [
      "for a large one",
      { clientCidrs: ["198.18.0.0/15"] },
      false,
      "notable",
      /large blocks: 198\.18\.0\.0\/15/,
    ],
    ["for everybody", { clientCidrs: ["0.0.0.0/0"] }, false, "risky", /the whole world/],
    ["for half of everybody", { clientCidrs: ["0.0.0.0/1"] }, false, "risky", /good part of the internet/],
    ["exposing", { act: "expose", clientCidrs: [] }, false, "notable", /reachable from outside/],
    ["creating with every port", { act: "create", clientCidrs: [] }, true, "risky", /every port/],
    [
      "creating with one port",
      { act: "create", clientCidrs: [] },
      false,
      "notable",
      /reachable from outside/,
    ],
  ])("%s", (_what, terms, everyPort, level, words) => {
    const risk = ofExposure(terms, everyPort);
    expect(risk.level).toBe(level);
    if (words) expect(risk.reasons[0]?.words).toMatch(words);
    else expect(risk.reasons).toEqual([]);
  });
});
