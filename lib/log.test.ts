import { describe, expect, it } from "vitest";
import { redact } from "./log";

describe("redact", () => {
  it("replaces secrets at any depth and keeps the rest", () => {
    const fields = {
      email: "tenant@acme.test",
      password: "hunter2",
      request: { headers: { Authorization: "Bearer x", Cookie: "a=b", accept: "*/*" } },
      accounts: [{ id: "111122223333", secretAccessKey: "s", sessionToken: "t" }],
      at: new Date(0),
    };
    expect(redact(fields)).toEqual({
      email: "tenant@acme.test",
      password: "[redacted]",
      request: { headers: { Authorization: "[redacted]", Cookie: "[redacted]", accept: "*/*" } },
      accounts: [{ id: "111122223333", secretAccessKey: "[redacted]", sessionToken: "[redacted]" }],
      at: new Date(0),
    });
  });

  it("drops a statement's parameters from an error, its stack and its cause", () => {
    const cause = Object.assign(new Error("duplicate key"), { code: "23505", password: "p4ss" });
    const error = Object.assign(new Error("Failed query: insert …\nparams: argon2id$abc", { cause }), {
      params: ["argon2id$abc"],
    });
    const text = JSON.stringify(redact({ err: error }));
    expect(text).not.toContain("argon2id$abc");
    expect(text).not.toContain("p4ss");
    expect(text).toContain("Failed query: insert …");
    expect(text).toContain("23505");
  });

  it("ends on a structure that contains itself", () => {
    const loop: Record<string, unknown> = { name: "loop" };
    loop.self = loop;
    expect(JSON.stringify(redact(loop))).toContain("[too deep]");
  });
});
