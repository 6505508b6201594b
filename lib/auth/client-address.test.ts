import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { networkOf, readClientAddress, recordPeerAddresses } from "./client-address";

test.each([
  ["192.0.2.7", 0, "192.0.2.7"],
  ["203.0.113.9, 192.0.2.7", 0, "192.0.2.7"],
  ["203.0.113.9, 192.0.2.7", 1, "203.0.113.9"],
  ["1.2.3.4, 203.0.113.9, 192.0.2.7", 1, "203.0.113.9"],
  ["192.0.2.7", 2, "192.0.2.7"],
  ["::ffff:192.0.2.7", 0, "192.0.2.7"],
  ["2001:db8::1", 0, "2001:db8::1"],
  ["203.0.113.9, unknown", 0, null],
  ["'; drop table people; --, x", 1, null],
  ["", 0, null],
  [null, 0, null],
])("%s behind %d proxies of ours is %s", (forwarded, proxies, address) => {
  expect(readClientAddress(forwarded, proxies)).toBe(address);
});

test("IPv6 visitors count by their network, however many addresses they use", () => {
  expect(networkOf("2001:db8:1:2::1")).toBe(networkOf("2001:db8:1:2:ffff::9"));
  expect(networkOf("2001:db8:1:2::1")).not.toBe(networkOf("2001:db8:1:3::1"));
  expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
});

test("a request says where it came from, whatever it claims", async () => {
  recordPeerAddresses();
  const seen: (string | null)[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    seen.push(readClientAddress(String(request.headers["x-forwarded-for"]), 0));
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const headersSent: Record<string, string | string[]>[] = [
    {},
    { "x-forwarded-for": "203.0.113.9" },
    { "X-Forwarded-For": ["203.0.113.9", "203.0.113.10"] },
  ];
  for (const headers of headersSent) {
    await new Promise((resolve) => get({ port, host: "127.0.0.1", headers, agent: false }, resolve));
  }
  expect(seen).toEqual(["127.0.0.1", "127.0.0.1", "127.0.0.1"]);
  server.close();
});
