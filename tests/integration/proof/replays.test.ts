import { afterAll, beforeAll, expect, test } from "vitest";
import { fillPath } from "../support/app-routes";
import { configureWeb } from "../support/browser";
import { type BuiltWeb, httpsOrigin, startBuiltWeb } from "../support/built-web";
import { createTestDatabase, type TestDatabase } from "../support/database";
import { type Part, scriptedAction } from "../support/forms";
import { type Furniture, furnish } from "../support/furniture";
import { makeTenancy, type Tenancy } from "../support/tenancy";
import { validRequest } from "../support/verb-inputs";
import { fillOf, readActions } from "./doors";

/** Whoever sends the same bytes again, at the same moment or later: a second click, a proxy's retry, a recording. */
let database: TestDatabase;
let t: Tenancy;
let acme: Furniture;
let web: BuiltWeb;
let actions: ReturnType<typeof readActions>;

beforeAll(async () => {
  database = await createTestDatabase();
  configureWeb(database.url);
  t = await makeTenancy(database.url);
  acme = await furnish(t, "acme", "acme-thing");
  web = await startBuiltWeb(database.url, { LOG_LEVEL: "error" });
  actions = readActions(process.env.NEXT_DIST_DIR ?? ".next-test");
}, 900_000);
afterAll(async () => {
  await web?.stop();
  await t?.close();
  await database?.drop();
});

type Who = "operator" | "tenant-admin" | "admin";
const sessionOf = (who: Who) =>
  who === "admin" ? t.as("admin", null).sessionId : acme.people[who].sessionId;

const count = async (rows: string) =>
  Number((await t.owner.$client.query<{ n: string }>(`select count(*) as n from ${rows}`)).rows[0]?.n);
const value = async (query: string) =>
  Object.values((await t.owner.$client.query<Record<string, unknown>>(query)).rows[0] ?? {})[0];

/** Sends the same bytes twice at once, and once more when both are answered. */
async function sendThrice(who: Who, name: string, fields: Part[]) {
  const action = actions.get(name);
  if (!action) throw new Error(`there is no ${name}`);
  const { body, type } = scriptedAction([...fields, ["organization", who === "admin" ? "" : "acme"]]);
  const send = () =>
    web.ask(fillPath(action.page, fillOf(action.page, acme)), {
      sessionId: sessionOf(who),
      method: "POST",
      body,
      headers: {
        origin: httpsOrigin,
        "next-action": action.id,
        accept: "text/x-component",
        "content-type": type,
      },
    });
  const answers = [...(await Promise.all([send(), send()])), await send()];
  for (const answer of answers) {
    expect(answer.status, answer.body).toBeLessThan(500);
    expect(answer.body).not.toContain('"status":"failed"');
  }
  return answers.map((answer) =>
    answer.headers["x-action-redirect"] !== undefined || answer.body.includes('"status":"done"')
      ? "done"
      : "refused",
  );
}

const connections = "action /[organization]/connections";
const members = "action /[organization]/members";
const approvals = "action /admin/approvals";
const hooks = "action /[organization]/webhooks";

/** What is there once, however often it is sent. */
const once: [what: string, who: Who, action: string, fields: () => Part[], rows: string][] = [
  [
    "a connection is asked for",
    "operator",
    `${connections} requestConnectionAction`,
    () => {
      const asked = { ...validRequest(acme, "7"), cidrs: "10.77.0.0/16", dnsResolution: "on" };
      return Object.entries(asked);
    },
    "connections where name = 'acme-thing-project-7'",
  ],
  [
    "a request is approved",
    "admin",
    `${approvals} decideRequestAction`,
    () => [
      ["requestId", acme.request],
      ["termsDigest", acme.digest],
      ["note", "Fine."],
      ["decision", "approve"],
    ],
    "audit where verb = 'requests.approve' and outcome = 'done'",
  ],
  [
    "somebody is invited",
    "tenant-admin",
    `${members} inviteAction`,
    () => [
      ["slug", "acme"],
      ["email", "twice@acme.test"],
      ["role", "viewer"],
    ],
    "invitations where email = 'twice@acme.test'",
  ],
  [
    "a webhook is made",
    "tenant-admin",
    `${hooks} createWebhookAction`,
    () => [
      ["name", "Twice"],
      ["url", "https://hooks.example.com/twice"],
      ["kinds", "connection.active"],
    ],
    "webhooks where name = 'Twice'",
  ],
  [
    "an organization is made",
    "admin",
    "action /admin/organizations createOrganizationAction",
    () => [
      ["slug", "twice"],
      ["name", "Twice"],
    ],
    "organizations where slug = 'twice'",
  ],
  [
    "a group is mapped",
    "admin",
    "action /admin/sign-on mapGroupAction",
    () => [
      ["group", "twice"],
      ["of", "acme"],
      ["role", "viewer"],
    ],
    "group_mappings where group_name = 'twice'",
  ],
  [
    "an account is registered",
    "admin",
    "action /admin/accounts registerAccountAction",
    () => [
      ["accountId", "111122223333"],
      ["name", "Twice"],
      ["regions", "eu-central-1"],
      ["roleArn", ""],
    ],
    "aws_accounts where account_id = '111122223333'",
  ],
  [
    "a delivery is sent again",
    "tenant-admin",
    `${hooks} redeliverAction`,
    () => [
      ["id", acme.trust.ids.webhook],
      ["deliveryId", acme.trust.ids.webhookDelivery],
    ],
    "audit where verb = 'webhooks.redeliver' and outcome = 'done'",
  ],
  [
    "an invitation is revoked",
    "tenant-admin",
    `${members} revokeInvitationAction`,
    () => [
      ["slug", "acme"],
      ["invitationId", acme.trust.ids.invitation],
    ],
    "audit where verb = 'people.revoke-invitation' and outcome = 'done'",
  ],
  [
    "a member is removed",
    "tenant-admin",
    `${members} removeMemberAction`,
    () => [
      ["slug", "acme"],
      ["personId", acme.member],
    ],
    "audit where verb = 'people.remove-member' and outcome = 'done'",
  ],
  [
    "a connection is removed",
    "operator",
    `${connections} removeConnectionAction`,
    () => [["id", acme.connection]],
    "audit where verb = 'connections.remove' and outcome = 'done'",
  ],
];

test.each(once)("%s once", async (_what, who, action, fields, rows) => {
  expect(await count(rows)).toBe(0);
  const outcomes = await sendThrice(who, action, fields());
  expect(outcomes.toSorted()).toEqual(["done", "refused", "refused"]);
  expect(outcomes[2]).toBe("refused");
  expect(await count(rows)).toBe(1);
});

test("a webhook's secret that is made anew again leaves the one that the receiver knows", async () => {
  const secrets = () =>
    value(`select previous_secret_sealed from webhooks where id = '${acme.trust.ids.webhook}'`);
  const known = await value(`select secret_sealed from webhooks where id = '${acme.trust.ids.webhook}'`);
  expect(await secrets()).toBeNull();
  const outcomes = await sendThrice("tenant-admin", `${hooks} rotateSecretAction`, [
    ["id", acme.trust.ids.webhook],
    ["name", "x"],
  ]);
  expect(outcomes).toEqual(["done", "done", "done"]);
  expect(await secrets()).toBe(known);
});

test("what may be said again stands as often as it was said, each with its record", async () => {
  const before = await count("request_comments");
  const outcomes = await sendThrice("operator", "action /[organization]/requests commentAction", [
    ["requestId", acme.request],
    ["comment", "Again."],
  ]);
  expect(outcomes).toEqual(["done", "done", "done"]);
  expect(await count("request_comments")).toBe(before + 3);
  expect(await count("audit where verb = 'requests.comment' and outcome = 'done'")).toBe(3);
});

test("a link works once: whoever sends the form again gets no second way in", async () => {
  const session = "select count(*) from sessions";
  const before = Number(await value(session));
  const token = "replayed-link-of-a-test";
  await t.owner.$client.query(
    `insert into password_links (token_hash, person_id, expires_at) values (encode(sha256($1), 'hex'), $2, '2100-01-01')`,
    [token, t.person("operator")],
  );
  const outcomes = await sendThrice("operator", "action / setPasswordAction", [
    ["token", token],
    ["password", "a password, long enough for it"],
    ["repeated", "a password, long enough for it"],
  ]);
  expect(outcomes.toSorted()).toEqual(["done", "refused", "refused"]);
  expect(Number(await value(session))).toBe(before + 1);
});
