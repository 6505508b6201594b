import { expect, test } from "vitest";
import { ConfigurationError, type Environment } from "./environment";
import { readOidc } from "./oidc";

const whole = {
  OIDC_ISSUER: "https://login.example.com/realms/acme",
  OIDC_CLIENT_ID: "drawbridge",
  OIDC_CLIENT_SECRET: "secret",
};

function problemsOf(env: Environment): string[] {
  try {
    readOidc(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map((p) => `${p.name} ${p.problem}`);
    throw error;
  }
  return [];
}

test("is none where nothing of it is set, empty variables included", () => {
  expect(readOidc({})).toBeNull();
  expect(readOidc({ OIDC_ISSUER: "", OIDC_NAME: "" })).toBeNull();
});

test("is read, the issuer to the letter, with what most providers want", () => {
  expect(readOidc(whole)).toEqual({
    issuer: whole.OIDC_ISSUER,
    clientId: "drawbridge",
    clientSecret: "secret",
    name: "single sign-on",
    scopes: ["openid", "profile", "email"],
    groupsClaim: "groups",
  });
  expect(readOidc({ ...whole, OIDC_ISSUER: "https://login.example.com/" })?.issuer).toBe(
    "https://login.example.com/",
  );
  expect(readOidc({ ...whole, OIDC_SCOPES: " openid  groups " })?.scopes).toEqual(["openid", "groups"]);
});

test.each([
  [
    { OIDC_NAME: "Acme" },
    ["OIDC_ISSUER is missing.", "OIDC_CLIENT_ID is missing.", "OIDC_CLIENT_SECRET is missing."],
  ],
  [{ ...whole, OIDC_CLIENT_SECRET: "" }, ["OIDC_CLIENT_SECRET is missing."]],
  [{ ...whole, OIDC_ISSUER: undefined }, ["OIDC_ISSUER is missing."]],
])("half of it is refused by name: %o", (env, problems) => {
  expect(problemsOf(env)).toEqual(problems);
});

test.each(["http://127.0.0.1:3110", "http://localhost:3110/oidc", "http://[::1]:3110"])(
  "%s may be plain",
  (issuer) => {
    expect(readOidc({ ...whole, OIDC_ISSUER: issuer })?.issuer).toBe(issuer);
  },
);

test.each([
  [{ OIDC_ISSUER: "http://login.example.com" }, "OIDC_ISSUER must be https, unless it is on loopback."],
  [{ OIDC_ISSUER: "http://127.0.0.1.example.com" }, "OIDC_ISSUER must be https, unless it is on loopback."],
  [{ OIDC_ISSUER: "http://localhost.example.com" }, "OIDC_ISSUER must be https, unless it is on loopback."],
  [{ OIDC_ISSUER: "login.example.com" }, "OIDC_ISSUER must be an http or https URL."],
  [
    { OIDC_ISSUER: "https://login.example.com?a=b" },
    "OIDC_ISSUER must be an address without a question mark, a fragment or a user.",
  ],
  [{ OIDC_SCOPES: "profile groups" }, "OIDC_SCOPES must name openid among the scopes."],
  [{ OIDC_SCOPES: 'openid "' }, "OIDC_SCOPES must be scopes with spaces between."],
  [{ OIDC_NAME: "x".repeat(41) }, "OIDC_NAME must be at most 40 characters long."],
])("%o is refused", (wrong, problem) => {
  expect(problemsOf({ ...whole, ...wrong })).toEqual([problem]);
});
