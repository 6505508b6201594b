import type { PeeringSeen, PeeringStatus, RouteTableSeen } from "./observed";
import { clusterVpc, ourAccount, tenantVpc, theirAccount, vpc } from "./plan.fixtures";
import type { Observed } from "./plan-types";

/**
 * A small EC2 for random tests: two VPCs, their peerings, two route tables. Everything in it is replaced, never
 * changed, so that an earlier state can be handed out as a late read.
 */
type Peering = {
  id: string;
  direction: "ours" | "reversed";
  status: PeeringStatus;
  message: string;
  tags: Record<string, string>;
  visibleAt: number;
  expiresAt: number;
  /** When the status was reached; timers count from it. */
  since: number;
  dnsOurs: boolean;
};
type Route = { destination: string; target: string };
type State = { peerings: readonly Peering[]; tables: Readonly<Record<string, readonly Route[]>> };

export type Fate = "done" | "throttled" | "lost-before" | "lost-after" | "late" | "denied";
export type Reply =
  | { kind: "done"; peeringId: string | null }
  | { kind: "refused"; code: string }
  | { kind: "silence" };

const second = 1000;
const terminal: PeeringStatus[] = ["failed", "rejected", "expired", "deleted"];
export const isLiveInModel = (status: PeeringStatus): boolean =>
  ["initiating-request", "pending-acceptance", "provisioning", "active"].includes(status);

export class AwsModel {
  now: number;
  state: State = { peerings: [], tables: { "rtb-1": [], "rtb-2": [] } };
  accepterCidrs: string[] = ["10.20.0.0/16", "10.30.0.0/16"];
  /** Whether the next request will turn out to be impossible. */
  willFail = false;
  creates = 0;
  private serial = 0;
  private history: { at: number; state: State }[] = [];
  private later: { at: number; effect: () => void }[] = [];

  constructor(start: Date) {
    this.now = start.getTime();
  }

  private change(next: Partial<State>): void {
    this.history.push({ at: this.now, state: this.state });
    if (this.history.length > 64) this.history.shift();
    this.state = { ...this.state, ...next };
  }

  private update(id: string, change: Partial<Peering>): void {
    this.change({
      peerings: this.state.peerings.map((one) =>
        one.id === id ? { ...one, ...(change.status ? { since: this.now } : {}), ...change } : one,
      ),
    });
  }

  /** Lets time pass in steps, so that each timer fires at its own instant. */
  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const due = this.later.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
      const timer = this.nextTimer(end);
      if (due && (!timer || due.at <= timer.at)) {
        this.later = this.later.filter((one) => one !== due);
        this.now = Math.max(this.now, due.at);
        due.effect();
      } else if (timer) {
        this.now = Math.max(this.now, timer.at);
        timer.fire();
      } else break;
    }
    this.now = end;
  }

  private nextTimer(end: number): { at: number; fire: () => void } | null {
    let next: { at: number; fire: () => void } | null = null;
    const offer = (at: number, fire: () => void): void => {
      if (at <= end && (!next || at < next.at)) next = { at, fire };
    };
    for (const one of this.state.peerings) {
      switch (one.status) {
        case "initiating-request":
          offer(one.since + second, () =>
            this.willFail
              ? this.update(one.id, { status: "failed", message: "Failed due to incorrect VPC-ID" })
              : this.update(one.id, { status: "pending-acceptance", message: "" }),
          );
          break;
        case "pending-acceptance":
          offer(one.expiresAt, () => this.update(one.id, { status: "expired", message: "" }));
          break;
        case "provisioning":
          offer(one.since + 2 * second, () => this.update(one.id, { status: "active", message: "Active" }));
          break;
        case "deleting":
          offer(one.since + 3 * second, () => this.update(one.id, { status: "deleted" }));
          break;
        default:
          if (terminal.includes(one.status)) {
            offer(one.since + 48 * 3600 * second, () =>
              this.change({ peerings: this.state.peerings.filter((other) => other.id !== one.id) }),
            );
          }
      }
    }
    return next;
  }

  // Acts of others

  answer(how: "accept" | "reject"): void {
    const waiting = this.state.peerings.find(
      (one) => one.status === "pending-acceptance" && one.direction === "ours",
    );
    if (!waiting) return;
    if (how === "reject") this.update(waiting.id, { status: "rejected", message: "Inactive" });
    else if (!this.state.peerings.some((one) => one.status === "active")) {
      this.update(waiting.id, { status: "provisioning", message: "Provisioning" });
    }
  }

  deleteBy(accountId: string): void {
    const live = this.state.peerings.find((one) => one.status === "active");
    if (live) this.update(live.id, { status: "deleting", message: `Deleted by ${accountId}` });
  }

  addForeign(direction: "ours" | "reversed", status: "active" | "pending-acceptance"): void {
    if (this.state.peerings.some((one) => one.direction === direction && isLiveInModel(one.status))) return;
    if (status === "active" && this.state.peerings.some((one) => one.status === "active")) return;
    this.addPeering(direction, status, {}, 0);
  }

  removeForeign(isOurs: (tags: Record<string, string>) => boolean): void {
    const foreign = this.state.peerings.find((one) => isLiveInModel(one.status) && !isOurs(one.tags));
    if (foreign) this.update(foreign.id, { status: "deleted", message: "Deleted by 333333333333" });
  }

  private addPeering(
    direction: "ours" | "reversed",
    status: PeeringStatus,
    tags: Record<string, string>,
    lagMs: number,
  ): Peering {
    this.serial += 1;
    const made: Peering = {
      id: `pcx-${String(this.serial).padStart(17, "0")}`,
      direction,
      status,
      message: "",
      tags,
      visibleAt: this.now + lagMs,
      expiresAt: this.now + 168 * 3600 * second,
      since: this.now,
      dnsOurs: false,
    };
    this.change({ peerings: [...this.state.peerings, made] });
    return made;
  }

  setRoute(table: string, destination: string, target: string | null): void {
    const others = (this.state.tables[table] ?? []).filter((route) => route.destination !== destination);
    const routes = target === null ? others : [...others, { destination, target }];
    this.change({ tables: { ...this.state.tables, [table]: routes } });
  }

  switchDnsOff(): void {
    for (const one of this.state.peerings) if (one.dnsOurs) this.update(one.id, { dnsOurs: false });
  }

  // Calls

  /** Carries out a call as its fate has it: `late` takes effect within the caller's deadline, without a reply. */
  call(fate: Fate, lateMs: number, effect: () => Reply): Reply {
    switch (fate) {
      case "throttled":
        return { kind: "refused", code: "RequestLimitExceeded" };
      case "denied":
        return { kind: "refused", code: "UnauthorizedOperation" };
      case "lost-before":
        return { kind: "silence" };
      case "lost-after":
        effect();
        return { kind: "silence" };
      case "late":
        this.later.push({ at: this.now + lateMs, effect: () => void effect() });
        return { kind: "silence" };
      default:
        return effect();
    }
  }

  create(tags: Record<string, string>, lagMs: number): Reply {
    const existing = this.state.peerings.find((one) => one.direction === "ours" && isLiveInModel(one.status));
    if (existing) return { kind: "done", peeringId: existing.id };
    this.creates += 1;
    return { kind: "done", peeringId: this.addPeering("ours", "initiating-request", tags, lagMs).id };
  }

  tag(id: string, tags: Record<string, string>): Reply {
    this.update(id, { tags });
    return { kind: "done", peeringId: null };
  }

  remove(id: string): Reply {
    const one = this.state.peerings.find((candidate) => candidate.id === id);
    if (!one) return { kind: "refused", code: "InvalidVpcPeeringConnectionID.NotFound" };
    if (one.status !== "active" && one.status !== "pending-acceptance") {
      return { kind: "refused", code: "InvalidStateTransition" };
    }
    this.update(id, { status: "deleting", message: `Deleted by ${ourAccount}` });
    return { kind: "done", peeringId: null };
  }

  createRoute(table: string, destination: string, target: string): Reply {
    const existing = (this.state.tables[table] ?? []).find((route) => route.destination === destination);
    if (existing && existing.target !== target) return { kind: "refused", code: "RouteAlreadyExists" };
    if (!existing) this.setRoute(table, destination, target);
    return { kind: "done", peeringId: null };
  }

  deleteRoute(table: string, destination: string): Reply {
    this.setRoute(table, destination, null);
    return { kind: "done", peeringId: null };
  }

  setDns(id: string, allow: boolean): Reply {
    const one = this.state.peerings.find((candidate) => candidate.id === id);
    if (one?.status !== "active") return { kind: "refused", code: "OperationNotPermitted" };
    this.update(id, { dnsOurs: allow });
    return { kind: "done", peeringId: null };
  }

  // Looks

  private stateAt(time: number): State {
    return this.history.find((entry) => entry.at > time)?.state ?? this.state;
  }

  look(depth: "full" | "glance", recordedId: string | null, staleMs: number): Observed {
    const state = this.stateAt(this.now - staleMs);
    const visible = state.peerings.filter((one) => one.visibleAt <= this.now);
    const chosen = depth === "full" ? visible : visible.filter((one) => one.id === recordedId);
    return {
      at: new Date(this.now),
      peerings: chosen.map((one) => this.seen(one)),
      pairSearched: depth === "full",
      peeringSearched: recordedId !== null,
      routeTables: depth === "full" ? this.seenTables(state) : null,
      vpc,
    };
  }

  private seen(one: Peering): PeeringSeen {
    const active = one.status === "active";
    const cluster = {
      accountId: ourAccount,
      vpcId: clusterVpc,
      region: "eu-central-1",
      cidrBlocks: ["10.0.0.0/16"],
      ipv6CidrBlocks: [],
      dnsResolutionFromRemote: active ? one.dnsOurs : null,
    };
    const tenant = {
      accountId: theirAccount,
      vpcId: tenantVpc,
      region: "eu-west-1",
      cidrBlocks: active ? this.accepterCidrs : [],
      ipv6CidrBlocks: [],
      dnsResolutionFromRemote: active ? false : null,
    };
    const ours = one.direction === "ours";
    return {
      id: one.id,
      status: one.status,
      statusMessage: one.message,
      requester: ours ? cluster : tenant,
      accepter: ours ? tenant : cluster,
      expirationTime: one.status === "pending-acceptance" ? new Date(one.expiresAt) : null,
      tags: one.tags,
    };
  }

  private seenTables(state: State): RouteTableSeen[] {
    const active = new Set(state.peerings.filter((one) => one.status === "active").map((one) => one.id));
    return Object.entries(state.tables).map(([id, routes]) => ({
      id,
      vpcId: clusterVpc,
      name: null,
      isMain: false,
      subnetIds: [`subnet-${id}`],
      gatewayIds: [],
      routes: routes.map(({ destination, target }) => ({
        destination,
        target: target.startsWith("pcx-") ? { kind: "peering", id: target } : { kind: "other", id: target },
        state: !target.startsWith("pcx-") || active.has(target) ? "active" : "blackhole",
        origin: "CreateRoute",
      })),
    }));
  }
}
