import { describe, expect, it } from "vitest";
import { offerCorrection, readConnectionRequest, splitCidrs } from "./request-schema";

const good = {
  clusterId: "cluster-1",
  accountId: "222222222222",
  vpcId: "vpc-0d0d0d0d0d0d0d0d0",
  cidrs: "10.20.0.0/16, 10.30.0.0/20",
  region: "eu-west-1",
  dnsResolution: "on",
  name: "Orders database",
  reason: "Nightly export",
};

describe("readConnectionRequest", () => {
  it("reads what a form sends", () => {
    const form = new FormData();
    for (const [field, value] of Object.entries(good)) form.set(field, value);
    const read = readConnectionRequest(form);
    expect(read).toMatchObject({
      ok: true,
      request: {
        accountId: "222222222222",
        cidrs: ["10.20.0.0/16", "10.30.0.0/20"],
        dnsResolution: true,
        name: "Orders database",
      },
    });
  });

  it("reads blocks from repeated fields, and a list", () => {
    const form = new FormData();
    for (const [field, value] of Object.entries(good)) if (field !== "cidrs") form.set(field, value);
    form.append("cidrs", "10.20.0.0/16");
    form.append("cidrs", "10.30.0.0/20");
    expect(readConnectionRequest(form).request?.cidrs).toEqual(["10.20.0.0/16", "10.30.0.0/20"]);
    const list = readConnectionRequest({ ...good, cidrs: ["10.20.0.0/16"], dnsResolution: false });
    expect(list.request).toMatchObject({ cidrs: ["10.20.0.0/16"], dnsResolution: false });
  });

  it("echoes every value of a refused request", () => {
    const read = readConnectionRequest({
      ...good,
      accountId: " 2222 ",
      name: "  Orders   database ",
      vpcId: "vpc-1",
    });
    expect(read.ok).toBe(false);
    expect(read.values).toEqual({
      ...good,
      accountId: "2222",
      name: "Orders database",
      vpcId: "vpc-1",
      dnsResolution: true,
    });
    expect(Object.keys(read.fieldErrors).sort()).toEqual(["accountId", "vpcId"]);
  });

  it("names each missing field, once", () => {
    const { fieldErrors } = readConnectionRequest({});
    expect(Object.keys(fieldErrors).sort()).toEqual([
      "accountId",
      "cidrs",
      "clusterId",
      "name",
      "region",
      "vpcId",
    ]);
    for (const messages of Object.values(fieldErrors)) expect(messages).toHaveLength(1);
  });

  it.each([
    ["accountId", "2222-2222-2222", "without dashes or spaces: 222222222222"],
    ["accountId", "22222222222", "this has 11"],
    ["accountId", "22222222222a", "12 digits, nothing else"],
    ["vpcId", "vpc-0D0D0D0D", "8 or 17"],
    ["vpcId", "vpc-0d0d0d0d0", "8 or 17"],
    ["vpcId", "subnet-0d0d0d0d", "8 or 17"],
    ["cidrs", "10.20.0.0", "no prefix length"],
    ["cidrs", "10.20.0.0/33", "not an address block"],
    ["cidrs", "10.20.0.300/24", "not an address block"],
    ["cidrs", "2001:db8::/56", "IPv6"],
    ["cidrs", "10.0.0.0/15", "larger"],
    ["cidrs", "10.0.0.0/29", "smaller"],
    ["cidrs", "10.20.1.7/16", "10.20.0.0/16"],
    ["cidrs", "10.20.0.0/16 10.20.0.0/16", "listed twice"],
    ["cidrs", "10.1.0.0/16 10.2.0.0/16 10.3.0.0/16 10.4.0.0/16 10.5.0.0/16 10.6.0.0/16", "at most 5"],
    ["name", "-x", "Start the name"],
    ["name", "<b>", "Start the name"],
    ["name", "x".repeat(61), "at most 60"],
    ["reason", "x".repeat(501), "500"],
  ] as const)("refuses %s %s", (field, value, words) => {
    const { fieldErrors } = readConnectionRequest({ ...good, [field]: value });
    expect(Object.keys(fieldErrors)).toEqual([field]);
    expect((fieldErrors as Record<string, string[]>)[field]?.join(" ")).toContain(words);
  });

  it.each(["vpc-0d0d0d0d", "vpc-0123456789abcdef0"])("takes %s", (vpcId) => {
    expect(readConnectionRequest({ ...good, vpcId }).ok).toBe(true);
  });

  it.each(["Zürich 1", "db_(eu)/1", "7"])("takes the name %s", (name) => {
    expect(readConnectionRequest({ ...good, name }).ok).toBe(true);
  });
});

describe("offerCorrection", () => {
  it("offers what is surely meant", () => {
    const { values } = readConnectionRequest({
      ...good,
      accountId: "2222 2222-2222",
      cidrs: "10.20.1.7/16\n10.30.0.0/20",
    });
    expect(offerCorrection(values)).toEqual({
      accountId: "222222222222",
      cidrs: "10.20.0.0/16, 10.30.0.0/20",
    });
  });

  it("offers nothing where nothing would change, or nothing is sure", () => {
    expect(offerCorrection(readConnectionRequest(good).values)).toBeNull();
    expect(offerCorrection(readConnectionRequest({ ...good, accountId: "22-22" }).values)).toBeNull();
  });
});

it("splits blocks at commas, blanks, semicolons and line ends", () => {
  expect(splitCidrs(" 10.0.0.0/16,10.1.0.0/16;\n\n10.2.0.0/16\t10.3.0.0/16, ")).toEqual([
    "10.0.0.0/16",
    "10.1.0.0/16",
    "10.2.0.0/16",
    "10.3.0.0/16",
  ]);
});
