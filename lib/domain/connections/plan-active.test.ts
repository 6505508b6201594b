import { describe, expect, it } from "vitest";
import {
  active,
  attempt,
  fault,
  follow,
  glance,
  inSeconds,
  kinds,
  look,
  pcx,
  peering,
  pending,
  planAt,
  routed,
  table,
  vpc,
  withRoute,
} from "./plan.fixtures";

describe("after acceptance", () => {
  it("waits while AWS provisions", () => {
    const made = planAt(pending, glance(inSeconds(10), [peering("provisioning")]));
    expect(made).toMatchObject({ state: "connecting", steps: [] });
  });

  it("asks for a full look when a glance shows it active", () => {
    const made = planAt(pending, glance(inSeconds(10), [peering("active")]));
    expect(made).toMatchObject({ state: "connecting", steps: [], fullLookAt: inSeconds(10) });
  });

  it("writes routes into every table that serves subnets, and into main where a subnet has none", () => {
    const tables = [
      table("rtb-1"),
      table("rtb-main", { isMain: true, subnetIds: [] }),
      table("rtb-gw", { subnetIds: [], gatewayIds: ["igw-1"] }),
      table("rtb-gw2", { gatewayIds: ["vgw-1"] }),
      table("rtb-none", { subnetIds: [] }),
      table("rtb-else", { vpcId: "vpc-other" }),
    ];
    const withFree = {
      ...vpc,
      subnets: [...vpc.subnets, { ...(vpc.subnets[0] as (typeof vpc.subnets)[number]), id: "subnet-free" }],
    };
    const what = { ...pending, approvedCidrs: ["10.20.0.0/16"] };
    const seen = look(inSeconds(10), [peering("active")], { routeTables: tables, vpc: withFree });
    expect(planAt(what, seen).steps).toEqual([
      { kind: "create-route", peeringId: pcx, routeTableId: "rtb-1", destination: "10.20.0.0/16" },
      { kind: "create-route", peeringId: pcx, routeTableId: "rtb-main", destination: "10.20.0.0/16" },
    ]);
    const covered = look(inSeconds(10), [peering("active")], { routeTables: tables });
    expect(planAt(what, covered).steps).toHaveLength(1);
  });

  it("does not become active before it is known whether main counts", () => {
    const tables = [...routed, table("rtb-main", { isMain: true, subnetIds: [] })];
    const made = planAt(
      pending,
      look(inSeconds(10), [peering("active")], { routeTables: tables, vpc: null }),
    );
    expect(made).toMatchObject({ state: "connecting", steps: [] });
    expect(made.lights.routes).toMatchObject({ value: "waiting", code: "inventory-missing" });
  });

  it("becomes active when every route was seen", () => {
    const made = planAt(pending, look(inSeconds(10), [peering("active")], { routeTables: routed }));
    expect(made).toMatchObject({ state: "active", steps: [], blocked: null });
    expect(made.lights).toMatchObject({
      peering: { value: "good" },
      routes: { value: "good", code: "routes-present" },
      claim: { value: "good", code: "claim-satisfied" },
      tenantRoutes: { value: "unknown", code: "cannot-be-seen" },
      dnsOurs: { value: "off" },
    });
    expect(made.memory.routesSeen).toEqual(["rtb-1|10.20.0.0/16"]);
  });

  it("routes approved blocks within real ones only, and holds at connecting for those that are absent", () => {
    const seen = peering("active");
    const real = { ...seen, accepter: { ...seen.accepter, cidrBlocks: ["10.20.0.0/16", "10.99.0.0/16"] } };
    const what = { ...pending, approvedCidrs: ["10.20.4.0/24", "10.30.0.0/16"] };
    const made = planAt(what, look(inSeconds(10), [real]));
    expect(made.steps).toEqual([
      { kind: "create-route", peeringId: pcx, routeTableId: "rtb-1", destination: "10.20.4.0/24" },
    ]);
    expect(made.lights.claim).toMatchObject({
      value: "bad",
      code: "claim-differs",
      facts: { absent: ["10.30.0.0/16"], unclaimed: ["10.99.0.0/16"] },
    });
    const tables = [withRoute(table("rtb-1"), "10.20.4.0/24", pcx)];
    const later = planAt(follow(what, made), look(inSeconds(20), [real], { routeTables: tables }));
    expect(later.state).toBe("connecting");
    expect(later.notes.map((note) => note.kind)).not.toContain("claim-differs");
    const grown = {
      ...real,
      accepter: { ...real.accepter, cidrBlocks: [...real.accepter.cidrBlocks, "10.30.0.0/16"] },
    };
    const both = [withRoute(tables[0] as (typeof tables)[number], "10.30.0.0/16", pcx)];
    expect(planAt(follow(what, later), look(inSeconds(30), [grown], { routeTables: both })).state).toBe(
      "active",
    );
  });

  it("routes a block that exists only as larger than real not at all", () => {
    const what = { ...pending, approvedCidrs: ["10.16.0.0/12"] };
    const made = planAt(what, look(inSeconds(10), [peering("active")]));
    expect(made.steps).toEqual([]);
    expect(made.lights.claim.code).toBe("claim-differs");
  });

  it("stays active, with a light, when the other side loses a block", () => {
    const seen = peering("active");
    const less = { ...seen, accepter: { ...seen.accepter, cidrBlocks: ["10.99.0.0/16"] } };
    const made = planAt(
      { ...active, memory: { ...active.memory, actualCidrs: ["10.20.0.0/16"] } },
      look(inSeconds(10), [less], { routeTables: routed }),
    );
    expect(made.state).toBe("active");
    expect(made.lights.claim).toMatchObject({ value: "bad", code: "claim-differs" });
    expect(made.notes.map((note) => note.kind)).toEqual(["peer-added-blocks", "claim-differs"]);
    expect(made.steps).toEqual([]);
  });

  it("never replaces a route that leads elsewhere", () => {
    const tables = [withRoute(table("rtb-1"), "10.20.0.0/16", "tgw-1")];
    const made = planAt(pending, look(inSeconds(10), [peering("active")], { routeTables: tables }));
    expect(made).toMatchObject({ state: "connecting", steps: [] });
    expect(made.lights.routes).toMatchObject({ value: "bad", code: "route-conflict" });
    expect(made.notes).toContainEqual({
      kind: "route-conflict",
      facts: { routeTableId: "rtb-1", destination: "10.20.0.0/16", target: "tgw-1" },
    });
    const again = planAt(
      follow(pending, made),
      look(inSeconds(20), [peering("active")], { routeTables: tables }),
    );
    expect(again.notes).toEqual([]);
    expect(planAt(active, look(inSeconds(10), [peering("active")], { routeTables: tables })).state).toBe(
      "active",
    );
  });

  it("waits for a route that AWS shows as blackhole", () => {
    const tables = [withRoute(table("rtb-1"), "10.20.0.0/16", pcx, "blackhole")];
    const made = planAt(pending, look(inSeconds(10), [peering("active")], { routeTables: tables }));
    expect(made).toMatchObject({ state: "connecting", steps: [] });
    expect(made.lights.routes).toMatchObject({ value: "bad", code: "route-blackhole" });
  });

  it("puts a missing route back after two looks, with the drift said at the first", () => {
    const first = planAt(active, look(inSeconds(100), [peering("active")]));
    expect(first).toMatchObject({ state: "active", steps: [] });
    expect(first.notes.map((note) => note.kind)).toEqual(["drift-route-missing"]);
    expect(first.lights.routes).toMatchObject({ value: "bad", code: "route-missing" });
    const soon = planAt(follow(active, first), look(inSeconds(109), [peering("active")]));
    expect(soon).toMatchObject({ steps: [], notes: [] });
    const second = planAt(follow(active, soon), look(inSeconds(110), [peering("active")]));
    expect(kinds(second)).toEqual(["create-route"]);
    const back = planAt(
      follow(active, second),
      look(inSeconds(115), [peering("active")], { routeTables: routed }),
    );
    expect(back.notes.map((note) => note.kind)).toEqual(["drift-route-restored"]);
    expect(back.lights.routes.value).toBe("good");
  });

  it("does not write a route again before its write can be seen", () => {
    const written = {
      ...pending,
      attempts: [attempt("create-route:rtb-1:10.20.0.0/16", "done", inSeconds(10))],
    };
    expect(planAt(written, look(inSeconds(15), [peering("active")])).steps).toEqual([]);
    expect(kinds(planAt(written, look(inSeconds(22), [peering("active")])))).toEqual(["create-route"]);
  });

  it("ignores a late read of an earlier status", () => {
    const made = planAt(
      active,
      look(inSeconds(10), [peering("pending-acceptance")], { routeTables: routed }),
    );
    expect(made).toMatchObject({ state: "active", steps: [], ending: null, notes: [] });
    expect(made.memory.lastStatus).toBe("active");
    const connecting = {
      ...pending,
      state: "connecting" as const,
      memory: { lastStatus: "provisioning" as const },
    };
    expect(planAt(connecting, glance(inSeconds(10), [peering("pending-acceptance")])).state).toBe(
      "connecting",
    );
  });

  it("keeps the lights of the last full look during glances", () => {
    const first = planAt(pending, look(inSeconds(10), [peering("active")], { routeTables: routed }));
    const second = planAt(follow(pending, first), glance(inSeconds(15), [peering("active")]));
    expect(second.state).toBe("active");
    expect(second.lights.routes).toEqual(first.lights.routes);
    expect(second.lights.peering.at).toBe(inSeconds(15).toISOString());
    expect(second.fullLookAt).toBeNull();
  });

  it("says when our tags were taken off", () => {
    const made = planAt(
      active,
      look(inSeconds(10), [peering("active", { tags: {} })], { routeTables: routed }),
    );
    expect(made.lights.peering).toMatchObject({ value: "bad", code: "active-tags-lost" });
    expect(made.state).toBe("active");
  });
});

describe("DNS", () => {
  const wanting = { ...active, dnsResolution: true };
  const seen = (ours: boolean | null, theirs: boolean | null = false) => {
    const base = peering("active");
    return {
      ...base,
      requester: { ...base.requester, dnsResolutionFromRemote: ours },
      accepter: { ...base.accepter, dnsResolutionFromRemote: theirs },
    };
  };
  const at = (seconds: number, ours: boolean | null, change = {}) =>
    look(inSeconds(seconds), [seen(ours)], { routeTables: routed, ...change });

  it("switches our half on, and is active meanwhile", () => {
    const made = planAt({ ...wanting, state: "connecting" }, at(10, false));
    expect(made.steps).toEqual([{ kind: "set-dns", peeringId: pcx, allow: true }]);
    expect(made.state).toBe("active");
    expect(made.lights.dnsOurs.code).toBe("being-set");
    expect(made.lights.dnsTheirs).toMatchObject({ value: "waiting", code: "peer-off" });
  });

  it("reads it back within three minutes before it tries again", () => {
    const set = { ...wanting, attempts: [attempt("set-dns:true", "done", inSeconds(10))] };
    expect(planAt(set, at(60, false)).steps).toEqual([]);
    expect(kinds(planAt(set, at(200, false)))).toEqual(["set-dns"]);
    expect(planAt(set, at(60, true)).lights.dnsOurs).toMatchObject({ value: "good", code: "on" });
  });

  it("makes no call while the VPC's DNS attributes are off", () => {
    const made = planAt(wanting, at(10, false, { vpc: { ...vpc, dnsHostnames: false } }));
    expect(made.steps).toEqual([]);
    expect(made.lights.dnsOurs).toMatchObject({
      value: "bad",
      code: "dns-attributes-off",
      facts: { off: ["enableDnsHostnames"] },
    });
    expect(planAt(wanting, at(10, false, { vpc: null })).lights.dnsOurs.code).toBe("inventory-missing");
  });

  it("shows a refusal as a light and stays active", () => {
    const code = "InvalidVpcPeeringConnectionState.DnsHostnamesDisabled";
    const refused = attempt("set-dns:true", "refused", inSeconds(10), {
      fault: fault(code, "DNS hostnames"),
    });
    const made = planAt({ ...wanting, attempts: [refused] }, at(30, false));
    expect(made).toMatchObject({ state: "active", steps: [] });
    expect(made.lights.dnsOurs).toMatchObject({ value: "bad", code: "dns-refused", facts: { code } });
  });

  it("sees it switched off by somebody, and switches it on after a second look", () => {
    const on = planAt(wanting, at(10, true));
    const off = planAt(follow(wanting, on), at(300, false));
    expect(off.notes.map((note) => note.kind)).toEqual(["drift-dns-off"]);
    expect(off.steps).toEqual([]);
    const again = planAt(follow(wanting, off), at(310, false));
    expect(kinds(again)).toEqual(["set-dns"]);
    const back = planAt(follow(wanting, again), at(320, true));
    expect(back.notes.map((note) => note.kind)).toEqual(["drift-dns-restored"]);
  });

  it("asks once where AWS does not say", () => {
    expect(kinds(planAt(wanting, at(10, null)))).toEqual(["set-dns"]);
    const set = { ...wanting, attempts: [attempt("set-dns:true", "done", inSeconds(10))] };
    const made = planAt(set, at(500, null));
    expect(made.steps).toEqual([]);
    expect(made.lights.dnsOurs).toMatchObject({ value: "unknown", code: "not-shown" });
  });

  it("leaves it alone when it was not asked for", () => {
    const made = planAt(active, at(10, true));
    expect(made.steps).toEqual([]);
    expect(made.lights.dnsOurs).toMatchObject({ value: "off", code: "not-wanted" });
  });
});

describe("after an approved change", () => {
  const changed = { ...active, approvedCidrs: ["10.30.0.0/16"] };
  const real = (...cidrBlocks: string[]) => {
    const seen = peering("active");
    return { ...seen, accepter: { ...seen.accepter, cidrBlocks } };
  };
  const both = real("10.20.0.0/16", "10.30.0.0/16");

  it("writes the new block's route and takes back the old one's", () => {
    const made = planAt(changed, look(inSeconds(100), [both], { routeTables: routed }));
    expect(made.state).toBe("active");
    expect(made.steps).toEqual([
      { kind: "create-route", peeringId: pcx, routeTableId: "rtb-1", destination: "10.30.0.0/16" },
      { kind: "delete-route", peeringId: pcx, routeTableId: "rtb-1", destination: "10.20.0.0/16" },
    ]);
  });

  it("says so while only the old route is left, and forgets it once it is gone", () => {
    const tables = [withRoute(withRoute(table("rtb-1"), "10.20.0.0/16", pcx), "10.30.0.0/16", pcx)];
    const made = planAt(changed, look(inSeconds(100), [both], { routeTables: tables }));
    expect(made.lights.routes).toMatchObject({
      value: "waiting",
      code: "route-surplus",
      facts: { surplus: ["rtb-1|10.20.0.0/16"] },
    });
    expect(kinds(made)).toEqual(["delete-route"]);
    const gone = [withRoute(table("rtb-1"), "10.30.0.0/16", pcx)];
    const after = planAt(follow(changed, made), look(inSeconds(120), [both], { routeTables: gone }));
    expect(after).toMatchObject({ steps: [], lights: { routes: { value: "good" } } });
    expect(after.memory.routesSeen).toEqual(["rtb-1|10.30.0.0/16"]);
  });

  it("leaves alone what others wrote, though it leads to the peering", () => {
    const tables = [withRoute(withRoute(table("rtb-1"), "10.99.0.0/16", pcx), "10.30.0.0/16", pcx)];
    const made = planAt(changed, look(inSeconds(100), [both], { routeTables: tables }));
    expect(made.steps).toEqual([]);
  });

  it("puts a block back that is wanted again without calling its absence a drift", () => {
    const removed = attempt("delete-route:rtb-1:10.20.0.0/16", "done", inSeconds(90));
    const what = { ...active, attempts: [removed] };
    const made = planAt(
      what,
      look(inSeconds(100), [real("10.20.0.0/16")], { routeTables: [table("rtb-1")] }),
    );
    expect(kinds(made)).toEqual(["create-route"]);
    expect(made.notes.map(({ kind }) => kind)).not.toContain("drift-route-missing");
  });

  it("switches its own DNS half off, and one that others switched on not", () => {
    const seen = real("10.20.0.0/16");
    const on = { ...seen, requester: { ...seen.requester, dnsResolutionFromRemote: true } };
    const ours = { ...active, memory: { ...active.memory, dnsSeenAt: inSeconds(50).toISOString() } };
    const made = planAt(ours, look(inSeconds(100), [on], { routeTables: routed }));
    expect(made.steps).toEqual([{ kind: "set-dns", peeringId: pcx, allow: false }]);
    expect(made.lights.dnsOurs).toMatchObject({ value: "waiting", code: "being-switched-off" });
    const theirs = planAt(active, look(inSeconds(100), [on], { routeTables: routed }));
    expect(theirs.steps).toEqual([]);
    const off = { ...seen, requester: { ...seen.requester, dnsResolutionFromRemote: false } };
    const after = planAt(follow(ours, made), look(inSeconds(130), [off], { routeTables: routed }));
    expect(after.lights.dnsOurs).toMatchObject({ value: "off", code: "not-wanted" });
    expect(after.memory.dnsSeenAt).toBeUndefined();
  });
});
