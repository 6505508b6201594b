import { describe, expect, test } from "vitest";
import { type ConnectionSources, viewConnection } from "./connection-view";
import type { Light, Lights } from "./plan-types";
import { connectionStates } from "./states";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const light = (value: Light["value"], code: string, facts: Light["facts"] = {}): Light => ({
  value,
  code,
  facts,
  at: ago(4).toISOString(),
});
const goodLights: Lights = {
  peering: light("good", "active", { peeringId: "pcx-1" }),
  routes: light("good", "routes-present", { wanted: 1, present: 1 }),
  tenantRoutes: { ...light("unknown", "cannot-be-seen"), at: null },
  dnsOurs: light("off", "not-wanted"),
  dnsTheirs: light("off", "not-wanted"),
  claim: light("good", "claim-satisfied", { absent: [], unclaimed: [], actual: ["10.50.0.0/16"] }),
};

type Over = Partial<Omit<ConnectionSources, "row">> & { row?: Partial<ConnectionSources["row"]> };

function view(over: Over = {}) {
  const { row, ...rest } = over;
  const sources: ConnectionSources = {
    role: "operator",
    cluster: {
      id: "cluster-1",
      name: "orders",
      accountId: "210987654321",
      vpcId: "vpc-0a00000000000000a",
      region: "eu-central-1",
      podCidrs: ["100.64.0.0/16"],
      serviceCidrs: [],
    },
    requestedBy: "Olga",
    change: null,
    withdrawAfterHours: 72,
    vpc: {
      inventory: {
        vpcId: "vpc-0a00000000000000a",
        accountId: "210987654321",
        region: "eu-central-1",
        name: null,
        cidrBlocks: ["10.0.0.0/16"],
        ipv6CidrBlocks: [],
        dnsSupport: true,
        dnsHostnames: true,
        subnets: [{ id: "subnet-1", cidrBlock: "10.0.0.0/24", availabilityZone: "a", name: null }],
        tags: {},
      },
      routeTables: [
        {
          id: "rtb-1",
          vpcId: "vpc-0a00000000000000a",
          name: "private",
          isMain: true,
          subnetIds: ["subnet-1"],
          gatewayIds: [],
          routes: [
            {
              destination: "10.50.0.0/16",
              target: { kind: "peering", id: "pcx-1" },
              state: "active",
              origin: "CreateRoute",
            },
          ],
        },
      ],
      routeTablesAt: ago(30),
    },
    place: { failures: 0, fault: null },
    request: null,
    history: { acts: [], events: [], attempts: [] },
    row: {
      id: "connection-1",
      name: "orders-database",
      accountId: "123456789012",
      vpcId: "vpc-0123456789abcdef0",
      region: "us-east-1",
      peeringId: "pcx-1",
      state: "active",
      stateSince: ago(3_600),
      createdAt: ago(7_200),
      expirationTime: null,
      lights: goodLights,
      blocked: null,
      revision: 1,
      cidrs: ["10.50.0.0/16"],
      dnsResolution: false,
      ending: null,
      adoptPeeringId: null,
      sentAt: ago(3_700),
      heldAt: null,
      heldReason: null,
      wouldSend: [],
      memory: { accepted: true, actualCidrs: ["10.50.0.0/16"] },
      peering: null,
      observedAt: ago(4),
      ...row,
    },
    ...rest,
  };
  return viewConnection(sources, now);
}

test("an active one never claims that it works", () => {
  const page = view();
  expect(page.sentence).toContain("cannot be seen from here");
  expect(page.status).toEqual({ mark: "down", tone: "good", word: "Active" });
  expect(page.lights.map(({ name }) => name)).toEqual(["peering", "routes", "tenantRoutes", "claim"]);
  expect(page.facts.routes).toEqual([
    { tableId: "rtb-1", tableName: "private", destination: "10.50.0.0/16", state: "active" },
  ]);
});

test("a view is plain JSON, whatever the state", () => {
  for (const state of connectionStates) {
    const page = view({ row: { state, expirationTime: ago(-3_600) } });
    expect(JSON.parse(JSON.stringify(page))).toEqual(page);
    expect(page.sentence).not.toBe("");
    expect(page.next.title).not.toBe("");
    expect(page.picture.twin.length).toBeGreaterThan(2);
  }
});

describe("an unanswered invitation", () => {
  const waiting = {
    state: "awaiting-acceptance" as const,
    expirationTime: ago(-6 * 86_400),
    lights: null,
    memory: {},
  };

  test("shows what to compare, where to be, and commands with every value filled in", () => {
    const { next } = view({ row: waiting });
    expect(next.title).toContain("123456789012");
    const compare = Object.fromEntries(next.compare.map(({ term, value }) => [term, value]));
    expect(compare).toMatchObject({
      "Peering connection": "pcx-1",
      "Requester account": "210987654321",
      "Region to be in": "us-east-1",
    });
    const commands = next.steps.flatMap((step) => step.commands.map(({ command }) => command));
    expect(commands).toContain(
      "aws ec2 accept-vpc-peering-connection --region us-east-1 --vpc-peering-connection-id pcx-1",
    );
    expect(commands.every((command) => command.includes("--region us-east-1"))).toBe(true);
  });

  test("counts down to whichever comes first, our withdrawal or the expiry at AWS", () => {
    expect(view({ row: waiting }).next.countdown).toMatchObject({
      label: "Withdrawn in",
      to: new Date(ago(3_700).getTime() + 72 * 3_600_000).toISOString(),
    });
    expect(view({ row: waiting, withdrawAfterHours: 1_000 }).next.countdown?.label).toBe("Expires in");
  });

  test("draws the routes that will come, and those that only the tenant can write", () => {
    const { picture } = view({ row: { ...waiting, peeringId: "pcx-2" } });
    expect(picture.provider.routes).toMatchObject([{ destination: "10.50.0.0/16", state: "planned" }]);
    expect(picture.tenant.routes).toMatchObject([{ destination: "10.0.0.0/16", state: "planned" }]);
    expect(picture.link).toBe("asked");
  });
});

test("a missing route is drawn missing, and the state gets a gap", () => {
  const lights = {
    ...goodLights,
    routes: light("bad", "route-missing", { missing: ["rtb-1|10.50.0.0/16"] }),
  };
  const page = view({ row: { lights, peeringId: "pcx-other" } });
  expect(page.status).toMatchObject({ mark: "gap", word: "Active, needs care" });
  expect(page.picture.provider.routes).toMatchObject([{ state: "missing" }]);
  expect(page.facts.routes[0]?.state).toBe("leads to pcx-1");
});

test("the tenant's own routes are never said to be in place", () => {
  expect(view().picture.tenant.routes).toMatchObject([{ state: "unseen" }]);
});

describe("data that is not fresh says so", () => {
  test("after two failed looks, with the reason", () => {
    const fault = { code: "AuthFailure", message: "", requestId: null, action: "DescribeVpcs" };
    expect(view({ place: { failures: 1, fault } }).stale).toBeNull();
    expect(view({ place: { failures: 2, fault } }).stale).toMatch(/last 2 looks at AWS failed.*credential/);
  });

  test("when nobody looks any more", () => {
    expect(view({ row: { observedAt: ago(140) } }).stale).toBeNull();
    expect(view({ row: { observedAt: ago(200) } }).stale).toMatch(/for a while/);
  });

  test("but not what nobody looks at", () => {
    expect(view({ row: { state: "removed", observedAt: ago(9_999) } }).stale).toBeNull();
  });
});

test("a hold says who, why, and what would be sent", () => {
  const page = view({
    row: {
      state: "queued",
      peeringId: null,
      heldAt: ago(60),
      heldReason: "Change freeze",
      blocked: { code: "held", heldBy: "connection" },
      wouldSend: [{ kind: "create-peering" }],
    },
  });
  expect(page.status.word).toBe("On hold");
  expect(page.blocked).toMatchObject({
    text: expect.stringContaining("Change freeze"),
    wouldSend: ["Send the invitation"],
  });
  expect(page.next.who).toBe("provider-admin");
});

test("a place in the queue is named", () => {
  const page = view({
    row: { state: "queued", peeringId: null, blocked: { code: "waiting-turn", position: 2, of: 3 } },
  });
  expect(page.sentence).toContain("2 of 3");
  expect(page.blocked?.text).toBeNull();
  expect(page.waitsFor).toBeNull();
});

test("removal names what breaks: traffic for a connection, only the invitation before", () => {
  expect(view().removal.join(" ")).toMatch(/stops at once.*1 route .*pcx-1/);
  expect(view({ row: { state: "awaiting-acceptance" } }).removal.join(" ")).toMatch(
    /invitation .* withdrawn/,
  );
});

test("the timeline joins acts, attempts and what was seen, newest first, with AWS's request id", () => {
  const page = view({
    history: {
      acts: [
        { seq: 1, at: ago(300), personName: "Olga", verb: "connections.request", outcome: "done", facts: {} },
        {
          seq: 2,
          at: ago(200),
          personName: "Vic",
          verb: "connections.remove",
          outcome: "denied",
          facts: { reason: "Your role here, Viewer, does not allow this." },
        },
      ],
      events: [
        {
          id: "e1",
          at: ago(50),
          kind: "drift-route-missing",
          facts: { routeTableId: "rtb-1", destination: "10.50.0.0/16" },
          providerRequestId: null,
        },
      ],
      attempts: [
        {
          id: "a1",
          step: { kind: "create-peering" },
          startedAt: ago(101),
          finishedAt: ago(100),
          outcome: "refused",
          fault: {
            code: "UnauthorizedOperation",
            message: "no",
            requestId: "req-1",
            action: "CreateVpcPeeringConnection",
          },
          providerRequestId: "req-1",
        },
      ],
    },
  });
  expect(page.timeline.map(({ who, what, tone, requestId }) => [who, what, tone, requestId])).toEqual([
    ["Seen in AWS", "Route 10.50.0.0/16 in rtb-1 is missing", "bad", null],
    ["Drawbridge", "Send the invitation: refused", "bad", "req-1"],
    ["Vic", "Tried to remove this connection", "bad", null],
    ["Olga", "Asked for this connection", "neutral", null],
  ]);
  expect(page.timeline[2]?.cause).toMatch(/Viewer/);
});
