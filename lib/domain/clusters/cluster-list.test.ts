import { expect, test } from "vitest";
import { allowed } from "../capability";
import type { AwsClusterLine, VcdClusterLine } from "../exposures/cluster-views";
import { arrangeClusters, mayCreateClusters } from "./cluster-list";

const aws = (name: string, more: Partial<AwsClusterLine> = {}): AwsClusterLine => ({
  provider: "aws",
  id: name,
  name,
  class: "production",
  accountId: "111122223333",
  region: "eu-central-1",
  vpcId: "vpc-1",
  cidrBlocks: ["10.0.0.0/16"],
  used: 1,
  limit: 50,
  held: null,
  place: "Frankfurt (eu-central-1)",
  attention: 0,
  requestConnection: allowed,
  ...more,
});
const vcd = (name: string, more: Partial<VcdClusterLine> = {}): VcdClusterLine => ({
  provider: "vcd",
  id: name,
  name,
  kind: "TKGm",
  dialect: "native-1",
  siteName: "West",
  vcdOrganizationName: "tenant1",
  vdcName: "vdc-1",
  kubernetes: "1.20.5",
  workers: 2,
  status: { mark: "down", tone: "good", word: "Ready" },
  dnat: {
    code: "active",
    status: { mark: "down", tone: "good", word: "Exposed" },
    address: "203.0.113.10",
    everyPortOpen: false,
  },
  exposureId: null,
  held: null,
  attention: false,
  seenAt: null,
  revision: 1,
  ...more,
});
const lines = [aws("payments"), vcd("shop"), vcd("apps", { attention: true }), aws("dev", { attention: 2 })];
const names = (query: Parameters<typeof arrangeClusters>[1]) =>
  arrangeClusters(lines, query).rows.map(({ name }) => name);

test.each([
  [{}, ["apps", "dev", "payments", "shop"]],
  [{ sort: "-name" }, ["shop", "payments", "dev", "apps"]],
  [{ sort: "where" }, ["dev", "payments", "apps", "shop"]],
  [{ sort: "-where" }, ["apps", "shop", "dev", "payments"]],
  [{ sort: "nonsense", filter: "nonsense" }, ["apps", "dev", "payments", "shop"]],
  [{ filter: "vcd" }, ["apps", "shop"]],
  [{ filter: "aws" }, ["dev", "payments"]],
  [{ filter: "attention" }, ["apps", "dev"]],
  [{ search: "203.0.113.10 shop" }, ["shop"]],
  [{ search: "TENANT1" }, ["apps", "shop"]],
  [{ search: "vpc-1" }, ["dev", "payments"]],
  [{ search: "nowhere" }, []],
])("%j", (query, expected) => {
  expect(names(query)).toEqual(expected);
});

test("counts are of what the search leaves", () => {
  expect(arrangeClusters(lines, { search: "tenant1", filter: "aws" }).counts).toEqual({
    all: 2,
    aws: 0,
    vcd: 2,
    attention: 1,
  });
});

const person = { placeId: "p", organizationName: "tenant1", siteName: "West", usable: true, rights: [] };

test.each([
  ["nothing bound", { role: "operator", vcdOrganizations: 0, person }, "state"],
  ["a viewer", { role: "viewer", vcdOrganizations: 1, person }, "right"],
  ["not signed in", { role: "operator", vcdOrganizations: 1, person: null }, "state"],
  ["ended", { role: "operator", vcdOrganizations: 1, person: { ...person, usable: false } }, "state"],
] as const)("%s may not create", (_, facts, kind) => {
  expect(mayCreateClusters(facts)).toMatchObject({ ok: false, kind });
});

test("an operator who is signed in there may create", () => {
  expect(mayCreateClusters({ role: "operator", vcdOrganizations: 1, person })).toEqual(allowed);
});
