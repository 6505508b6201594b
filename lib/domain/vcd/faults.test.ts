import { describe, expect, it } from "vitest";
import { editDocument } from "./edit-document";
import { describeVcdFault, vcdFaultKind, vcdRetryAt } from "./faults";

const fault = (code: string, message = "") => ({
  code,
  message,
  requestId: "39-2026",
  action: "CreateNatRule",
});
const at = new Date("2026-03-01T12:00:00Z");

describe("refusals", () => {
  it.each([
    ["BUSY_ENTITY", "busy"],
    ["CseBusy", "busy"],
    ["NoAnswer", "transient"],
    ["INTERNAL_SERVER_ERROR", "transient"],
    ["SessionEnded", "signed-out"],
    ["UntrustedCertificate", "signed-out"],
    ["ACCESS_TO_RESOURCE_IS_FORBIDDEN", "rights"],
    ["OPERATION_DENIED", "rights"],
    ["Conflict", "changed"],
    ["CseError", "cse"],
    ["CseDisabled", "cse"],
    ["BAD_REQUEST", "bad-input"],
    ["RDE_ENTITY_NOT_RESOLVED", "other"],
  ])("%s is %s, and has words", (code, kind) => {
    expect(vcdFaultKind(fault(code))).toBe(kind);
    const words = describeVcdFault(fault(code, "Told so."));
    for (const text of [words.title, words.cause, words.next]) expect(text).not.toBe("");
  });

  it("names the operation a busy edge is at", () => {
    const message =
      "The entity Ref: com.vmware.vcloud.entity.gateway:1 is busy completing an operation NAT_RULE_CREATE.";
    expect(describeVcdFault(fault("BUSY_ENTITY", message)).cause).toContain("NAT_RULE_CREATE");
  });

  it("names the right that VCD names", () => {
    const message =
      "Either you need some or all of the following rights [Organization vDC Gateway: Configure NAT] to perform";
    expect(describeVcdFault(fault("ACCESS_TO_RESOURCE_IS_FORBIDDEN", message)).cause).toContain(
      "Organization vDC Gateway: Configure NAT",
    );
  });

  it.each([
    ["BUSY_ENTITY", 1, 5],
    ["BUSY_ENTITY", 2, 10],
    ["BUSY_ENTITY", 9, 60],
    ["NoAnswer", 1, 5],
    ["NoAnswer", 20, 300],
    ["ACCESS_TO_RESOURCE_IS_FORBIDDEN", 1, 300],
    ["BAD_REQUEST", 1, 300],
  ])("%s, %i in a row, is tried again after %i s", (code, failures, seconds) => {
    expect(vcdRetryAt(fault(code), at, failures).getTime() - at.getTime()).toBe(seconds * 1000);
  });
});

describe("a changed document", () => {
  const old = {
    api_version: "35.0",
    kind: "native",
    metadata: { cluster_name: "tkg1" },
    spec: {
      workers: { count: 1, sizing_class: "s" },
      nfs: { count: 0 },
      settings: { network: "n" },
      expose: true,
    },
    status: { exposed: true },
  };
  const recent = {
    apiVersion: "cse.vmware.com/v2.1",
    spec: {
      topology: { workers: { count: 1 } },
      settings: { network: { expose: true } },
      distribution: { templateName: "a", templateRevision: 1 },
    },
  };

  it("goes back whole, changed in one field, without its status", () => {
    const made = editDocument({ document: old, dialect: "native-1", saysExposed: true }, { workers: 3 });
    const { status: _status, ...rest } = old;
    expect(made).toEqual({ ...rest, spec: { ...old.spec, workers: { count: 3, sizing_class: "s" } } });
    expect(old.spec.workers.count).toBe(1);
  });

  it("says expose false in each version's own place", () => {
    expect(
      editDocument({ document: old, dialect: "native-1", saysExposed: true }, { expose: false }),
    ).toMatchObject({
      spec: { expose: false },
    });
    expect(
      editDocument({ document: recent, dialect: "native-2", saysExposed: true }, { expose: false }),
    ).toMatchObject({
      spec: { settings: { network: { expose: false } } },
    });
  });

  it("does not ask 3.1 to expose again what was un-exposed", () => {
    const made = editDocument({ document: recent, dialect: "native-2", saysExposed: false }, { workers: 2 });
    expect(made).toMatchObject({
      spec: { settings: { network: { expose: false } }, topology: { workers: { count: 2 } } },
    });
  });

  it("upgrades by another template, and makes room for what was not written", () => {
    const template = { name: "b", revision: 2 };
    expect(
      editDocument({ document: recent, dialect: "native-2", saysExposed: true }, { template }),
    ).toMatchObject({
      spec: { distribution: { templateName: "b", templateRevision: 2 } },
    });
    expect(
      editDocument({ document: {}, dialect: "native-1", saysExposed: false }, { nfsNodes: 1, template }),
    ).toEqual({
      spec: { nfs: { count: 1 }, k8_distribution: { template_name: "b", template_revision: 2 } },
    });
  });
});
