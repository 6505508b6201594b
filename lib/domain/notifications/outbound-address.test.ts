import { describe, expect, test } from "vitest";
import { mayReachAddress, nothingAllowed, whyNotOutbound } from "./outbound-address";

describe("addresses", () => {
  test.each([
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:a00:1",
    "::10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "nonsense",
    "",
  ])("%s is not reached", (address) => {
    expect(mayReachAddress(address, nothingAllowed)).toBe(false);
  });

  test.each(["8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:2800:220:1::1", "2a00:1450::1"])(
    "%s is reached",
    (address) => {
      expect(mayReachAddress(address, nothingAllowed)).toBe(true);
    },
  );

  test("what is allowed is reached, and nothing beside it", () => {
    const policy = { hosts: [], blocks: ["10.1.0.0/16", "fd00::/8"], plainHttp: false };
    expect(mayReachAddress("10.1.2.3", policy)).toBe(true);
    expect(mayReachAddress("10.2.0.1", policy)).toBe(false);
    expect(mayReachAddress("fd00::1", policy)).toBe(true);
    expect(mayReachAddress("::ffff:10.1.2.3", policy)).toBe(false);
  });
});

describe("what may be entered", () => {
  test.each([
    ["https://hooks.example.com/a?b=c", null],
    ["https://hooks.example.com:8443/", null],
    ["https://8.8.8.8/", null],
    ["", "whole address"],
    ["hooks.example.com", "whole address"],
    ["https://", "whole address"],
    [`https://example.com/${"a".repeat(2_000)}`, "whole address"],
    ["http://hooks.example.com", "begins with https"],
    ["ftp://hooks.example.com", "begins with https"],
    ["file:///etc/passwd", "begins with https"],
    ["javascript:alert(1)", "begins with https"],
    ["https://user:secret@example.com", "user name and password"],
    ["https://example.com/#part", "follows #"],
    ["https://127.0.0.1/", "127.0.0.1 is not an address"],
    ["https://2130706433/", "127.0.0.1 is not an address"],
    ["https://0x7f000001/", "127.0.0.1 is not an address"],
    ["https://0177.0.0.1/", "127.0.0.1 is not an address"],
    ["https://127.1/", "127.0.0.1 is not an address"],
    ["https://169.254.169.254/latest/meta-data", "169.254.169.254 is not an address"],
    ["https://[::1]/", "not an address"],
    ["https://[::ffff:10.0.0.1]/", "not an address"],
    ["https://[fd00:ec2::254]/", "not an address"],
    ["https://１２７.0.0.1/", "127.0.0.1 is not an address"],
    ["https://localhost/", "name within a network"],
    ["https://LOCALHOST./", "name within a network"],
    ["https://printer/", "name within a network"],
    ["https://metadata.google.internal/", "name within a network"],
    ["https://db.home.arpa/", "name within a network"],
  ])("%s: %s", (text, expected) => {
    const why = whyNotOutbound(text, nothingAllowed);
    if (expected === null) expect(why).toBeNull();
    else expect(why).toContain(expected);
  });

  test("an admin's own list lets names, addresses and plain HTTP through", () => {
    const policy = { hosts: ["hooks.internal"], blocks: ["127.0.0.0/8"], plainHttp: true };
    expect(whyNotOutbound("http://127.0.0.1:9/", policy)).toBeNull();
    expect(whyNotOutbound("https://hooks.internal/", policy)).toBeNull();
    expect(whyNotOutbound("https://other.internal/", policy)).not.toBeNull();
    expect(whyNotOutbound("https://10.0.0.1/", policy)).not.toBeNull();
  });
});
