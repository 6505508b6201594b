import { describe, expect, it } from "vitest";
import {
  addressCount,
  canonicalCidr,
  cidrContains,
  cidrsOverlap,
  ipv4Range,
  ipv4Text,
  isIpv4Cidr,
  prefixLength,
} from "./cidr";

describe("address blocks", () => {
  it.each([
    ["10.0.0.0/16", true],
    ["0.0.0.0/0", true],
    ["255.255.255.255/32", true],
    ["256.0.0.0/8", false],
    ["10.0.0.0", false],
    ["10.0.0/8", false],
    ["10.0.0.0/33", false],
    ["010.0.0.0/8", false],
    ["::/0", false],
    ["", false],
  ])("%s is an IPv4 block: %s", (text, expected) => expect(isIpv4Cidr(text)).toBe(expected));

  it.each([
    ["100.68.0.18/18", "100.68.0.0/18"],
    ["10.1.0.0/16", "10.1.0.0/16"],
    ["2001:DB8::1/56", "2001:db8::/56"],
    ["pl-0123", "pl-0123"],
    ["x/y", "x/y"],
  ])("%s is written %s", (text, expected) => expect(canonicalCidr(text)).toBe(expected));

  it("compares blocks, and answers no for what is none", () => {
    expect(cidrsOverlap("10.0.0.0/8", "10.1.0.0/16")).toBe(true);
    expect(cidrsOverlap("10.0.0.0/16", "10.1.0.0/16")).toBe(false);
    expect(cidrsOverlap("10.0.0.0/8", "::/0")).toBe(false);
    expect(cidrsOverlap("10.0.0.0/8", "pl-1")).toBe(false);
    expect(cidrContains("10.0.0.0/8", "10.1.0.0/16")).toBe(true);
    expect(cidrContains("10.1.0.0/16", "10.0.0.0/8")).toBe(false);
    expect(cidrContains("pl-1", "10.0.0.0/8")).toBe(false);
  });

  it("counts and converts", () => {
    expect(addressCount("10.0.0.0/28")).toBe(16);
    expect(addressCount("x")).toBeNull();
    expect(prefixLength("10.0.0.0/28")).toBe(28);
    expect(ipv4Range("255.255.255.0/24")).toEqual({ start: 4294967040, end: 4294967295 });
    expect(ipv4Text(4294967295)).toBe("255.255.255.255");
    expect(ipv4Text(167837696)).toBe("10.1.0.0");
    expect(ipv4Text(-1)).toBe("0.0.0.0");
  });
});
