import { describe, expect, it } from "vitest";
import { readAlternativeNames } from "./certificates";

describe("readAlternativeNames", () => {
  it("reads names and addresses", () => {
    expect(readAlternativeNames("DNS:kubernetes, DNS:kubernetes.default, IP Address:10.96.0.1")).toEqual([
      { kind: "DNS", value: "kubernetes" },
      { kind: "DNS", value: "kubernetes.default" },
      { kind: "IP Address", value: "10.96.0.1" },
    ]);
    expect(readAlternativeNames("IP Address:2001:DB8:0:0:0:0:0:1")).toEqual([
      { kind: "IP Address", value: "2001:DB8:0:0:0:0:0:1" },
    ]);
    expect(readAlternativeNames("")).toEqual([]);
  });

  it("does not take a quoted value for two names", () => {
    expect(readAlternativeNames('DNS:"a, DNS:b", DNS:c')).toEqual([
      { kind: "DNS", value: "a, DNS:b" },
      { kind: "DNS", value: "c" },
    ]);
  });
});
