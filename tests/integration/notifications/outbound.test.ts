import type { LookupAddress } from "node:dns";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { nothingAllowed } from "@/lib/domain/notifications/outbound-address";
import { type Lookup, openGuardedAgent } from "@/lib/providers/outbound/guarded-agent";
import { callWebhook } from "@/lib/providers/webhook/call-webhook";
import { startReceiver } from "./support";

/** Plain HTTP may be used, so that a receiver of the test's would answer if anything reached it; nothing else. */
const strict = { ...nothingAllowed, plainHttp: true };
let inside: Awaited<ReturnType<typeof startReceiver>>;
let port: string;

beforeAll(async () => {
  inside = await startReceiver();
  port = new URL(inside.url).port;
});
beforeEach(() => {
  inside.received.length = 0;
  inside.answer = (response) => void response.writeHead(200).end("inside");
});
afterAll(() => inside.close());

async function call(url: string, options: { lookup?: Lookup; policy?: typeof strict } = {}) {
  const policy = options.policy ?? strict;
  const dispatcher = openGuardedAgent(policy, { lookup: options.lookup });
  const answer = await callWebhook({ url, headers: {}, body: "{}" }, { dispatcher, policy });
  await dispatcher.close();
  return answer;
}

/** A name server that answers each question with the next of these addresses. */
function answering(...answers: string[][]) {
  const asked: string[] = [];
  const lookup: Lookup = (hostname, _options, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    callback(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { asked, lookup };
}

test.each([
  "http://127.0.0.1",
  "http://2130706433",
  "http://0x7f.1",
  "http://0177.0.0.1",
  "http://[::1]",
  "http://[::ffff:127.0.0.1]",
  "http://[::ffff:10.0.0.1]",
  "http://169.254.169.254",
  "http://10.0.0.1",
  "http://localhost",
])("%s is refused before anything is looked up or sent", async (origin) => {
  const { asked, lookup } = answering(["127.0.0.1"]);
  const answer = await call(`${origin}:${port}/`, { lookup });
  expect(answer).toMatchObject({
    ok: false,
    status: null,
    answer: expect.stringMatching(/not an address|name within/),
  });
  expect(asked).toEqual([]);
  expect(inside.received).toEqual([]);
});

test("a name that leads inside is refused when it is connected to, however many addresses it has", async () => {
  for (const addresses of [["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["93.184.216.34", "127.0.0.1"]]) {
    const { lookup } = answering(addresses);
    const answer = await call(`http://hooks.example.com:${port}/`, { lookup });
    expect(answer.answer).toContain("is not an address on the public internet. Nothing was sent.");
  }
  expect(inside.received).toEqual([]);
});

test("a name that leads elsewhere a moment later gains nothing: the answer that was judged is connected to", async () => {
  // 192.0.2.1 would be refused too: the first answer has to pass and nobody must answer there, so that a second
  // look-up, had there been one, would have led inside.
  const policy = { ...strict, blocks: ["127.0.0.2/32"] };
  const { asked, lookup } = answering(["127.0.0.2"], ["127.0.0.1"]);
  const answer = await call(`http://hooks.example.com:${port}/`, { lookup, policy });
  expect(asked).toEqual(["hooks.example.com"]);
  expect(answer).toMatchObject({ ok: false, status: null });
  expect(inside.received).toEqual([]);

  const turned = answering(["127.0.0.1"], ["127.0.0.2"]);
  expect(
    (await call(`http://hooks.example.com:${port}/`, { lookup: turned.lookup, policy })).answer,
  ).toContain("hooks.example.com leads to 127.0.0.1");
});

test("each call looks the name up anew: what passed once is no pass for later", async () => {
  const policy = { ...strict, blocks: ["127.0.0.1/32"] };
  const dispatcher = openGuardedAgent(policy, { lookup: answering(["127.0.0.1"], ["127.0.0.9"]).lookup });
  const url = `http://hooks.example.com:${port}/`;
  const once = () => callWebhook({ url, headers: {}, body: "{}" }, { dispatcher, policy });
  expect(await once()).toMatchObject({ ok: true, status: 200, answer: "inside" });
  expect(await once()).toMatchObject({ ok: false, answer: expect.stringContaining("127.0.0.9") });
  await dispatcher.close();
  expect(inside.received).toHaveLength(1);
});

test("redirects are told and not followed, to wherever they lead", async () => {
  const policy = { ...strict, blocks: ["127.0.0.1/32"] };
  for (const location of ["http://169.254.169.254/latest/meta-data/", `${inside.url}/secret`, "/elsewhere"]) {
    for (const status of [301, 302, 303, 307, 308]) {
      inside.answer = (response) => void response.writeHead(status, { location }).end();
      const answer = await call(inside.url, { policy });
      expect(answer).toMatchObject({ ok: false, status, answer: expect.stringContaining("not followed") });
    }
  }
  expect(inside.received.every(({ path }) => path === "/hook")).toBe(true);
  expect(inside.received).toHaveLength(15);
});

test("of an answer without end only the beginning is read", async () => {
  const policy = { ...strict, blocks: ["127.0.0.1/32"] };
  let closed: Promise<void> | null = null;
  inside.answer = (response) => {
    closed = new Promise((done) => response.on("close", done));
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(10_000)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
  const answer = await call(inside.url, { policy });
  expect(answer).toMatchObject({ ok: true, status: 200 });
  expect(answer.answer).toHaveLength(500);
  await closed;
});

test("where nobody answers, it is said in words", async () => {
  const policy = { ...strict, blocks: ["127.0.0.1/32"] };
  expect((await call("http://127.0.0.1:9/", { policy })).answer).toBe(
    "Nobody answers at that address and port.",
  );
  expect((await call("https://127.0.0.1:9/", { policy: { ...policy, plainHttp: false } })).status).toBeNull();
  const { lookup } = answering([]);
  expect((await call("http://hooks.example.com/", { lookup })).answer).toContain("name is not known");
});
