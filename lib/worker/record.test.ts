import { describe, expect, it } from "vitest";
import type { PeeringSeen, PeeringStatus } from "@/lib/domain/connections/observed";
import { tagKeys } from "@/lib/domain/connections/plan-types";
import { describePeerings } from "./record";

const side = {
  accountId: "111111111111",
  vpcId: "vpc-1",
  region: "eu-central-1",
  cidrBlocks: [],
  ipv6CidrBlocks: [],
  dnsResolutionFromRemote: null,
};

function seen(tags: Record<string, string>, status: PeeringStatus = "active"): PeeringSeen {
  return {
    id: "pcx-1",
    status,
    statusMessage: "",
    requester: side,
    accepter: { ...side, vpcId: "vpc-2" },
    expirationTime: null,
    tags,
  };
}

const ours = { [tagKeys.installation]: "here", [tagKeys.connection]: "c1" };
const none = new Map<string, { ended: boolean }>();

function originOf(
  peering: PeeringSeen,
  rows: Map<string, { ended: boolean }>,
  owners = new Map<string, string>(),
) {
  const [row] = describePeerings([peering], "here", rows, owners);
  return [row?.origin, row?.connectionId];
}

describe("whose a peering is", () => {
  it("ours: it carries our tags and its row lives", () => {
    expect(originOf(seen(ours), new Map([["c1", { ended: false }]]))).toEqual(["ours", "c1"]);
  });

  it("ours still when somebody took the tags off: the row knows its id", () => {
    expect(originOf(seen({}), none, new Map([["pcx-1", "c1"]]))).toEqual(["ours", "c1"]);
  });

  it("ours, as history, where both the row and the peering have ended", () => {
    expect(originOf(seen(ours, "deleted"), new Map([["c1", { ended: true }]]))).toEqual(["ours", "c1"]);
  });

  it("an orphan: it lives although its row has ended", () => {
    expect(originOf(seen(ours), new Map([["c1", { ended: true }]]))).toEqual(["orphan", "c1"]);
  });

  it("an orphan: our tags, and no such row", () => {
    expect(originOf(seen(ours), none)).toEqual(["orphan", null]);
  });

  it("foreign: no tags, or another installation's", () => {
    const rows = new Map([["c1", { ended: false }]]);
    expect(originOf(seen({}), rows)).toEqual(["foreign", null]);
    expect(originOf(seen({ ...ours, [tagKeys.installation]: "there" }), rows)).toEqual(["foreign", null]);
  });
});
