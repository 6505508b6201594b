import { describe, expect, it } from "vitest";
import { ProviderError } from "../provider-error";
import { isPeeringNotFound, refusesCredentials, toProviderError } from "./faults";

/** As the SDK throws what AWS answered. */
function answered(name: string, httpStatusCode: number, message = "why") {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode, requestId: "req-1" } });
}

describe("toProviderError", () => {
  it("keeps code, message and request id of an answer", () => {
    const { fault, outcomeUnknown } = toProviderError(answered("InvalidVpcID.NotFound", 400), "CreateRoute");
    expect(fault).toEqual({
      code: "InvalidVpcID.NotFound",
      message: "why",
      requestId: "req-1",
      action: "CreateRoute",
    });
    expect(outcomeUnknown).toBe(false);
  });

  it.each([
    ["InternalError", 500, true],
    ["Unavailable", 503, true],
    ["RequestLimitExceeded", 503, false],
    ["UnauthorizedOperation", 403, false],
    ["DryRunOperation", 412, false],
  ])("%s with %i: outcome unknown %s", (code, status, unknown) => {
    expect(toProviderError(answered(code, status), "X").outcomeUnknown).toBe(unknown);
  });

  it.each([
    Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }),
    Object.assign(new Error("too slow"), { name: "TimeoutError", code: "ETIMEDOUT" }),
    Object.assign(new Error("aborted"), { name: "AbortError" }),
    "not even an error",
  ])("silence leaves the outcome open: %s", (error) => {
    const { fault, outcomeUnknown } = toProviderError(error, "CreateVpcPeeringConnection");
    expect(fault).toMatchObject({ code: "NoAnswer", requestId: null, action: "CreateVpcPeeringConnection" });
    expect(outcomeUnknown).toBe(true);
  });

  it("credentials that cannot be had never reached AWS: nothing happened", () => {
    const error = Object.assign(new Error("none"), { name: "CredentialsProviderError" });
    const { fault, outcomeUnknown } = toProviderError(error, "CreateRoute");
    expect(outcomeUnknown).toBe(false);
    expect(refusesCredentials(fault)).toBe(true);
  });

  it("leaves its own kind alone", () => {
    const error = new ProviderError({ code: "A", message: "b", requestId: null, action: "C" }, true);
    expect(toProviderError(error, "D")).toBe(error);
  });
});

it("knows both spellings of a peering that is not found", () => {
  const fault = (code: string) => ({ code, message: "", requestId: null, action: "X" });
  expect(isPeeringNotFound(fault("InvalidVpcPeeringConnectionID.NotFound"))).toBe(true);
  expect(isPeeringNotFound(fault("InvalidVpcPeeringConnectionId.NotFound"))).toBe(true);
  expect(isPeeringNotFound(fault("InvalidVpcPeeringConnectionId.Malformed"))).toBe(false);
});
