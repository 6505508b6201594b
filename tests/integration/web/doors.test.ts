import { beforeEach, describe, expect, test, vi } from "vitest";
import { signInAction } from "@/app/(auth)/actions";
import { renameConnectionAction } from "@/app/(console)/[organization]/connections/actions";
import { GET as readApprovals } from "@/app/api/admin/approvals/route";
import { GET as readConnections } from "@/app/api/organizations/[organization]/connections/route";
import { GET as search } from "@/app/api/organizations/[organization]/search/route";
import { POST as chooseTheme } from "@/app/api/theme/route";
import { type FormState, idleForm } from "@/lib/domain/form-state";
import { defineAction } from "@/lib/services/define-action";
import { ask, browse, origin } from "../support/browser";
import { provideWebTenancy } from "../support/provide-web-tenancy";

vi.mock("next/headers", async () => (await import("../support/browser")).nextHeaders);

const t = provideWebTenancy();

beforeEach(() => browse(t.as("operator", "acme").sessionId));

const form = (fields: Record<string, string>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

describe("an action", () => {
  const echoing = defineAction(async () => ({ status: "refused", message: "no" }));
  const failing = defineAction(async () => {
    throw new Error("relation people does not exist at 10.0.0.9");
  });

  test.each([
    ["null", { origin: "null" }],
    ["foreign", { origin: "https://evil.example" }],
    ["of a look-alike host", { origin: "http://127.0.0.1:3000.evil.example" }],
    ["with a person before the host", { origin: "http://127.0.0.1:3000@evil.example" }],
    ["of another port", { origin: "http://127.0.0.1:3001" }],
    ["missing", {}],
    ["missing, from another site", { "sec-fetch-site": "cross-site" }],
    [
      "foreign, vouched for by forged hosts",
      { origin: "https://evil.example", "x-forwarded-host": "evil.example", host: "evil.example" },
    ],
  ])("with an origin that is %s is refused", async (_what, headers) => {
    await browse(t.as("operator", "acme").sessionId, headers as Record<string, string>);
    expect(await echoing(idleForm, form({}))).toMatchObject({
      status: "refused",
      message: "This form was not sent from Drawbridge's own page.",
    });
  });

  test("survives fields named like what every object has", async () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
      const state = await renameConnectionAction(
        idleForm,
        form({ [name]: "x", organization: "acme", id: "x", name: "y" }),
      );
      expect(state.status, name).toBe("refused");
      expect(Object.getPrototypeOf(state.values)).toBe(Object.prototype);
    }
  });

  test.each([undefined, null, "text", 7, {}, [], new Map([["id", "x"]])])(
    "survives being sent %o instead of a form",
    async (sent) => {
      const state = await echoing(idleForm, sent as unknown as FormData);
      expect(state.status).toBe("refused");
    },
  );

  test("survives files where text is expected", async () => {
    const data = form({ organization: "acme" });
    data.append("id", new File(["x"], "id.txt"));
    data.append("name", new File(["x"], "name.txt"));
    expect((await renameConnectionAction(idleForm, data)).status).toBe("refused");
  });

  test("that fails tells a reference, and nothing of the inside", async () => {
    const state: FormState = await failing(idleForm, form({ note: "kept", password: "not kept" }));
    expect(state).toMatchObject({ status: "failed", values: { note: ["kept"] } });
    expect(state.reference).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(state)).not.toMatch(/relation|10\.0\.0\.9|not kept/);
  });

  test("refuses what no database can keep, in words", async () => {
    const nul = String.fromCharCode(0);
    for (const fields of [
      { organization: "acme", id: "x", name: `a${nul}b` },
      { organization: `acme${nul}`, id: "x", name: "y" },
    ]) {
      expect((await renameConnectionAction(idleForm, form(fields))).status).toBe("refused");
    }
    await browse(t.as("admin", null).sessionId);
    expect((await renameConnectionAction(idleForm, form({ organization: `acme${nul}` }))).status).toBe(
      "refused",
    );
    await browse(null);
    expect((await signInAction(idleForm, form({ email: `a${nul}@acme.test`, password: "x" }))).status).toBe(
      "refused",
    );
  });
});

describe("a list", () => {
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const id = "0190a0a0-0000-7000-8000-000000000000";
  const hostile = [
    cursor(["no date", id]),
    cursor(["2026-13-45", id]),
    cursor(["a\u0000", id]),
    cursor(["2026-01-01", "x"]),
    cursor({ __proto__: [] }),
    "%00",
    "'; drop table connections; --",
    "2026-11-21T10:00:00.000Z_------------------------------------",
    `-271821-04-20T00:00:00.000Z_${id}`,
    "x".repeat(20_000),
  ];

  test.each(hostile)("of connections answers 422 or 200 to the cursor %#", async (after) => {
    for (const sort of ["name", "-name", "created", "-created"]) {
      const query = new URLSearchParams({ after, sort });
      const answer = await ask(readConnections, `/api?${query}`, { organization: "acme" });
      expect([200, 422], await answer.text()).toContain(answer.status);
    }
  });

  test.each(hostile)("of approvals answers 422 or 200 to the cursor %#", async (after) => {
    await browse(t.as("admin", null).sessionId);
    for (const state of ["waiting", "decided"]) {
      const answer = await ask(readApprovals, `/api?${new URLSearchParams({ after, state })}`);
      expect([200, 422], await answer.text()).toContain(answer.status);
    }
  });

  test.each(["\u0000", "%", "\\", "'", "\u{1F600}".repeat(150), "x".repeat(100_000), "\uD800"])(
    "finds nothing, and does not fail, for %j",
    async (text) => {
      const query = new URLSearchParams({
        search: text,
        state: "__proto__",
        sort: "constructor",
        cluster: text,
      });
      for (const handler of [readConnections, search]) {
        const answer = await ask(handler, `/api?${query}`, { organization: "acme" });
        expect([200, 422], await answer.text()).toContain(answer.status);
      }
    },
  );

  test("of an organization whose name is none answers as a missing one", async () => {
    await browse(t.as("admin", null).sessionId);
    for (const organization of ["\u0000", "acme'--", "__proto__", "x".repeat(5_000), "../admin"]) {
      expect((await ask(readConnections, "/api", { organization })).status).toBe(404);
    }
  });
});

describe("the choice of theme", () => {
  const route = { params: Promise.resolve({}) };
  const post = (headers: Record<string, string>, body = "theme=dark") =>
    chooseTheme(
      new Request(`${origin}/api/theme`, {
        method: "POST",
        body,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "content-length": String(body.length),
          ...headers,
        },
      }),
      route,
    );

  test("is kept for our own pages, and leads back to one of them", async () => {
    const answer = await post({ origin, referer: "https://evil.example//evil.example/x" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^drawbridge-theme=dark; Path=\/; .*SameSite=Lax; HttpOnly$/,
    );
    expect(answer.headers.get("location")).toBe("/");
  });

  test.each([{ origin: "null" }, { origin: "https://evil.example" }, {}, { "sec-fetch-site": "cross-site" }])(
    "is refused from %o",
    async (headers) => {
      const answer = await post(headers as Record<string, string>);
      expect(answer.status).toBe(403);
      expect(answer.headers.get("set-cookie")).toBeNull();
    },
  );

  test("does not read what is no choice", async () => {
    expect((await post({ origin }, `theme=${"x".repeat(20_000)}`)).status).toBe(413);
    const unmeasured = new Request(`${origin}/api/theme`, {
      method: "POST",
      body: "theme=dark",
      headers: { origin },
    });
    expect((await chooseTheme(unmeasured, route)).status).toBe(413);
  });
});
