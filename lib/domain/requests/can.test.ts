import { describe, expect, test } from "vitest";
import { providerRoles, type Role, tenantRoles } from "../people/roles";
import { decideRequest, withdrawRequest } from "./can";
import type { RequestKind, RequestState } from "./requests";

const request = (state: RequestState = "waiting", kind: RequestKind = "connection") => ({
  state,
  requestedBy: "ana",
  kind,
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

  test.each(["approved", "denied", "withdrawn"] as const)("is over once %s", (state) => {
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
