import { describe, expect, test } from "vitest";
import { providerRoles, type Role, tenantRoles } from "../people/roles";
import {
  approveRequest,
  commentOnRequest,
  decideRequest,
  type Editing,
  editRequest,
  takeBackApproval,
  withdrawRequest,
} from "./can";
import type { RequestKind, RequestState } from "./requests";

const request = (state: RequestState = "waiting", kind: RequestKind = "connection") => ({
  state,
  kind,
  requestedBy: "ana",
  editedBy: null as string | null,
  editors: [] as string[],
});
const actor = (role: Role, personId = "ada") => ({ personId, role });

describe("deciding", () => {
  test("is the provider admin's alone", () => {
    for (const role of [...tenantRoles, ...providerRoles]) {
      const capability = decideRequest({ actor: actor(role), request: request() });
      expect([role, capability.ok]).toEqual([role, role === "provider-admin"]);
      if (!capability.ok) expect(capability.kind).toBe("right");
    }
  });

  test("is never one's own, and that weighs more than the state", () => {
    for (const state of ["waiting", "approved"] as const) {
      const capability = decideRequest({ actor: actor("provider-admin", "ana"), request: request(state) });
      expect(capability).toMatchObject({ ok: false, kind: "right" });
    }
  });

  test("is nobody's who ever edited it, and each is told why it is not theirs", () => {
    const edited = { ...request(), editedBy: "eve", editors: ["ada", "bo", "eve"] };
    const by = (personId: string) =>
      decideRequest({ actor: actor("provider-admin", personId), request: edited });
    const why = (personId: string) => {
      const capability = by(personId);
      return capability.ok ? null : [capability.kind, capability.reason];
    };
    expect(why("ana")).toEqual(["right", expect.stringMatching(/^You asked for this yourself/)]);
    expect(why("eve")).toEqual(["right", expect.stringMatching(/^You edited what is asked for/)]);
    for (const earlier of ["ada", "bo"]) {
      expect(why(earlier)).toEqual(["right", expect.stringMatching(/^You edited this before somebody else/)]);
    }
    expect(by("zoe")).toEqual({ ok: true });
  });

  test.each(["approved", "denied", "withdrawn", "expired"] as const)("is over once %s", (state) => {
    const capability = decideRequest({ actor: actor("provider-admin"), request: request(state) });
    expect(capability).toMatchObject({ ok: false, kind: "state" });
  });
});

describe("withdrawing", () => {
  test.each(["connection", "exposure"] as const)(
    "of %ss needs a role that may, and one that waits",
    (kind) => {
      const withdraw = (role: Role, state?: RequestState) =>
        withdrawRequest({ actor: actor(role), request: request(state, kind) });
      expect(withdraw("operator")).toEqual({ ok: true });
      expect(withdraw("viewer")).toMatchObject({ kind: "right" });
      expect(withdraw("operator", "denied")).toMatchObject({ kind: "state" });
      expect(withdraw("operator", "approved")).toMatchObject({
        next: kind === "connection" ? "Remove the connection instead." : "Un-expose the cluster instead.",
      });
    },
  );
});

describe("approving with others", () => {
  const asked = { actor: actor("provider-admin"), request: request() };

  test("nobody counts twice, and nobody approves what they edited", () => {
    expect(approveRequest({ ...asked, approvedBy: ["bo"] })).toEqual({ ok: true });
    expect(approveRequest({ ...asked, approvedBy: ["ada"] })).toMatchObject({ kind: "state" });
    const edited = { ...request(), editedBy: "eve", editors: ["ada", "eve"] };
    for (const approvedBy of [[], ["bo"], ["ada"]]) {
      expect(approveRequest({ ...asked, request: edited, approvedBy })).toMatchObject({ kind: "right" });
    }
  });

  test("is taken back by whoever gave it, while undecided", () => {
    expect(takeBackApproval({ ...asked, approvedBy: ["ada"] })).toEqual({ ok: true });
    expect(takeBackApproval({ ...asked, approvedBy: ["bo"] })).toMatchObject({ kind: "state" });
    const decided = { ...asked, request: request("approved") };
    expect(takeBackApproval({ ...decided, approvedBy: ["ada"] })).toMatchObject({ kind: "state" });
    const auditor = { ...asked, actor: actor("provider-auditor") };
    expect(takeBackApproval({ ...auditor, approvedBy: ["ada"] })).toMatchObject({ kind: "right" });
  });
});

test("comments are for operators, admins and provider admins", () => {
  const may = [...tenantRoles, ...providerRoles].filter((role) => commentOnRequest({ role }).ok);
  expect(may).toEqual(["operator", "tenant-admin", "provider-admin"]);
});

describe("editing", () => {
  const edit = (change: Partial<Editing>) =>
    editRequest({
      role: "operator",
      request: { state: "waiting", kind: "connection" },
      connection: { state: "awaiting-approval", wanted: "connected" },
      changeWaits: false,
      ...change,
    });
  const approved = { state: "approved", kind: "connection" } as const;
  const connection = (
    state: "active" | "queued" | "removing" | "removed",
    wanted = "connected" as const,
  ) => ({
    state,
    wanted,
  });

  test.each<[string, Partial<Editing>, true | "right" | "state"]>([
    ["one that waits", {}, true],
    ["by a viewer", { role: "viewer" }, "right"],
    ["by the provider", { role: "provider-admin" }, "right"],
    ["one that was denied", { request: { state: "denied", kind: "connection" } }, "state"],
    ["an active connection", { request: approved, connection: connection("active") }, true],
    ["a queued one", { request: approved, connection: connection("queued") }, true],
    ["one that is removed", { request: approved, connection: connection("removing") }, "state"],
    ["one that has ended", { request: approved, connection: connection("removed") }, "state"],
    [
      "one whose change waits",
      { request: approved, connection: connection("active"), changeWaits: true },
      "state",
    ],
    ["a late exposure that waits", { request: { state: "waiting", kind: "exposure", act: "expose" } }, true],
    [
      "an opening that waits",
      { request: { state: "waiting", kind: "exposure", act: "open-firewall" } },
      true,
    ],
    ["a cluster to be made", { request: { state: "waiting", kind: "exposure", act: "create" } }, "state"],
    [
      "an exposure that is there",
      { request: { state: "approved", kind: "exposure", act: "expose" } },
      "state",
    ],
  ])("%s", (_what, change, expected) => {
    const capability = edit(change);
    expect(capability.ok || capability.kind).toBe(expected);
    if (!capability.ok) expect(capability.next).not.toBe("");
  });
});
