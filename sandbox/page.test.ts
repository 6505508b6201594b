import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startSandbox } from "./server";
import { acmeVpc, clusterVpc, openTestBed, type TestBed } from "./test-bed";

let bed: TestBed;
let id: string;

beforeAll(async () => {
  bed = await openTestBed();
});
afterAll(() => bed.close());
beforeEach(async () => {
  await bed.restore();
  const { peering } = await bed.act({
    act: "create-peering",
    vpcId: clusterVpc,
    peerVpcId: acmeVpc,
    tags: { Name: `<img src=x onerror="alert('1')">` },
  });
  id = peering.vpcPeeringConnectionId;
  await bed.advance(1000);
});

const page = async (path = "/_sandbox") => {
  const response = await fetch(bed.url + path, { headers: { accept: "text/html" } });
  return { text: await response.text(), policy: response.headers.get("content-security-policy") };
};

const press = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${bed.url}/_sandbox/act`, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
    headers,
  });

it("offers the accepter to accept, and the button's form does it", async () => {
  const { text } = await page();
  expect(text).toContain(`aria-label="Accept ${id}"`);
  const response = await press({ act: "accept", vpcPeeringConnectionId: id, back: "account=222222222222" });
  expect(response.status).toBe(303);
  expect(response.headers.get("location")).toBe("/_sandbox?account=222222222222");
  await bed.advance(2000);
  const after = (await page()).text;
  expect(after).not.toContain(`aria-label="Accept ${id}"`);
  expect(after).toContain(`aria-label="Enable DNS from remote ${id} as Acme"`);
  expect(after).toContain(`aria-label="Delete ${id} as Provider"`);
});

it("shows one account alone, and each side's own names", async () => {
  const { text } = await page("/_sandbox?account=222222222222");
  expect(text).toContain("no name on this side");
  expect(text).not.toContain('id="account-111111111111"');
});

it("escapes what others wrote, and runs no script", async () => {
  const { text, policy } = await page();
  expect(text).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;");
  expect(text).not.toContain("<img");
  expect(policy).toContain("default-src 'none'");
  const response = await press({ act: "reject", vpcPeeringConnectionId: "<b>" });
  const back = (await page(response.headers.get("location") ?? "")).text;
  expect(back).toContain("InvalidVpcPeeringConnectionId.Malformed: Invalid id: &quot;&lt;b&gt;&quot;");
});

it("moves the clock by a form", async () => {
  const response = await fetch(`${bed.url}/_sandbox/clock`, {
    method: "POST",
    body: new URLSearchParams({ advanceMs: String(169 * 3_600_000) }),
    redirect: "manual",
  });
  expect(response.status).toBe(303);
  expect((await page()).text).toContain("expired");
});

it("takes no form from another site", async () => {
  const fields = { act: "accept", vpcPeeringConnectionId: id };
  expect((await press(fields, { origin: "https://elsewhere.test" })).status).toBe(403);
  expect((await press(fields, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await press(fields, { origin: bed.url })).status).toBe(303);
});

it("lists the calls", async () => {
  await bed.client("provider").send(new DescribeVpcsCommand());
  expect((await page("/_sandbox/journal")).text).toContain("DescribeVpcs");
});

it("says where the VCD beside it is, whom to trust, and what is left out", async () => {
  const vcd = {
    url: "https://127.0.0.1:4443",
    authority: "-----BEGIN CERTIFICATE-----\n",
    leftOut: ["Some <range>."],
  };
  const sandbox = await startSandbox({ port: 0, vcd: () => vcd });
  const get = (path: string) => fetch(sandbox.url + path, { headers: { accept: "text/html" } });
  const text = await (await get("/_sandbox")).text();
  expect(text).toContain(vcd.url);
  expect(text).toContain("Some &lt;range&gt;.");
  expect(await (await get("/_sandbox/vcd")).json()).toEqual(vcd);
  const href = /href="([^"]+\.pem)"/.exec(text)?.[1] ?? "";
  expect(await (await get(href)).text()).toBe(vcd.authority);
  await sandbox.close();
  expect((await page()).text).not.toContain("VMware");
  expect((await fetch(`${bed.url}/_sandbox/vcd`)).status).toBe(404);
});
