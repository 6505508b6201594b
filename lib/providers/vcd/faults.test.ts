import { describe, expect, it } from "vitest";
import { ProviderError } from "../provider-error";
import {
  answeredError,
  isBusyEntity,
  isCseBusy,
  isForbidden,
  missingRights,
  refusesVcdCredentials,
  silentError,
  splitRequestId,
} from "./faults";
import { readBody } from "./wire";

const answer = (status: number, body: unknown) => ({ status, headers: {}, body, requestId: "sent-1" });
const cse = (text: string) => ({ message: { "minor error code": -1, "error description": text } });

describe("answeredError", () => {
  it("tells a busy edge, HTTP 400 as it is, from a body that is wrong", () => {
    const body = {
      minorErrorCode: "BUSY_ENTITY",
      message:
        "[ 39-2024-01-01-10-11-12-123--ecca35bd ] The entity Ref: com.vmware.vcloud.entity.gateway:1 is busy completing an operation NAT_RULE_CREATE.",
      stackTrace: null,
    };
    const { fault, outcomeUnknown } = answeredError(answer(400, body), "CreateNatRule");
    expect(isBusyEntity(fault)).toBe(true);
    expect(fault).toMatchObject({
      requestId: "39-2024-01-01-10-11-12-123--ecca35bd",
      action: "CreateNatRule",
      message: expect.stringMatching(/^The entity Ref/),
    });
    expect(outcomeUnknown).toBe(false);
    const wrong = answeredError(
      answer(400, { minorErrorCode: "BAD_REQUEST", message: "No." }),
      "CreateNatRule",
    );
    expect(isBusyEntity(wrong.fault)).toBe(false);
  });

  it("reads the old API's errors in XML and JSON alike", () => {
    const xml =
      '<?xml version="1.0"?><Error xmlns="http://www.vmware.com/vcloud/v1.5" message="[ 7 ] No access &amp; no right" majorErrorCode="403" minorErrorCode="ACCESS_TO_RESOURCE_IS_FORBIDDEN" stackTrace=""/>';
    const body = readBody(xml, "application/vnd.vmware.vcloud.error+xml");
    const json = { message: "[ 7 ] No access & no right", minorErrorCode: "ACCESS_TO_RESOURCE_IS_FORBIDDEN" };
    for (const each of [body, json]) {
      const { fault } = answeredError(answer(403, each), "GetTask");
      expect(fault).toEqual({
        code: "ACCESS_TO_RESOURCE_IS_FORBIDDEN",
        message: "No access & no right",
        requestId: "7",
        action: "GetTask",
      });
      expect(isForbidden(fault)).toBe(true);
    }
  });

  it.each([
    [500, cse("Cluster 'tkg1' already exists."), "CseError", false],
    [400, cse("'settings'"), "CseError", false],
    [400, cse("CSE service is disabled. Contact the System Administrator."), "CseDisabled", false],
    [429, { "CSE Server Busy": "Please wait and try again." }, "CseBusy", false],
    [500, { minorErrorCode: "INTERNAL_SERVER_ERROR", message: "Oh." }, "INTERNAL_SERVER_ERROR", true],
    [504, "<html>gateway</html>", "HttpError", true],
    [502, null, "HttpError", true],
    [401, null, "SessionEnded", false],
    [403, null, "Forbidden", false],
    [412, null, "Conflict", false],
    [400, { error: "invalid_grant", error_description: "Revoked." }, "invalid_grant", false],
    [404, { minorErrorCode: null, message: "Gone." }, "NotFound", false],
  ])("HTTP %i with %j is %s, outcome unknown: %s", (status, body, code, outcomeUnknown) => {
    const error = answeredError(answer(status, body), "X");
    expect(error.fault.code).toBe(code);
    expect(error.fault.message).not.toBe("");
    expect(error.outcomeUnknown).toBe(outcomeUnknown);
  });

  it("takes the id of the call where the message names none", () => {
    expect(answeredError(answer(401, null), "X").fault.requestId).toBe("sent-1");
    expect(isCseBusy(answeredError(answer(429, null), "X").fault)).toBe(true);
    expect(refusesVcdCredentials(answeredError(answer(401, null), "X").fault)).toBe(true);
  });
});

describe("silentError", () => {
  const thrown = (code: string, message = "why") => Object.assign(new Error(message), { code });

  it.each([
    ["ECONNREFUSED", "NoAnswer", false],
    ["UND_ERR_CONNECT_TIMEOUT", "NoAnswer", false],
    ["ENOTFOUND", "NoAnswer", false],
    ["UND_ERR_SOCKET", "NoAnswer", true],
    ["ECONNRESET", "NoAnswer", true],
    ["UND_ERR_HEADERS_TIMEOUT", "NoAnswer", true],
    ["SELF_SIGNED_CERT_IN_CHAIN", "UntrustedCertificate", false],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "UntrustedCertificate", false],
  ])("%s is %s, outcome unknown: %s", (code, ours, outcomeUnknown) => {
    const error = silentError(thrown(code), "X", "sent-1");
    expect(error.fault.code).toBe(ours);
    expect(error.outcomeUnknown).toBe(outcomeUnknown);
    expect(error.fault.requestId).toBe(outcomeUnknown ? "sent-1" : null);
  });

  it("calls a time-out one, and leaves a ProviderError alone", () => {
    const late = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    expect(silentError(late, "X").fault.message).toMatch(/^No answer within the time allowed/);
    expect(silentError("not an error", "X").outcomeUnknown).toBe(true);
    const known = new ProviderError({ code: "A", message: "B", requestId: null, action: "C" }, false);
    expect(silentError(known, "X")).toBe(known);
  });
});

describe("words", () => {
  it("splits VCD's request id from its message", () => {
    expect(splitRequestId("[ 39-2024--ecca35bd ] text [a]")).toEqual({
      message: "text [a]",
      requestId: "39-2024--ecca35bd",
    });
    expect(splitRequestId("[two words] text")).toEqual({ message: "[two words] text", requestId: null });
  });

  it("finds the rights that a refusal names", () => {
    const message =
      "Either you need some or all of the following rights [Organization vDC Gateway: View NAT, Organization vDC Gateway: View] to perform operations [X] for 1 or the target entity is invalid.";
    const fault = { code: "ACCESS_TO_RESOURCE_IS_FORBIDDEN", message, requestId: null, action: "X" };
    expect(missingRights(fault)).toEqual([
      "Organization vDC Gateway: View NAT",
      "Organization vDC Gateway: View",
    ]);
    expect(missingRights({ ...fault, message: "No." })).toEqual([]);
  });
});
