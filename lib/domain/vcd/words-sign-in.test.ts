import { describe, expect, it, test } from "vitest";
import { readVcdSignIn } from "./sign-in";
import { describeSignInRefusal } from "./words-sign-in";

const now = new Date("2026-03-01T10:00:00Z");
const refused = (code: string, left = 2) =>
  describeSignInRefusal({ reason: "refused", code, message: "VCD's own words.", left }, now);

describe("why somebody was not signed in", () => {
  test.each([
    [2, "2 more tries before a pause of 15 minutes."],
    [1, "1 more try before a pause of 15 minutes."],
    [0, "That was the last try for now: the next one is in 15 minutes."],
  ])("with %d tries left", (left, words) => {
    expect(refused("InvalidCredentials", left).next).toContain(words);
  });

  test.each([
    ["2026-03-01T10:00:10Z", "a minute"],
    ["2026-03-01T10:01:01Z", "2 minutes"],
    ["2026-03-01T10:15:00Z", "15 minutes"],
  ])("says when again, at %s", (retryAt, words) => {
    const { next } = describeSignInRefusal({ reason: "too-many", retryAt: new Date(retryAt) }, now);
    expect(next).toContain(`Try again in ${words}.`);
  });

  test.each([
    "InvalidApiToken",
    "SystemOrganization",
    "UntrustedCertificate",
    "NoAnswer",
    "UnsupportedVersion",
    "SomethingNew",
  ])("has words for %s and what to do next", (code) => {
    const words = refused(code);
    expect(words.message.length).toBeGreaterThan(10);
    expect(words.next.length).toBeGreaterThan(10);
    expect(words).not.toEqual(refused("InvalidCredentials"));
  });

  it("shows VCD's own words where it knows none", () => {
    expect(refused("SomethingNew").message).toContain("VCD's own words.");
  });
});

describe("what a sign-in form sent", () => {
  const sent = {
    with: "password",
    siteId: "site",
    organization: " tenant1 ",
    user: " ann ",
    password: " secret ",
    token: "",
  };

  it("loses the blanks around names, and none of a password", () => {
    expect(readVcdSignIn(sent)).toEqual({
      ok: true,
      request: {
        with: "password",
        siteId: "site",
        organization: "tenant1",
        user: "ann",
        password: " secret ",
      },
    });
  });

  it("takes a token without user and password", () => {
    expect(readVcdSignIn({ ...sent, with: "token", token: " abc\n" })).toEqual({
      ok: true,
      request: { with: "token", siteId: "site", organization: "tenant1", token: "abc" },
    });
  });

  test.each([
    [{ siteId: "" }, "siteId"],
    [{ organization: "Tenant One" }, "organization"],
    [{ organization: "" }, "organization"],
    [{ user: "" }, "user"],
    [{ user: "a:b" }, "user"],
    [{ password: "" }, "password"],
    [{ with: "token", token: "" }, "token"],
    [{ with: "token", token: "a b" }, "token"],
    [{ organization: "a\u0000b" }, "organization"],
    [{ password: "a\u0000b" }, "password"],
  ])("%j needs care at its field", (over, field) => {
    const read = readVcdSignIn({ ...sent, ...over });
    expect(read.ok ? [] : Object.keys(read.fields)).toEqual([field]);
  });
});
