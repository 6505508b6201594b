import nodemailer, { type SendMailOptions, type Transporter } from "nodemailer";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type RunningSandbox, startSandbox } from "../server";
import { type RunningMailServer, startMailServer } from "./server";

let mail: RunningMailServer;
let sandbox: RunningSandbox;
let transport: Transporter;

beforeAll(async () => {
  mail = await startMailServer({ port: 0 });
  sandbox = await startSandbox({ port: 0, mail: mail.inbox });
  transport = nodemailer.createTransport(mail.url);
});
afterAll(async () => {
  transport.close();
  await sandbox.close();
  await mail.close();
});
beforeEach(() => mail.inbox.clear());

const link = "https://d.example.com/invitation?token=a-b_c&x=1";
const send = (more: SendMailOptions = {}) =>
  transport.sendMail({
    from: "Drawbridge <drawbridge@provider.test>",
    to: "ana@acme.test",
    subject: "Einladung für „Acme“",
    text: `Grüße – accept: ${link}\n\n<script>alert("1")</script>`,
    html: "<p>The same</p>",
    messageId: "<1@d.example.com>",
    ...more,
  });
const page = async (path = "/_sandbox/mail") => {
  const response = await fetch(sandbox.url + path, { headers: { accept: "text/html" } });
  return response.text();
};
const list = async (query = "") => (await fetch(`${sandbox.url}/_sandbox/mail${query}`)).json();

it("shows what was mailed, with links to follow, and runs none of what others wrote", async () => {
  await send();
  const text = await page();
  expect(text).toContain("Einladung für „Acme“");
  expect(text).toContain("Grüße – accept: ");
  expect(text).toContain('<a href="https://d.example.com/invitation?token=a-b_c&amp;x=1">');
  expect(text).toContain("&lt;script&gt;");
  expect(text).not.toContain("<script>");
  expect(await page("/_sandbox")).toContain('href="/_sandbox/mail"');
});

it("lists them newest first, for one address alone where that is asked", async () => {
  await send();
  await send({ to: "bo@acme.test", subject: "Second", messageId: "<2@d.example.com>" });
  expect(await list()).toMatchObject([
    { to: ["bo@acme.test"], subject: "Second", messageId: "2@d.example.com" },
    {
      to: ["ana@acme.test"],
      from: "Drawbridge <drawbridge@provider.test>",
      text: expect.stringContaining(link),
    },
  ]);
  expect(await list("?to=ANA@acme.test")).toHaveLength(1);
  expect(await page("/_sandbox/mail?to=ana@acme.test")).not.toContain("Second");
  await fetch(`${sandbox.url}/_sandbox/mail`, { method: "DELETE" });
  expect(await list()).toEqual([]);
});

it("takes no more than it can hold: large ones are refused, old ones are forgotten", async () => {
  await expect(send({ text: "x".repeat(200_000) })).rejects.toThrow(/too large|size/i);
  expect(await list()).toEqual([]);
  const raw = Buffer.from("Subject: small\r\n\r\nsmall\r\n");
  for (let n = 0; n < 510; n += 1) await mail.inbox.add(raw, [`${n}@acme.test`], new Date());
  const kept = await list();
  expect(kept).toHaveLength(500);
  expect(kept[0].to).toEqual(["509@acme.test"]);
  expect(kept[499].to).toEqual(["10@acme.test"]);
});

it("is not spoken of where no mail is taken", async () => {
  const alone = await startSandbox({ port: 0 });
  const response = await fetch(`${alone.url}/_sandbox`, { headers: { accept: "text/html" } });
  expect(await response.text()).not.toContain("/_sandbox/mail");
  expect((await fetch(`${alone.url}/_sandbox/mail`)).status).toBe(404);
  await alone.close();
});
